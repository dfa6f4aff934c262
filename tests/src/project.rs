//! Generated services: made by the real cargo-generate, outside the repository, from this working tree.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use walkdir::WalkDir;

use crate::command::{Finished, Watch, clean, must};
use crate::kit::{self, Kit, executable};

/// The template's folder, the sub-template that `cargo generate` is given.
pub const TEMPLATE: &str = "template";

/// The template's questions and hooks, at the repository's root.
const CONFIG: &str = "cargo-generate.toml";

/// One combination of answers that has code of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The answer to `model`.
    pub model: &'static str,
    /// The answer to `runtime`, where that is asked.
    pub runtime: Option<&'static str>,
}

/// Every row of the template.
pub const ROWS: &[Row] = &[
    Row {
        model: "async",
        runtime: Some("tokio"),
    },
    Row {
        model: "async",
        runtime: Some("smol"),
    },
    Row {
        model: "async",
        runtime: Some("async-std"),
    },
    Row {
        model: "hybrid",
        runtime: Some("tokio"),
    },
    Row {
        model: "hybrid",
        runtime: Some("smol"),
    },
    Row {
        model: "hybrid",
        runtime: Some("async-std"),
    },
    Row {
        model: "threaded",
        runtime: None,
    },
];

/// Every extra of the template, in the order in which it offers them.
pub const EXTRAS: &[&str] = &["docker", "k8s", "ci", "bench", "otel", "tls"];

/// The extras with which a service has other Rust code or other dependencies than without.
pub const CODE_EXTRAS: &[&str] = &["bench", "otel", "tls"];

impl Row {
    /// `async-tokio`, `threaded`: names folders and lock files.
    pub fn name(&self) -> String {
        self.runtime.map_or_else(
            || self.model.to_owned(),
            |runtime| format!("{}-{runtime}", self.model),
        )
    }

    /// The answers as `-d` values.
    pub fn answers(&self) -> Vec<String> {
        let model = format!("model={}", self.model);
        std::iter::once(model)
            .chain(self.runtime.map(|runtime| format!("runtime={runtime}")))
            .collect()
    }
}

/// Where `cargo generate` reads the template from.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// `--path`: a folder.
    Path(&'a Path),
    /// `--git`: a repository's address.
    Git(&'a str),
}

/// The part of the repository that cargo-generate needs, in a folder of its own. It copies all that it is
/// given before it reads any of it, and the cases of the lints are more than a thousand files.
pub fn template_alone() -> Result<&'static Path> {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    if let Some(made) = MADE.get() {
        return Ok(made);
    }
    let mut hasher = DefaultHasher::new();
    let config = std::fs::read(kit::root().join(CONFIG))?;
    let template = kit::root().join(TEMPLATE);
    (&config, files(&template)?).hash(&mut hasher);
    let folder = projects()?.join(format!("template-{:016x}", hasher.finish()));
    if !folder.is_dir() {
        std::fs::create_dir_all(projects()?)?;
        let made = tempfile::tempdir_in(projects()?).context("cannot make a temporary folder")?;
        std::fs::write(made.path().join(CONFIG), config)?;
        copy_folder(&template, &made.path().join(TEMPLATE), |_| true)?;
        // Another process may have been faster.
        if std::fs::rename(made.path(), &folder).is_ok() {
            let _ = made.keep();
        }
    }
    Ok(MADE.get_or_init(|| folder))
}

/// `cargo generate` for a project called `name` in `folder`, which must exist. Answers follow as `-d`.
pub fn generate_command(source: Source<'_>, folder: &Path, name: &str, watch: Watch<'_>) -> Result<Command> {
    // A user's own defaults in ~/.cargo would change what is tested.
    let no_settings = cargo_heddle::home()?.join("cargo-generate.toml");
    if !no_settings.is_file() {
        std::fs::write(&no_settings, "")
            .with_context(|| format!("cannot write {}", no_settings.display()))?;
    }
    let mut command = clean(kit::cargo_generate(watch)?);
    command
        .current_dir(folder)
        .arg("generate")
        .arg("--config")
        .arg(no_settings);
    match source {
        Source::Path(path) => command.arg("--path").arg(path),
        Source::Git(address) => command.arg("--git").arg(address),
    };
    command
        .arg(TEMPLATE)
        .args(["--name", name, "--vcs", "none", "--destination"])
        .arg(folder);
    if std::env::var_os("USER").is_none() && std::env::var_os("USERNAME").is_none() {
        command.env("USER", "heddle"); // it stops where nobody is named, as in a bare container
    }
    Ok(command)
}

/// A generated service.
#[derive(Debug)]
pub struct Project {
    /// The package's name.
    pub name: String,
    /// Its folder.
    pub path: PathBuf,
    /// Whether its lock file is the one of its answers. The one with all extras holds more than a part of
    /// them needs, which `--locked` does not allow.
    is_locked: bool,
    target: PathBuf,
}

impl Project {
    /// Generates `row` with these extras into a folder called `name` below `folder`, with its lock file in it.
    /// Whatever stood there before is removed.
    pub fn generate(
        kit: &Kit,
        row: Row,
        extras: &[&str],
        folder: &Path,
        name: &str,
        watch: Watch<'_>,
    ) -> Result<Self> {
        let path = folder.join(name);
        if path.exists() {
            std::fs::remove_dir_all(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let mut command = generate_command(Source::Path(template_alone()?), folder, name, watch)?;
        // Unformatted: the sources must be tidy as they stand in the template.
        command.args(["--silent", "--no-fmt"]);
        for answer in row.answers() {
            command.arg("--define").arg(answer);
        }
        // The command line takes no lists.
        let values = tempfile::NamedTempFile::new().context("cannot make a temporary file")?;
        std::fs::write(values.path(), format!("[values]\nextras = {extras:?}\n"))?;
        command.arg("--values-file").arg(values.path());
        must(&mut command, watch)?;
        ensure!(
            path.join("Cargo.toml").is_file(),
            "cargo generate left no manifest in {}",
            path.display()
        );
        let lock = lock_file(row, extras, name)?;
        if let Some(lock) = &lock {
            std::fs::write(path.join("Cargo.lock"), lock)?;
        }
        Ok(Self {
            name: name.to_owned(),
            path,
            is_locked: lock.is_some() && (extras.is_empty() || extras.len() == EXTRAS.len()),
            target: kit.generated_target(),
        })
    }

    /// A copy with the same name in another folder.
    pub fn copy_to(&self, folder: &Path) -> Result<Self> {
        let path = folder.join(&self.name);
        if path.exists() {
            std::fs::remove_dir_all(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
        copy_folder(&self.path, &path, |_| true)?;
        Ok(Self {
            name: self.name.clone(),
            path,
            is_locked: self.is_locked,
            target: self.target.clone(),
        })
    }

    /// A subcommand of cargo in the project, with the shared target folder.
    pub fn cargo(&self, subcommand: &str) -> Command {
        let mut command = clean("cargo");
        command
            .current_dir(&self.path)
            .env("CARGO_TARGET_DIR", &self.target)
            .arg(subcommand);
        command
    }

    /// Adds `--locked` to a command of cargo where the answers have a checked-in lock file.
    pub fn locked<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        if self.is_locked {
            command.arg("--locked");
        }
        command
    }

    /// `cargo heddle` in the project; the lints' own flags may follow after a `--`.
    pub fn heddle(&self, kit: &Kit) -> Command {
        let mut command = kit.heddle();
        command
            .current_dir(&self.path)
            .env("CARGO_TARGET_DIR", &self.target);
        self.locked(&mut command);
        command
    }

    /// Builds the service and returns its program.
    pub fn build(&self, watch: Watch<'_>) -> Result<PathBuf> {
        let mut build = self.cargo("build");
        let built = must(
            self.locked(&mut build)
                .args(["--message-format", "json-render-diagnostics"]),
            watch,
        )?;
        executable(&built.stdout, &self.name).with_context(|| format!("cargo built no `{}`", self.name))
    }

    /// Runs the project's own tests.
    pub fn test(&self, watch: Watch<'_>) -> Result<Finished> {
        must(self.locked(&mut self.cargo("test")), watch)
    }

    /// Plants `mistake` in the body of the function that answers a request and returns where.
    pub fn plant(&self, mistake: &Mistake) -> Result<PathBuf> {
        mistake.plant(&self.path)
    }
}

/// A blocking call put where a service must not block.
#[derive(Debug)]
pub struct Mistake {
    /// The statement.
    pub code: &'static str,
    /// What the lint says of it.
    pub named: &'static str,
}

/// Where a mistake is planted: in the first of these functions that a service has. The second is a step of
/// the handler that every model shares.
const HANDLERS: &[&str] = &["async fn handle(", "async fn read_body("];

/// The mistake of the demo and of the tests of the rows.
pub const SLEEP: Mistake = Mistake {
    code: "std::thread::sleep(std::time::Duration::from_millis(10));",
    named: "std::thread::sleep",
};

impl Mistake {
    fn plant(&self, project: &Path) -> Result<PathBuf> {
        let source = project.join("src");
        let files = files(&source)?;
        for handler in HANDLERS {
            for (path, content) in &files {
                let text = String::from_utf8_lossy(content);
                let Some(at) = text.find(handler) else { continue };
                let body = at + text[at..].find("{\n").context("the handler has a body")? + 2;
                let path = source.join(path);
                std::fs::write(
                    &path,
                    format!("{}    {}\n{}", &text[..body], self.code, &text[body..]),
                )?;
                return Ok(path);
            }
        }
        bail!("no `{}` below {}", HANDLERS.join("` or `"), source.display())
    }
}

/// What the lints found in one place.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The lint's name.
    pub lint: String,
    /// Its first line.
    pub message: String,
    /// The file, as the compiler names it: from the package's folder on.
    pub file: String,
    /// Its line there.
    pub line: u64,
    /// The whole of it as a terminal shows it.
    pub rendered: String,
}

/// The kit's findings among cargo's JSON messages.
pub fn findings(messages: &str) -> Vec<Finding> {
    let lints = cargo_heddle::lints::all();
    let messages = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let found = messages.filter_map(|message| {
        let message = message.get("message")?;
        let lint = message["code"]["code"].as_str()?.to_owned();
        let spans = message["spans"].as_array()?;
        let primary = spans.iter().find(|span| span["is_primary"] == true)?;
        Some(Finding {
            lint,
            message: message["message"].as_str()?.to_owned(),
            file: primary["file_name"].as_str()?.to_owned(),
            line: primary["line_start"].as_u64()?,
            rendered: message["rendered"].as_str()?.to_owned(),
        })
    });
    found
        .filter(|finding| lints.iter().any(|lint| lint.name == finding.lint))
        .collect()
}

/// The folder below which the demo and the tests generate: outside the repository, the same each time, so
/// that a changed service is compiled anew and its dependencies are not.
pub fn projects() -> Result<PathBuf> {
    Ok(cargo_heddle::home()?.join("projects"))
}

/// Every file below `folder` with its content, by its path from there.
pub fn files(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut found = BTreeMap::new();
    for entry in WalkDir::new(folder) {
        let entry = entry?;
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(folder)?.to_owned();
            found.insert(path, std::fs::read(entry.path())?);
        }
    }
    Ok(found)
}

/// Copies a folder; `wanted` is asked about each path, given from the folder on.
pub fn copy_folder(from: &Path, to: &Path, wanted: impl Fn(&Path) -> bool) -> Result<()> {
    let entries = WalkDir::new(from).into_iter();
    let relative = |path: &Path| path.strip_prefix(from).expect("the walk starts there").to_owned();
    for entry in entries.filter_entry(|entry| wanted(&relative(entry.path()))) {
        let entry = entry?;
        let target = to.join(relative(entry.path()));
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(&target)?;
        } else {
            std::fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}

/// The checked-in lock file of a row, with its extras or without, written for a package called `name`.
pub fn lock_file(row: Row, extras: &[&str], name: &str) -> Result<Option<String>> {
    let path = lock_path(row, !extras.is_empty());
    if !path.is_file() {
        return Ok(None);
    }
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(Some(rename_root(&text, LOCKED_NAME, name)))
}

/// Where the lock file of a row is checked in, the one for all extras or the one for none.
pub fn lock_path(row: Row, extras: bool) -> PathBuf {
    let with = if extras { "-all" } else { "" };
    kit::root()
        .join("tests/locks")
        .join(format!("{}{with}.lock", row.name()))
}

/// The name under which a row's own package stands in its checked-in lock file.
pub const LOCKED_NAME: &str = "the-service";

/// Gives the package `from` of a lock file another name. Cargo compares lock files as text, so the entry must
/// also stand where the new name sorts.
pub(crate) fn rename_root(lock: &str, from: &str, name: &str) -> String {
    let mut parts: Vec<&str> = lock.trim_end().split("\n\n").collect();
    let ours = format!("name = \"{from}\"\n");
    let Some(at) = parts.iter().position(|part| part.contains(&ours)) else {
        return lock.to_owned();
    };
    let renamed = parts.remove(at).replace(&ours, &format!("name = \"{name}\"\n"));
    let place = parts
        .iter()
        .position(|part| part.starts_with("[[package]]") && **part > *renamed);
    parts.insert(place.unwrap_or(parts.len()), &renamed);
    parts.join("\n\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_files_own_package_moves_to_where_its_new_name_sorts() {
        let lock = "# @generated\nversion = 4\n\n[[package]]\nname = \"bytes\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"the-service\"\nversion = \"0.1.0\"\ndependencies = [\n \"bytes\",\n]\n";
        let renamed = rename_root(lock, LOCKED_NAME, "alpha");
        let own = "[[package]]\nname = \"alpha\"\nversion = \"0.1.0\"\ndependencies = [\n \"bytes\",\n]\n";
        let other = "[[package]]\nname = \"bytes\"\nversion = \"1.0.0\"\n";
        assert_eq!(renamed, format!("# @generated\nversion = 4\n\n{own}\n{other}"));
        assert_eq!(rename_root(&renamed, "alpha", LOCKED_NAME), lock);
    }
}
