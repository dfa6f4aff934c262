//! cargo-dylint from the kit's cache, with the driver that it builds there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::command::{clean, must, quietly, run};
use crate::git::{commit, init};
use crate::kit::{self, CARGO_DYLINT, lock, root};

/// What a user may have set for dylint.
const FOR_USERS: [&str; 4] = [
    "DYLINT_LIBRARY_PATH",
    "DYLINT_LINK_ENABLE_COPY_LIBRARY",
    "DYLINT_RUSTFLAGS",
    "DYLINT_TOML",
];

/// cargo-dylint, ready to run.
#[derive(Debug)]
pub struct Dylint {
    program: PathBuf,
    /// Where it keeps its drivers.
    drivers: PathBuf,
    /// Where it finds the names that clippy adds to rustc's.
    clippy: PathBuf,
}

impl Dylint {
    /// Installs it on first use; nothing, which it tells, where there is no git.
    pub fn get() -> Result<Option<Self>> {
        if run(clean("git").arg("--version"), &quietly).is_err() {
            println!("SKIPPED: there is no git here, without which dylint's driver cannot be built");
            eprintln!("SKIPPED: there is no git here, without which dylint's driver cannot be built");
            return Ok(None);
        }
        let program = kit::cargo_dylint(&quietly)?;
        let _alone = lock("dylint")?;
        let folder = cargo_heddle::home()?.join("tools");
        let drivers = folder.join(format!("dylint-drivers-{CARGO_DYLINT}"));
        fs::create_dir_all(&drivers)?;
        let clippy = folder.join(format!("clippy-names-{}", cargo_heddle::CLIPPY_UTILS));
        if !clippy.is_dir() {
            let made = tempfile::tempdir_in(&folder)?;
            make_repository(made.path())?;
            fs::rename(made.keep(), &clippy)?;
        }
        Ok(Some(Self {
            program,
            drivers,
            clippy,
        }))
    }

    /// `cargo dylint` as cargo would start it.
    pub fn command(&self) -> Command {
        let mut command = clean(&self.program);
        for name in FOR_USERS {
            command.env_remove(name);
        }
        command
            .arg("dylint")
            .env("DYLINT_DRIVER_PATH", &self.drivers)
            .env("DYLINT_CLIPPY_REPO", &self.clippy);
        command
    }
}

/// Makes the part of clippy's repository that dylint reads, of the package that the kit has from the registry: the
/// names, and the nightly that they are for. dylint looks for the commit which that nightly came with.
fn make_repository(folder: &Path) -> Result<()> {
    let package = clippy_utils()?;
    let toolchain = |channel: &str| {
        let text = format!("[toolchain]\nchannel = \"{channel}\"\n");
        fs::write(folder.join("rust-toolchain.toml"), text)
    };
    let names = folder.join("clippy_utils/src");
    fs::create_dir_all(&names)?;
    fs::copy(package.join("src/sym.rs"), names.join("sym.rs"))?;
    fs::copy(package.join("Cargo.toml"), folder.join("clippy_utils/Cargo.toml"))?;
    toolchain("an earlier one")?;
    init(folder)?;
    toolchain(cargo_heddle::PIN)?;
    commit(folder)
}

/// The folder of the driver's clippy_utils.
fn clippy_utils() -> Result<PathBuf> {
    let mut metadata = clean("cargo");
    metadata
        .args(["metadata", "--format-version", "1", "--locked", "--manifest-path"])
        .arg(root().join("lints/driver/Cargo.toml"));
    let metadata: Value = serde_json::from_str(&must(&mut metadata, &quietly)?.stdout)?;
    let packages = metadata["packages"].as_array().context("cargo lists packages")?;
    let found = packages.iter().find(|package| package["name"] == "clippy_utils");
    let manifest = found.and_then(|package| package["manifest_path"].as_str());
    let manifest = Path::new(manifest.context("the driver depends on clippy_utils")?);
    Ok(manifest
        .parent()
        .context("a manifest lies in a folder")?
        .to_owned())
}
