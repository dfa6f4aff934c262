//! What `cargo peers` has measured, and the page of the book that tells it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::kit::root;
use crate::measured::Summary;
use crate::pages::capitalized;

/// What every other server is a ratio to.
const BASE: &str = "axum";

/// How a run was made: the first line of its results.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Settings {
    /// Of the machine.
    pub cores: usize,
    /// How often each server was asked.
    pub rounds: u32,
    /// How long each time.
    pub seconds: u32,
    /// Idle connections; a tenth for servers with a thread for each.
    pub idle: usize,
}

/// One measurement.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Sample {
    /// Who was measured.
    pub server: String,
    /// What was.
    pub test: String,
    /// In which round, from 1.
    pub round: u32,
    /// In the test's unit.
    pub value: f64,
    /// Of the value.
    pub unit: String,
}

/// A run: how it was made and what it measured.
#[derive(Clone, Debug)]
pub struct Results {
    settings: Settings,
    samples: Vec<Sample>,
}

/// What a generated service is to reach beside another server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Bar {
    /// The heading.
    title: String,
    services: Vec<String>,
    tests: Vec<String>,
    /// The other server.
    beside: String,
    /// The ratio to reach where more is better.
    least: Option<f64>,
    /// The ratio to keep below where less is better.
    most: Option<f64>,
    /// Why some do not reach it.
    short: Option<String>,
}

#[derive(Deserialize)]
struct Bars {
    bar: Vec<Bar>,
}

impl Results {
    /// Those of a run that has ended.
    pub fn new(settings: Settings, samples: Vec<Sample>) -> Self {
        Self { settings, samples }
    }

    /// Keeps them as the ones that the book tells.
    pub fn keep(&self) -> Result<()> {
        let mut lines = serde_json::to_string(&self.settings)? + "\n";
        for sample in &self.samples {
            writeln!(lines, "{}", serde_json::to_string(sample)?)?;
        }
        fs::write(raw(), lines).with_context(|| format!("cannot write {}", raw().display()))
    }

    /// Those that were kept.
    pub fn kept() -> Result<Self> {
        let text = fs::read_to_string(raw()).with_context(|| format!("cannot read {}", raw().display()))?;
        let (settings, samples) = text.split_once('\n').context("the results are empty")?;
        let samples = samples.lines().map(serde_json::from_str);
        Ok(Self {
            settings: serde_json::from_str(settings)?,
            samples: samples.collect::<Result<_, _>>()?,
        })
    }

    /// A table a test: the medians of the rounds, and what they are beside axum's.
    pub fn tables(&self) -> Result<String> {
        let medians = self.medians();
        let (mut tests, mut servers): (Vec<(&str, &str)>, Vec<&str>) = Default::default();
        for sample in &self.samples {
            if !tests.iter().any(|(test, _)| *test == sample.test) {
                tests.push((&sample.test, &sample.unit));
            }
            if !servers.contains(&sample.server.as_str()) {
                servers.push(&sample.server);
            }
        }
        let mut out = String::new();
        for (test, unit) in tests {
            write!(
                out,
                "\n### {}\n\n| server | {unit} | to {BASE} |\n|---|--:|--:|\n",
                capitalized(test)
            )?;
            let base = medians.get(&(test, BASE));
            for server in &servers {
                let Some(value) = medians.get(&(test, *server)) else {
                    continue;
                };
                let ratio = base.map_or_else(|| "-".to_owned(), |base| ratio(value / base));
                let digits = if *value < 100.0 { 2 } else { 0 };
                writeln!(out, "| {server} | {value:.digits$} | {ratio} |")?;
            }
        }
        Ok(out)
    }

    /// The median of the rounds by test and server.
    fn medians(&self) -> BTreeMap<(&str, &str), f64> {
        let mut values: BTreeMap<(&str, &str), Vec<f64>> = BTreeMap::new();
        for sample in &self.samples {
            let key = (sample.test.as_str(), sample.server.as_str());
            values.entry(key).or_default().push(sample.value);
        }
        let summed = values
            .into_iter()
            .filter_map(|(key, all)| Some((key, Summary::of(all)?)));
        summed.map(|(key, summary)| (key, summary.median)).collect()
    }

    /// A table a bar: the ratio of each service in each test, and whether that is enough.
    fn bars(&self) -> Result<String> {
        let path = root().join("tests/peers/bars.toml");
        let bars: Bars = toml::from_str(&fs::read_to_string(&path)?).context("tests/peers/bars.toml")?;
        let medians = self.medians();
        let mut out = String::new();
        for bar in &bars.bar {
            write!(
                out,
                "\n### {}\n\nTo reach: {}.\n\n| service |",
                bar.title,
                bar.goal()?
            )?;
            for test in &bar.tests {
                write!(out, " {test} |")?;
            }
            write!(out, "\n|---|{}\n", "--:|".repeat(bar.tests.len()))?;
            let mut all_reach = true;
            for service in &bar.services {
                write!(out, "| {service} |")?;
                for test in &bar.tests {
                    let of = |server: &str| -> Result<f64> {
                        let value = medians.get(&(test.as_str(), server)).copied();
                        value.with_context(|| format!("bars.toml: no `{test}` of {server} was measured"))
                    };
                    let reached = of(service)? / of(&bar.beside)?;
                    let enough = bar.reached(reached);
                    all_reach &= enough;
                    let short = if enough { "" } else { ", short" };
                    write!(out, " {}{short} |", ratio(reached))?;
                }
                out.push('\n');
            }
            match &bar.short {
                _ if all_reach => {}
                Some(why) => write!(out, "\n{}\n", why.trim())?,
                None => bail!(
                    "bars.toml: `{}` is not reached, and `short` does not say why",
                    bar.title
                ),
            }
        }
        Ok(out)
    }
}

impl Bar {
    fn goal(&self) -> Result<String> {
        match (self.least, self.most) {
            (Some(least), None) => Ok(format!("at least {least:.2} times what {} does", self.beside)),
            (None, Some(most)) => Ok(format!("at most {most:.2} times what {} takes", self.beside)),
            _ => bail!("bars.toml: `{}` has either `least` or `most`", self.title),
        }
    }

    /// Whether a ratio is enough, as it stands in the table.
    fn reached(&self, ratio: f64) -> bool {
        let shown = 10_f64.powi(digits(ratio) as i32);
        let shown = (ratio * shown).round() / shown;
        self.least.is_none_or(|least| shown >= least) && self.most.is_none_or(|most| shown <= most)
    }
}

/// The page, and where it lies.
pub(crate) fn page() -> Result<(PathBuf, String)> {
    let results = Results::kept()?;
    let Settings {
        cores,
        rounds,
        seconds,
        idle,
    } = results.settings;
    let page = format!(
        "<!-- written by `cargo bless pages` from tests/peers/results.jsonl and tests/peers/bars.toml -->\n\n\
         # Services beside other servers\n\n\
         Each row of the template beside plain axum, actix-web, tiny_http and nginx, measured by `cargo peers` \
         in turns: {rounds} rounds of {seconds} s on a machine with {cores} cores. wrk runs with one thread on the same \
         machine, which holds up the fastest. The values are medians; only their ratios carry over to another machine. \
         A service does more for a request than its peers: it counts it, measures its time, gives it an id and keeps \
         limits of time and size; the peers answer and that is all. {idle} connections are idle, a tenth of that where \
         each has a thread.\n\n\
         ## What is to be reached\n{}\n## What was measured\n{}",
        results.bars()?,
        results.tables()?
    );
    Ok((root().join("docs/src/measured/peers.md"), page))
}

/// The raw data.
fn raw() -> PathBuf {
    root().join("tests/peers/results.jsonl")
}

fn ratio(value: f64) -> String {
    format!("{value:.0$}", digits(value))
}

/// Three for the small ones, which two would round to nothing.
fn digits(ratio: f64) -> usize {
    if ratio < 0.1 { 3 } else { 2 }
}
