//! The corpus: published programs that nobody here wrote, what `cargo heddle` finds in them, and what a
//! reader of each finding says about it. `cargo corpus` is made of this.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use cargo_heddle::lints;
use serde::{Deserialize, Serialize};

use crate::command::{Watch, clean, must};
use crate::kit::{Kit, root};
use crate::project::copy_folder;

pub mod findings;
pub mod overhead;
pub mod precision;
pub mod results;
pub mod verdicts;

/// Where the list of programs and the verdicts lie.
pub fn folder() -> PathBuf {
    root().join("tests").join("corpus")
}

/// A published program, as `corpus.toml` names it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Program {
    /// The package's name.
    pub name: String,
    /// The exact version.
    pub version: String,
    /// What it shows that the others do not.
    pub why: String,
    /// Further flags of `cargo check`.
    #[serde(default)]
    pub flags: Vec<String>,
    /// Whether it is checked with a lock file of ours, because it was published without one or with one whose
    /// dependencies the pinned nightly cannot compile.
    #[serde(default)]
    pub lock: bool,
}

impl Program {
    /// The name and the version, as cargo names the folder of the package.
    pub fn package(&self) -> String {
        format!("{}-{}", self.name, self.version)
    }

    /// The lock file that is used in place of the published one, where there is one.
    pub fn lock_path(&self) -> Option<PathBuf> {
        self.lock
            .then(|| folder().join("locks").join(format!("{}.lock", self.name)))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Programs {
    program: Vec<Program>,
}

/// The programs of `corpus.toml`.
pub fn programs() -> Result<Vec<Program>> {
    let path = folder().join("corpus.toml");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let list: Programs = toml::from_str(&text).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(list.program)
}

/// A program's source with its published lock file, ready to be checked.
#[derive(Debug)]
pub struct Source<'a> {
    /// What it is the source of.
    pub program: &'a Program,
    /// The copy that is checked.
    pub path: PathBuf,
    target: PathBuf,
}

impl<'a> Source<'a> {
    /// Gets the source through cargo; what an earlier run has fetched is used again, without a network.
    pub fn fetch(program: &'a Program, watch: Watch<'_>) -> Result<Self> {
        let cache = cache()?;
        let package = program.package();
        let source = Self {
            program,
            path: cache.join("src").join(&package),
            target: cache.join("target").join(&package),
        };
        // Written last: an interrupted copy must not pass for the whole.
        let stamp = cache.join("src").join(format!("{package}.ready"));
        if !stamp.is_file() {
            remove(&source.path)?;
            copy_folder(&published(program, &package, watch)?, &source.path, |_| true)?;
            std::fs::write(&stamp, "")?;
        }
        source.lock()?;
        Ok(source)
    }

    fn lock(&self) -> Result<()> {
        let used = self.path.join("Cargo.lock");
        let Some(ours) = self.program.lock_path() else {
            ensure!(
                used.is_file(),
                "{} was published without a Cargo.lock: its findings could not be repeated; choose a version that \
                 has one, or write `lock = true` and put a lock file into tests/corpus/locks",
                self.program.package()
            );
            return Ok(());
        };
        std::fs::copy(&ours, &used).with_context(|| format!("cannot copy {}", ours.display()))?;
        Ok(())
    }

    /// `cargo heddle`, the user's road, with the lints that are off by default turned on. Nothing that it finds ends
    /// the check, whatever the program denies.
    pub fn heddle(&self, kit: &Kit) -> Command {
        let mut command = kit.heddle();
        self.arguments(&mut command, &self.target);
        command.args(["--message-format", "json", "--", "--cap-lints", "warn"]);
        for lint in lints::all().iter().filter(|lint| lint.level == "allow") {
            command.args(["-W", &lint.name]);
        }
        command
    }

    fn arguments(&self, command: &mut Command, target: &Path) {
        command
            .current_dir(&self.path)
            .args(["--locked", "--target-dir"])
            .arg(target);
        command.args(&self.program.flags);
    }

    /// Removes what a check has left, so that the next one does all of its work: only then can the cost of two
    /// be compared.
    pub fn clear(&self) -> Result<()> {
        remove(&self.target)
    }
}

/// Where sources, builds and results lie.
fn cache() -> Result<PathBuf> {
    Ok(cargo_heddle::home()?.join("corpus"))
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}

/// Where cargo has unpacked the published package.
fn published(program: &Program, package: &str, watch: Watch<'_>) -> Result<PathBuf> {
    if let Some(path) = unpacked(package)? {
        return Ok(path);
    }
    // Of cargo's commands the one that downloads a package without its dependencies, which the lock file
    // of the package is to choose and not a manifest of ours.
    let wanted = format!("{}@{}", program.name, program.version);
    must(clean("cargo").args(["info", "--quiet", &wanted]), watch)?;
    match unpacked(package)? {
        Some(path) => Ok(path),
        None => bail!("cargo has no source of {package} below its home after `cargo info {wanted}`"),
    }
}

/// The package below cargo's home, in the folder layout that the Cargo book documents.
fn unpacked(package: &str) -> Result<Option<PathBuf>> {
    let home = match std::env::var_os("CARGO_HOME") {
        Some(home) => PathBuf::from(home),
        None => std::env::home_dir()
            .context("there is no home folder: set CARGO_HOME")?
            .join(".cargo"),
    };
    let Ok(registries) = std::fs::read_dir(home.join("registry").join("src")) else {
        return Ok(None);
    };
    let candidates = registries.filter_map(|entry| Some(entry.ok()?.path().join(package)));
    // Cargo writes the marker last.
    Ok(candidates
        .into_iter()
        .find(|path| path.join(".cargo-ok").is_file()))
}

/// What a reader says of a finding.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The lint is right, and the code would be better for hearing it.
    True,
    /// What is said is so, but it hardly matters: it depends on taste, on the machine, or happens once.
    Harmless,
    /// The lint is wrong: nobody is held up.
    False,
    /// Nobody has read it yet.
    Unread,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_programs_parses() {
        assert!(!programs().unwrap().is_empty());
    }
}
