//! Each lint's mistake as it happens in a service, with its repair: `tests/mistakes/<lint>/`, which the lints'
//! pages show beside what `cargo heddle` says of it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use cargo_heddle::lints::{self, Lint};
use serde::Deserialize;
use toml::Table;

use crate::kit::root;
use crate::project::{ROWS, Row};

pub mod page;
pub mod plant;
pub mod said;

/// Where the mistakes lie.
pub fn folder() -> PathBuf {
    root().join("tests").join("mistakes")
}

/// A lint's mistake in a service.
#[derive(Debug)]
pub struct Mistake {
    /// The lint.
    pub lint: &'static Lint,
    /// The service that it is made in.
    pub row: Row,
    /// What `mistake.toml` says.
    pub data: Data,
    /// The file as somebody wrote it.
    pub wrong: String,
    /// The same file, mended.
    pub repaired: String,
}

/// What `mistake.toml` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Data {
    /// The service that it is made in, by the name of its row.
    row: String,
    /// The file of the service that holds it, a new one.
    pub file: String,
    /// What the code is for and how it came to be as it is, as Markdown.
    pub story: String,
    /// What is done about it, as Markdown.
    pub repair: String,
    /// What the service depends on for it; features are added to those that it has.
    #[serde(default)]
    pub dependencies: Table,
    /// Where the service calls it.
    #[serde(default)]
    pub edits: Vec<Edit>,
}

/// Lines that a file of the service gets.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// The file.
    pub file: String,
    /// The line before which they stand, without its indentation; the file has it once.
    pub before: String,
    /// The lines, without theirs.
    pub code: String,
}

/// Which of the two a service gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// The mistake.
    Wrong,
    /// The repair.
    Repaired,
}

impl Version {
    /// Names the folder of the service.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wrong => "wrong",
            Self::Repaired => "repaired",
        }
    }
}

impl Mistake {
    /// The mistake of a lint.
    pub fn of(lint: &'static Lint) -> Result<Self> {
        let read = |name: &str| {
            let path = folder().join(&lint.name).join(name);
            std::fs::read_to_string(&path).with_context(|| {
                let shown = path.display();
                format!(
                    "cannot read {shown}; CONTRIBUTING.md tells how a lint's mistake is shown in a service"
                )
            })
        };
        let data: Data = toml::from_str(&read("mistake.toml")?)
            .with_context(|| format!("mistake.toml of {}", lint.name))?;
        let row = ROWS.iter().find(|row| row.name() == data.row).with_context(|| {
            let names: Vec<_> = ROWS.iter().map(Row::name).collect();
            format!(
                "{}: there is no row {}; valid: {}",
                lint.name,
                data.row,
                names.join(", ")
            )
        })?;
        Ok(Self {
            lint,
            row: *row,
            wrong: read("mistake.rs")?,
            repaired: read("repaired.rs")?,
            data,
        })
    }

    /// Its file in that version.
    pub fn code(&self, version: Version) -> &str {
        match version {
            Version::Wrong => &self.wrong,
            Version::Repaired => &self.repaired,
        }
    }

    /// Where it is written down what `cargo heddle` says of it.
    pub fn said_path(&self) -> PathBuf {
        folder().join(&self.lint.name).join("mistake.stderr")
    }

    /// What `cargo heddle` said of it when `cargo bless mistakes` ran last; nothing before.
    pub fn said(&self) -> String {
        std::fs::read_to_string(self.said_path()).unwrap_or_default()
    }
}

/// All mistakes, by lint.
pub fn all() -> Result<Vec<Mistake>> {
    lints::all().iter().map(Mistake::of).collect()
}

/// The mistakes that are made in this row's service; each has a file of its own there.
pub fn of_row(row: Row) -> Result<Vec<Mistake>> {
    let mut mistakes = all()?;
    mistakes.retain(|mistake| mistake.row == row);
    let files: BTreeSet<&str> = mistakes
        .iter()
        .map(|mistake| mistake.data.file.as_str())
        .collect();
    ensure!(
        files.len() == mistakes.len(),
        "two mistakes of {} have the same file",
        row.name()
    );
    Ok(mistakes)
}

/// The rows in whose services mistakes are made.
pub fn rows() -> Result<Vec<Row>> {
    let used: Vec<Row> = all()?.into_iter().map(|mistake| mistake.row).collect();
    Ok(ROWS.iter().copied().filter(|row| used.contains(row)).collect())
}
