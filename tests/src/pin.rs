//! Which nightly a release of clippy's library is for: its README names one.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::command::{clean, must, quietly};

/// A release of `clippy_utils` and its nightly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// As `0.1.101`.
    pub release: String,
    /// As `nightly-2026-10-01`.
    pub nightly: String,
}

/// The pin that a package with this manifest gets when it depends on `clippy_utils`.
pub fn of(manifest: &Path) -> Result<Pin> {
    let mut metadata = clean("cargo");
    metadata
        .args(["metadata", "--format-version", "1", "--manifest-path"])
        .arg(manifest);
    let metadata: Value = serde_json::from_str(&must(&mut metadata, &quietly)?.stdout)?;
    let packages = metadata["packages"].as_array().context("cargo lists packages")?;
    let found = packages.iter().find(|package| package["name"] == "clippy_utils");
    let found = found.context("no clippy_utils among the packages")?;
    let text = |key: &str| {
        found[key]
            .as_str()
            .with_context(|| format!("a package has a {key}"))
    };
    let readme = PathBuf::from(text("manifest_path")?).with_file_name("README.md");
    let readme = fs::read_to_string(&readme).with_context(|| format!("cannot read {}", readme.display()))?;
    Ok(Pin {
        release: text("version")?.to_owned(),
        nightly: nightly(&readme)
            .context("its README names no nightly on a line of its own")?
            .to_owned(),
    })
}

fn nightly(readme: &str) -> Option<&str> {
    readme.lines().map(str::trim).find(|line| {
        line.strip_prefix("nightly-")
            .is_some_and(|date| date.len() == 10 && date.chars().all(|c| c.is_ascii_digit() || c == '-'))
    })
}
