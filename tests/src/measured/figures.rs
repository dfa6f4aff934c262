//! Numbers in prose: `docs/bench/figures.toml` names them, `cargo bless pages` writes them between their marks.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use super::catalogue::benchmarks;
use super::data::{Results, Run, Summary, folder};
use super::number::shown;
use crate::kit::root;

/// Before the name of a figure in a page.
const OPEN: &str = "<!-- figure ";
/// After the number.
const CLOSE: &str = "<!-- /figure -->";
/// Instead of a number whose benchmark has not been run on this machine yet.
const NOT_YET: &str = "?";
/// How many digits count, unless told.
const DIGITS: u32 = 2;

/// The figures with the data that they are taken from.
#[derive(Debug)]
pub struct Figures {
    file: File,
    results: Results,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Whose results the book tells.
    machine: String,
    #[serde(default)]
    figure: BTreeMap<String, Figure>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all_fields = "kebab-case", untagged)]
enum Figure {
    Fact {
        fact: Fact,
    },
    Number {
        id: String,
        variant: String,
        /// May be left out where there is one.
        parameter: Option<String>,
        /// May be left out where there is one.
        measure: Option<String>,
        #[serde(default)]
        statistic: Statistic,
        /// What a ratio is to: the same measure of this variant.
        to: Option<String>,
        /// The parameter there, if it is another one.
        to_parameter: Option<String>,
        /// The measure there, if it is another one.
        to_measure: Option<String>,
        digits: Option<u32>,
        /// Whether the unit follows.
        #[serde(default)]
        unit: bool,
    },
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Statistic {
    #[default]
    Median,
    Min,
    Max,
    Ratio,
    Percent,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Fact {
    Kernel,
    Cpu,
    Cores,
    Memory,
    Rustc,
    Date,
    Rounds,
}

impl Figures {
    /// Reads the names and the results of the machine that the book tells.
    pub fn read() -> Result<Self> {
        let path = root().join("docs/bench/figures.toml");
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let file: File = toml::from_str(&text).with_context(|| format!("cannot read {}", path.display()))?;
        let results = Results::read(&folder().join(format!("{}.jsonl", file.machine)))?;
        Ok(Self { file, results })
    }

    /// The machine that the book tells of.
    pub fn machine(&self) -> &str {
        &self.file.machine
    }

    /// The number of this name as it is written.
    pub fn text(&self, name: &str) -> Result<String> {
        let figure = self.file.figure.get(name).with_context(|| {
            format!("no figure is called `{name}`; docs/bench/figures.toml holds them: add it there")
        })?;
        figure.text(&self.results).with_context(|| {
            format!(
                "figure `{name}` of docs/bench/figures.toml, in the results of {}",
                self.machine()
            )
        })
    }

    /// The names whose benchmark is known and has not been run yet on the machine that the book tells of.
    pub fn not_yet(&self) -> Result<Vec<&str>> {
        let known = benchmarks()?;
        let is_to_come = |figure: &Figure| match figure {
            Figure::Fact { .. } => false,
            Figure::Number { id, .. } => {
                self.results.run(id).is_none() && known.iter().any(|benchmark| benchmark.id == *id)
            }
        };
        let to_come = self.file.figure.iter().filter(|(_, figure)| is_to_come(figure));
        Ok(to_come.map(|(name, _)| &**name).collect())
    }

    /// The names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.file.figure.keys().map(String::as_str)
    }

    /// A page with the numbers of today between its marks.
    pub fn fill(&self, page: &str) -> Result<String> {
        let mut out = String::new();
        let mut rest = page;
        let not_yet = self.not_yet()?;
        while let Some(at) = rest.find(OPEN) {
            let (before, mark) = rest.split_at(at);
            let named = &mark[OPEN.len()..];
            let (name, inner) = named.split_once(" -->").context("a figure's mark has no end")?;
            let (_, after) = inner
                .split_once(CLOSE)
                .filter(|(inner, _)| !inner.contains(OPEN))
                .with_context(|| format!("after figure `{name}` no `{CLOSE}` follows"))?;
            let text = match not_yet.contains(&name) {
                true => NOT_YET.to_owned(),
                false => self.text(name)?,
            };
            out += &format!("{before}{OPEN}{name} -->{text}{CLOSE}");
            rest = after;
        }
        Ok(out + rest)
    }
}

/// Fills the figures of all pages of the book: of those given, and of those that are written by hand, which are
/// added where they hold any.
pub fn fill(mut pages: Vec<(PathBuf, String)>) -> Result<Vec<(PathBuf, String)>> {
    for entry in walkdir::WalkDir::new(root().join("docs/src")).sort_by_file_name() {
        let path = entry?.into_path();
        let known = pages.iter().any(|(page, _)| *page == path);
        if known || path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        if text.contains(OPEN) {
            pages.push((path, text));
        }
    }
    if pages.iter().any(|(_, page)| page.contains(OPEN)) {
        let figures = Figures::read()?;
        for (path, page) in &mut pages {
            *page = figures.fill(page).with_context(|| path.display().to_string())?;
        }
    }
    Ok(pages)
}

impl Figure {
    fn text(&self, results: &Results) -> Result<String> {
        let Self::Number {
            id,
            variant,
            parameter,
            measure,
            statistic,
            to,
            to_parameter,
            to_measure,
            digits,
            unit: with_unit,
        } = self
        else {
            return self.fact(results);
        };
        let run = results.run(id).with_context(|| {
            let ids: Vec<_> = results
                .runs
                .iter()
                .flat_map(|run| &run.samples)
                .map(|one| &*one.id)
                .collect();
            format!("{id} was not measured; there are {}", listed(ids))
        })?;
        let (parameter, measure) = (parameter.as_deref(), measure.as_deref());
        let (summary, unit) = one(run, id, variant, parameter, measure)?;
        let is_ratio = matches!(statistic, Statistic::Ratio | Statistic::Percent);
        ensure!(
            is_ratio == to.is_some(),
            "`to` belongs to `ratio` and `percent`, which need it"
        );
        let value = match (statistic, to) {
            (Statistic::Min, _) => summary.min,
            (Statistic::Max, _) => summary.max,
            (Statistic::Ratio | Statistic::Percent, Some(to)) => {
                let parameter = to_parameter.as_deref().or(parameter);
                let (other, _) = one(run, id, to, parameter, to_measure.as_deref().or(measure))?;
                ensure!(other.median != 0.0, "the ratio is to nothing");
                let factor = if *statistic == Statistic::Percent {
                    100.0
                } else {
                    1.0
                };
                summary.median / other.median * factor
            }
            _ => summary.median,
        };
        let text = shown(value, digits.unwrap_or(DIGITS));
        Ok(if *with_unit {
            format!("{text} {unit}")
        } else {
            text
        })
    }

    fn fact(&self, results: &Results) -> Result<String> {
        let Self::Fact { fact } = self else {
            bail!("it is no fact");
        };
        let machine = &results.runs.first().context("nothing was measured")?.machine;
        Ok(match fact {
            Fact::Kernel => machine.kernel.clone(),
            Fact::Cpu => machine.cpu.clone(),
            Fact::Cores => machine.cores.to_string(),
            Fact::Memory => format!("{:.0} GiB", machine.memory_gib),
            Fact::Rustc => machine.rustc.clone(),
            Fact::Date => machine.date.clone(),
            Fact::Rounds => machine.rounds.to_string(),
        })
    }
}

/// The one number that is meant.
fn one<'a>(
    run: &'a Run,
    id: &str,
    variant: &str,
    parameter: Option<&str>,
    measure: Option<&str>,
) -> Result<(Summary, &'a str)> {
    let of_variant: Vec<_> = run.of(id).filter(|sample| sample.variant == variant).collect();
    let variants = || listed(run.of(id).map(|sample| &*sample.variant).collect());
    ensure!(
        !of_variant.is_empty(),
        "{id} has no variant `{variant}`; there are {}",
        variants()
    );
    let parameters: Vec<_> = of_variant.iter().map(|sample| &*sample.parameter).collect();
    let parameter = only("parameter", parameter, parameters)?;
    let measures = of_variant.iter().flat_map(|sample| &sample.measures);
    let measure = only(
        "measure",
        measure,
        measures.map(|measure| &*measure.what).collect(),
    )?;
    run.summary(id, variant, parameter, measure)
        .with_context(|| format!("{id} has no {measure} of {variant} with {parameter}"))
}

/// The value that is wanted, or the only one there is.
fn only<'a>(name: &str, wanted: Option<&str>, mut there: Vec<&'a str>) -> Result<&'a str> {
    there.sort_unstable();
    there.dedup();
    match (wanted, there.as_slice()) {
        (None, [one]) => Ok(one),
        (None, _) => bail!("which {name}? There are {}", listed(there)),
        (Some(wanted), all) => {
            let found = all.iter().find(|one| **one == wanted);
            found
                .copied()
                .with_context(|| format!("no {name} `{wanted}`; there are {}", listed(there)))
        }
    }
}

fn listed(mut all: Vec<&str>) -> String {
    all.sort_unstable();
    all.dedup();
    let quoted: Vec<_> = all.iter().map(|one| format!("`{one}`")).collect();
    quoted.join(", ")
}

#[cfg(test)]
mod tests;
