//! A folder with a project, a cache and what stands in for the toolchain.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// The folder; it goes when this is dropped.
pub(crate) struct Bench(TempDir);

impl Bench {
    /// A project of one empty file, and nothing else yet.
    pub(crate) fn new() -> Self {
        let bench = Self(tempfile::tempdir().unwrap());
        let manifest = "[package]\nname = \"project\"\nedition = \"2024\"\n\n[workspace]\n";
        bench.write("project/Cargo.toml", manifest);
        bench.write("project/src/lib.rs", "");
        bench
    }

    /// A path below the folder.
    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, with the folders above it.
    pub(crate) fn write(&self, name: impl AsRef<Path>, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Writes a program.
    pub(crate) fn script(&self, name: &str, text: &str) {
        self.write(name, text);
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// A program of the toolchain.
    pub(crate) fn program(&self, name: &str) -> String {
        format!("rustup/toolchains/{}-some-host/bin/{name}", cargo_heddle::PIN)
    }

    /// Where the driver lies in this cache: as in every other.
    pub(crate) fn driver(&self) -> PathBuf {
        let (driver, home) = (
            cargo_heddle::driver_path().unwrap(),
            cargo_heddle::home().unwrap(),
        );
        self.path("home").join(driver.strip_prefix(home).unwrap())
    }

    /// The command in the project.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-heddle"));
        command
            .args(arguments)
            .current_dir(self.path("project"))
            .env("RUSTUP_HOME", self.path("rustup"))
            .env("HEDDLE_HOME", self.path("home"))
            .env_remove("CARGO_TARGET_DIR");
        command
    }
}
