//! `docs/bench/benchmarks.toml`: what is measured, and how it is drawn.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::kit::root;

/// One benchmark, which has a page of its own.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Benchmark {
    /// `M1`.
    pub id: String,
    /// The page's title.
    pub title: String,
    /// What is done and what counts, in Markdown.
    pub about: String,
    /// What is to be seen, in Markdown; a text that holds numbers takes them from figures.
    #[serde(default)]
    pub seen: String,
    /// What the parameter is, as a table's head.
    #[serde(default)]
    pub parameter: String,
    /// The charts, each of one measure.
    pub charts: Vec<Chart>,
}

/// How a measure is drawn.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Chart {
    /// The measures, of one unit.
    pub measures: Vec<String>,
    /// What stands above.
    pub title: String,
    /// How numbers become lengths.
    #[serde(default)]
    pub scale: Scale,
    /// Whether more is better.
    #[serde(default)]
    pub more_is_better: bool,
    /// How the parameter becomes a length, if it is a number and each variant is a line along it.
    #[serde(default)]
    pub along: Option<Scale>,
    /// Only a table.
    #[serde(default)]
    pub only_table: bool,
}

/// How numbers become lengths.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// In proportion.
    #[default]
    Linear,
    /// Each step ten times the one before.
    Log,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    benchmark: Vec<Benchmark>,
}

/// Every benchmark, in the order of the file.
pub fn benchmarks() -> Result<Vec<Benchmark>> {
    let path = root().join("docs/bench/benchmarks.toml");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let Catalogue { benchmark } =
        toml::from_str(&text).with_context(|| format!("cannot read {}", path.display()))?;
    let ids: BTreeSet<&str> = benchmark.iter().map(|one| one.id.as_str()).collect();
    ensure!(
        ids.len() == benchmark.len(),
        "{} holds an id twice",
        path.display()
    );
    Ok(benchmark)
}
