//! Which nightly a release of clippy's library is for, as its README names it, and what no longer compiles there.

use std::collections::BTreeMap;
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

/// An error of rustc, in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompileError {
    /// As `E0433`; empty where it has none.
    pub code: String,
    /// Its place, its code and its words.
    pub line: String,
}

/// The errors among cargo's messages in JSON, each once: a library and its tests are of the same files.
pub fn errors(messages: &str) -> Vec<CompileError> {
    let mut errors = Vec::new();
    for message in messages.lines() {
        let message = serde_json::from_str(message).ok();
        let error = message.and_then(|message: Value| in_short(&message["message"]));
        errors.extend(error.filter(|error| !errors.contains(error)));
    }
    errors
}

/// How many there are of each kind, the most frequent first.
pub fn kinds(errors: &[CompileError]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for error in errors {
        *counts.entry(&error.code).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let told = counts.iter().map(|(code, count)| match *code {
        "" => format!("{count} without a code"),
        code => format!("{count} {code}"),
    });
    told.collect::<Vec<_>>().join(", ")
}

/// An error that has a place: what sums up the others has none.
fn in_short(message: &Value) -> Option<CompileError> {
    let spans = message["spans"]
        .as_array()
        .filter(|_| message["level"] == "error")?;
    let place = spans.iter().find(|span| span["is_primary"] == true)?;
    let code = message["code"]["code"].as_str().unwrap_or_default();
    let words = message["message"].as_str()?;
    let words = match code {
        "" => words.to_owned(),
        code => format!("{code} {words}"),
    };
    // Such as what was expected and what found.
    let label = place["label"].as_str().map(|label| format!(": {label}"));
    let (file, number) = (place["file_name"].as_str()?, &place["line_start"]);
    Some(CompileError {
        code: code.to_owned(),
        line: format!("{file}:{number}: {words}{}", label.unwrap_or_default()),
    })
}

fn nightly(readme: &str) -> Option<&str> {
    readme.lines().map(str::trim).find(|line| {
        line.strip_prefix("nightly-")
            .is_some_and(|date| date.len() == 10 && date.chars().all(|c| c.is_ascii_digit() || c == '-'))
    })
}
