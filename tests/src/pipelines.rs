//! Runs what the kit has for pipelines as their runners do: the action's steps, the job's script, the hook's entry.

pub mod action;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;
use tempfile::TempDir;

use crate::command::{Finished, clean, must, quietly, run};
use crate::git::{by_itself, git};
use crate::kit::{kit, root};

/// Where the kit is fetched from.
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// A release build for the moment of a test.
pub const QUICK: [(&str, &str); 2] = [
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
];

/// A machine of a pipeline's, with a cache of its own in which the driver lies already: tests of the set-up build one.
#[derive(Debug)]
pub struct Machine {
    folder: TempDir,
}

impl Machine {
    /// The machine, before any pipeline has run there.
    pub fn new() -> Result<Self> {
        let machine = Self {
            folder: tempfile::Builder::new().prefix("heddle-machine-").tempdir()?,
        };
        let archive = machine.path("driver.tar.gz");
        must(kit().heddle().args(["setup", "--pack"]).arg(&archive), &quietly)?;
        let mut set_up = kit().heddle();
        set_up.args(["setup", "--driver"]).arg(&archive);
        must(set_up.env("HEDDLE_HOME", machine.home()), &quietly)?;
        Ok(machine)
    }

    /// A path of the machine's own.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Where the driver lies.
    pub fn home(&self) -> PathBuf {
        self.path("home")
    }

    /// Puts the command into `folder`, as a cache does that is restored.
    pub fn restore_command(&self, folder: &Path) -> Result<()> {
        let bin = folder.join("bin");
        fs::create_dir_all(&bin)?;
        fs::copy(&kit().cargo_heddle, bin.join("cargo-heddle"))?;
        Ok(())
    }

    /// Makes a repository of the kit as it is now, with the tag of its version. With the variables that this gives, git
    /// finds it at the kit's own address, and cargo keeps what it fetches from there among what tests build.
    pub fn publish(&self) -> Result<[(&'static str, String); 3]> {
        let source = self.path("kit");
        let (folder, work) = (
            source.join(".git").display().to_string(),
            root().display().to_string(),
        );
        fs::create_dir(&source)?;
        git(&source, &["init", "--quiet"])?;
        git(
            &source,
            &["--git-dir", &folder, "--work-tree", &work, "add", "--all", ":/"],
        )?;
        git(&source, &["commit", "--quiet", "--message=test"])?;
        git(&source, &["tag", &format!("v{}", cargo_heddle::VERSION)])?;
        let configuration = self.path("gitconfig");
        let instead = format!(
            "[url \"file://{}\"]\ninsteadOf = {REPOSITORY}\n",
            source.display()
        );
        fs::write(&configuration, instead)?;

        let usual = std::env::var_os("CARGO_HOME").map(PathBuf::from);
        let usual = usual
            .or_else(|| Some(std::env::home_dir()?.join(".cargo")))
            .context("no home")?;
        // At the same place each time, or every dependency would be compiled anew.
        let cargo = kit().target.join("pipelines-home");
        fs::create_dir_all(&cargo)?;
        for name in ["config.toml", "registry"] {
            if usual.join(name).exists() && !cargo.join(name).is_symlink() {
                symlink(usual.join(name), cargo.join(name))?;
            }
        }
        if cargo.join("git").exists() {
            fs::remove_dir_all(cargo.join("git"))?;
        }
        Ok([
            ("CARGO_HOME", cargo.display().to_string()),
            ("CARGO_NET_GIT_FETCH_WITH_CLI", "true".to_owned()),
            ("GIT_CONFIG_GLOBAL", configuration.display().to_string()),
        ])
    }

    /// Runs a script as runners do, in `folder` and with `variables`.
    pub fn bash(
        &self,
        script: &str,
        folder: &Path,
        variables: &BTreeMap<String, String>,
    ) -> Result<Finished> {
        let file = self.path("script");
        fs::write(&file, script)?;
        let mut bash = clean("bash");
        bash.args(["--noprofile", "--norc", "-eo", "pipefail"]).arg(file);
        run(
            self.prepare(&mut bash).current_dir(folder).envs(variables),
            &quietly,
        )
    }

    /// Lets `command` know nothing of the pipeline that these tests may run in.
    fn prepare<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if ["CI_", "GITHUB_", "HEDDLE_", "RUNNER_"]
                .iter()
                .any(|prefix| text.starts_with(prefix))
            {
                command.env_remove(&name);
            }
        }
        by_itself(command).env("CI", "true")
    }
}

/// The job of `.gitlab/heddle.yml`.
#[derive(Debug, Deserialize)]
pub struct Job {
    /// What it sets, which may name what GitLab sets.
    pub variables: BTreeMap<String, String>,
    /// What is kept between runs.
    pub cache: Vec<Cache>,
    /// Its lines, which run in one shell.
    pub script: Vec<String>,
    /// What it hands over.
    pub artifacts: Artifacts,
}

/// What is kept between runs of a job.
#[derive(Debug, Deserialize)]
pub struct Cache {
    /// From the project's folder.
    pub paths: Vec<String>,
}

/// What a job hands over.
#[derive(Debug, Deserialize)]
pub struct Artifacts {
    /// Files that GitLab reads, by what they are.
    pub reports: BTreeMap<String, String>,
}

impl Job {
    /// Reads it.
    pub fn read() -> Result<Self> {
        let mut jobs: BTreeMap<String, Self> = yaml(".gitlab/heddle.yml")?;
        jobs.remove("heddle").context("there is no job `heddle`")
    }

    /// Runs its script in `project`, with these of its variables set to something else.
    pub fn run(&self, machine: &Machine, project: &Path, variables: &[(&str, &str)]) -> Result<Finished> {
        let folder = project.display().to_string();
        let mut all = self.variables.clone();
        for (name, value) in variables {
            all.insert((*name).to_owned(), (*value).to_owned());
        }
        for value in all.values_mut() {
            *value = value.replace("$CI_PROJECT_DIR", &folder);
        }
        all.insert("CI_PROJECT_DIR".to_owned(), folder);
        machine.bash(&self.script.join("\n"), project, &all)
    }
}

/// A hook of `.pre-commit-hooks.yaml`.
#[derive(Debug, Deserialize)]
pub struct Hook {
    /// By what users name it.
    pub id: String,
    /// The command.
    pub entry: String,
    /// What it gets, unless a user gives something else.
    pub args: Vec<String>,
    /// Which files wake it.
    pub files: String,
    /// Whether it gets their names.
    pub pass_filenames: bool,
}

impl Hook {
    /// Reads the only one.
    pub fn read() -> Result<Self> {
        let hooks: Vec<Self> = yaml(".pre-commit-hooks.yaml")?;
        let [hook] = <[Self; 1]>::try_from(hooks)
            .ok()
            .context("there is not one hook")?;
        Ok(hook)
    }

    /// Runs it in `project` on a machine where the command is installed.
    pub fn run(&self, machine: &Machine, project: &Path) -> Result<Finished> {
        let command = machine.path("command");
        machine.restore_command(&command)?;
        let mut words = self.entry.split_whitespace();
        let mut entry = clean(words.next().context("the hook runs nothing")?);
        let path = std::env::var("PATH").unwrap_or_default();
        machine.prepare(&mut entry);
        entry
            .args(words)
            .args(&self.args)
            .current_dir(project)
            .env("PATH", format!("{}/bin:{path}", command.display()))
            .env("HEDDLE_HOME", machine.home());
        run(&mut entry, &quietly)
    }
}

/// A file of the repository.
fn yaml<T: serde::de::DeserializeOwned>(name: &str) -> Result<T> {
    let text = fs::read_to_string(root().join(name)).with_context(|| name.to_owned())?;
    serde_saphyr::from_str(&text).with_context(|| name.to_owned())
}
