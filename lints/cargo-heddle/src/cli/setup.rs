//! `cargo heddle setup`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::driver::{self, Pruned};
use crate::{Error, PIN, report};

/// What there is to do; nothing of it means to set up by building.
#[derive(Args, Debug)]
#[group(multiple = false)]
pub(super) struct SetupOptions {
    /// Install and build nothing; end with 0 if all is there and works, else with 3
    #[arg(long)]
    check: bool,
    /// Take the driver from this archive in place of building it
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    driver: Option<PathBuf>,
    /// Write the driver into an archive for --driver, and its checksum into FILE.sha256
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pack: Option<PathBuf>,
    /// Remove the drivers of other versions and what builds have left
    #[arg(long)]
    prune: bool,
}

impl SetupOptions {
    pub(super) fn run(&self) -> Result<(), Error> {
        let driver = match self {
            Self { check: true, .. } => driver::look()?,
            Self { prune: true, .. } => return prune(),
            Self { pack: Some(file), .. } => {
                driver::pack(file)?;
                report::status("Packed", &file.display().to_string());
                return Ok(());
            }
            Self {
                driver: Some(file), ..
            } => driver::set_up_from(file)?,
            _ => driver::set_up()?,
        };
        report::status("Ready", &format!("{PIN}, driver {}", driver.display()));
        Ok(())
    }
}

fn prune() -> Result<(), Error> {
    let pruned = driver::prune()?;
    for folder in &pruned {
        match folder {
            Pruned::Removed(path, bytes) => report::status(
                "Removed",
                &format!("{}, {} MB", path.display(), bytes.div_ceil(1_000_000)),
            ),
            Pruned::InUse(path) => report::status("Kept", &format!("{}, as a check uses it", path.display())),
        }
    }
    if pruned.is_empty() {
        report::status(
            "Removed",
            "nothing, as there is nothing but what this version needs",
        );
    }
    Ok(())
}
