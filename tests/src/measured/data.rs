//! The raw data: JSON lines, a machine's line before the samples that were taken on it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use crate::kit::root;

/// Where the results lie, one file a machine.
pub fn folder() -> PathBuf {
    root().join("docs/bench/results")
}

/// On what, and how, a run was measured.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// The operating system with its release.
    pub kernel: String,
    /// The processor's model.
    pub cpu: String,
    /// How many cores may be used.
    pub cores: usize,
    /// The memory, in GiB.
    pub memory_gib: f64,
    /// The compiler.
    pub rustc: String,
    /// The first digits of the SHA-256 of the repository's lock file.
    pub lock: String,
    /// The day, in UTC.
    pub date: String,
    /// Whether the parts were shortened.
    pub quick: bool,
    /// How often each part was measured.
    pub rounds: u32,
    /// The share of all cores' time that others used just before.
    pub busy: f64,
}

impl Machine {
    /// The share of time that others may use on a quiet machine.
    pub const QUIET: f64 = 0.1;
}

/// One part of a run: one variant of a benchmark, once.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// The benchmark.
    pub id: String,
    /// What was measured.
    pub variant: String,
    /// With what; empty where nothing varies.
    pub parameter: String,
    /// From one on.
    pub round: u32,
    /// What was found.
    pub measures: Vec<Measure>,
}

/// A number with its unit.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// The name.
    pub what: String,
    /// The number.
    pub value: f64,
    /// Its unit.
    pub unit: String,
}

impl Measure {
    /// A number with its name and unit. Six digits of it count, which is more than any measure is worth.
    pub fn new(what: &str, value: f64, unit: &str) -> Self {
        Self {
            what: what.to_owned(),
            value: format!("{value:.5e}").parse().unwrap_or(value),
            unit: unit.to_owned(),
        }
    }
}

/// A line of a file.
#[derive(Deserialize, Serialize)]
#[serde(untagged)]
enum Line {
    Machine { machine: Machine },
    Sample(Sample),
}

/// The samples that were taken on a machine in one go.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The machine.
    pub machine: Machine,
    /// The samples, in the order in which they were taken.
    pub samples: Vec<Sample>,
}

/// All that a file holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    /// The runs; no benchmark is in two of them.
    pub runs: Vec<Run>,
}

/// The rounds of one number, summed up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// The median.
    pub median: f64,
    /// The least.
    pub min: f64,
    /// The most.
    pub max: f64,
}

impl Summary {
    /// Nothing sums up to nothing.
    pub fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let (min, max) = (*values.first()?, *values.last()?);
        let middle = values.len() / 2;
        let median = if values.len() % 2 == 1 {
            values[middle]
        } else {
            f64::midpoint(values[middle - 1], values[middle])
        };
        Some(Self { median, min, max })
    }
}

impl Results {
    /// Reads a file; one that is not there holds nothing. Half a line at the end is what an interrupted run
    /// leaves, and is passed over.
    pub fn read(path: &Path) -> Result<Self> {
        if !path.is_file() {
            return Ok(Self::default());
        }
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&text).with_context(|| path.display().to_string())
    }

    fn parse(text: &str) -> Result<Self> {
        let whole = &text[..text.rfind('\n').map_or(0, |end| end + 1)];
        let mut results = Self::default();
        for (at, line) in (1..).zip(whole.lines()) {
            let line = serde_json::from_str(line).with_context(|| format!("line {at}"))?;
            match line {
                Line::Machine { machine } => results.runs.push(Run {
                    machine,
                    samples: Vec::new(),
                }),
                Line::Sample(sample) => {
                    let run = results.runs.last_mut();
                    run.with_context(|| format!("line {at}: no machine before it"))?
                        .samples
                        .push(sample);
                }
            }
        }
        Ok(results)
    }

    /// The file's text.
    pub fn text(&self) -> Result<String> {
        let mut text = String::new();
        for run in &self.runs {
            text += &machine_line(&run.machine)?;
            for sample in &run.samples {
                text += &sample_line(sample)?;
            }
        }
        Ok(text)
    }

    /// Puts a run's samples in the place of what there is of the same benchmarks.
    pub fn replace(&mut self, run: Run) {
        let ids: BTreeSet<&str> = run.samples.iter().map(|sample| sample.id.as_str()).collect();
        for old in &mut self.runs {
            old.samples.retain(|sample| !ids.contains(sample.id.as_str()));
        }
        self.runs.retain(|old| !old.samples.is_empty());
        self.runs.push(run);
    }

    /// The run that holds a benchmark.
    pub fn run(&self, id: &str) -> Option<&Run> {
        let holds = |run: &&Run| run.samples.iter().any(|sample| sample.id == id);
        self.runs.iter().find(holds)
    }
}

impl Run {
    /// The samples of a benchmark.
    pub fn of(&self, id: &str) -> impl Iterator<Item = &Sample> {
        self.samples.iter().filter(move |sample| sample.id == id)
    }

    /// The rounds of one number, with its unit.
    pub fn summary(&self, id: &str, variant: &str, parameter: &str, what: &str) -> Option<(Summary, &str)> {
        let samples = self
            .of(id)
            .filter(|sample| sample.variant == variant && sample.parameter == parameter);
        let measures: Vec<&Measure> = samples
            .flat_map(|sample| &sample.measures)
            .filter(|measure| measure.what == what)
            .collect();
        let unit = &measures.first()?.unit;
        let values = measures.iter().map(|measure| measure.value).collect();
        Some((Summary::of(values)?, unit))
    }
}

/// A machine's line, with its end.
pub fn machine_line(machine: &Machine) -> Result<String> {
    let line = Line::Machine {
        machine: machine.clone(),
    };
    Ok(serde_json::to_string(&line)? + "\n")
}

/// A sample's line, with its end.
pub fn sample_line(sample: &Sample) -> Result<String> {
    let numbers = sample.measures.iter();
    for Measure { what, value, .. } in numbers {
        ensure!(value.is_finite(), "{what} is no number");
    }
    let mut line = serde_json::to_string(sample)?;
    line.write_char('\n')?;
    Ok(line)
}

#[cfg(test)]
pub(crate) mod tests;
