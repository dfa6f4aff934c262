//! A package of one file, to be checked by `cargo heddle`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::command::{Finished, clean, must, quietly, run};
use crate::kit::kit;

/// A package without dependencies, in a folder of its own that goes when this is dropped.
#[derive(Debug)]
pub struct Fixture {
    folder: TempDir,
}

impl Fixture {
    /// A library whose `lib.rs` is `source`.
    pub fn new(source: &str) -> Result<Self> {
        Self::with_manifest(source, "")
    }

    /// The same, with more lines at the end of the manifest.
    pub fn with_manifest(source: &str, more: &str) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("heddle-cli-").tempdir()?;
        let manifest = format!(
            "[package]\nname = \"fixture\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n{more}"
        );
        fs::write(folder.path().join("Cargo.toml"), manifest)?;
        fs::create_dir(folder.path().join("src"))?;
        fs::write(folder.path().join("src/lib.rs"), source)?;
        Ok(Self { folder })
    }

    /// A workspace of libraries with these names and sources; each may use those before it.
    pub fn workspace(packages: &[(&str, &str)]) -> Result<Self> {
        let names: Vec<_> = packages.iter().map(|(name, _)| format!("{name:?}")).collect();
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [{}]\n",
            names.join(", ")
        );
        let fixture = Self::new("")?.file("Cargo.toml", &manifest)?;
        for (at, (name, source)) in packages.iter().enumerate() {
            let used = packages[..at].iter().map(|(used, _)| used);
            let used = used.filter(|used| source.contains(&format!("{used}::")));
            let used: String = used
                .map(|used| format!("{used} = {{ path = \"../{used}\" }}\n"))
                .collect();
            let manifest = format!(
                "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{used}"
            );
            fixture.write(&format!("{name}/Cargo.toml"), &manifest)?;
            fixture.write(&format!("{name}/src/lib.rs"), source)?;
        }
        Ok(fixture)
    }

    /// Makes a repository of it, in which all is committed but what builds make.
    pub fn committed(self) -> Result<Self> {
        self.write(".gitignore", "target\nCargo.lock\n")?;
        self.git(&["init", "--quiet"])?;
        self.git(&["add", "."])?;
        self.git(&["commit", "--quiet", "--message", "All"])?;
        Ok(self)
    }

    /// Runs git in the folder, as nobody in particular.
    pub fn git(&self, words: &[&str]) -> Result<()> {
        let mut git = clean("git");
        git.arg("-C").arg(self.path());
        for setting in [
            "user.name=Nobody",
            "user.email=nobody@example.com",
            "commit.gpgsign=false",
        ] {
            git.args(["-c", setting]);
        }
        must(git.args(words), &quietly).map(drop)
    }

    /// Fails unless a compiler without the kit takes all of the code, tests included.
    pub fn compiles(&self) -> Result<()> {
        let mut check = clean("cargo");
        check.current_dir(self.path());
        check.args(["check", "--quiet", "--workspace", "--all-targets"]);
        must(&mut check, &quietly).map(drop)
    }

    /// Adds a file, or replaces it, at a path below the folder.
    pub fn file(self, name: &str, content: &str) -> Result<Self> {
        self.write(name, content)?;
        Ok(self)
    }

    /// Writes a file at a path below the folder.
    pub fn write(&self, name: &str, content: &str) -> Result<()> {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap_or(self.path()))?;
        fs::write(path, content)?;
        Ok(())
    }

    /// The text of a file.
    pub fn read(&self, name: &str) -> Result<String> {
        fs::read_to_string(self.path().join(name)).with_context(|| format!("cannot read {name}"))
    }

    /// The package's folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs `cargo heddle` in the folder with `flags`.
    pub fn heddle(&self, flags: &[&str]) -> Result<Finished> {
        self.heddle_with(flags, &[])
    }

    /// The same, with variables set for the driver.
    pub fn heddle_with(&self, flags: &[&str], variables: &[(&str, &str)]) -> Result<Finished> {
        let mut heddle = kit().heddle();
        heddle
            .current_dir(self.path())
            .args(flags)
            .envs(variables.iter().copied());
        run(&mut heddle, &quietly)
    }
}
