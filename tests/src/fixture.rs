//! A package of one file, to be checked by `cargo heddle`.

use std::fs;
use std::path::Path;

use anyhow::Result;
use tempfile::TempDir;

use crate::command::{Finished, quietly, run};
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
