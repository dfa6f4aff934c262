//! What is measured in a run, and in which order.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Result, bail};
use heddle_tests::measured::{Measure, Sample, benchmarks};

use crate::fleet::Fleet;
use crate::{micro, served};

/// How long the parts of a run take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    /// For a part that needs no server.
    pub(crate) micro: Duration,
    /// For a part that loads a server.
    pub(crate) load: Duration,
}

impl Settings {
    /// Those of a quick run, or of a whole one.
    pub(crate) fn new(quick: bool) -> Self {
        Self {
            micro: Duration::from_millis(if quick { 200 } else { 500 }),
            load: Duration::from_secs(if quick { 1 } else { 2 }),
        }
    }
}

/// Takes the measures of one part.
type Measuring = Box<dyn Fn(&Settings) -> Result<Vec<Measure>>>;

/// One variant of a benchmark with one parameter.
pub(crate) struct Part {
    /// The benchmark.
    pub(crate) id: &'static str,
    /// What is measured.
    pub(crate) variant: String,
    /// With what.
    pub(crate) parameter: String,
    /// Whether the first round tells all: no time is measured.
    pub(crate) once: bool,
    measuring: Measuring,
}

impl Part {
    pub(crate) fn new(
        id: &'static str,
        variant: &str,
        parameter: &str,
        measuring: impl Fn(&Settings) -> Result<Vec<Measure>> + 'static,
    ) -> Self {
        Self {
            id,
            variant: variant.to_owned(),
            parameter: parameter.to_owned(),
            once: false,
            measuring: Box::new(measuring),
        }
    }

    pub(crate) fn measure(&self, settings: &Settings) -> Result<Vec<Measure>> {
        (self.measuring)(settings)
    }

    /// Whether a sample is what this part has measured.
    pub(crate) fn is_of(&self, sample: &Sample) -> bool {
        (self.id, &*self.variant, &*self.parameter) == (&*sample.id, &*sample.variant, &*sample.parameter)
    }

    /// As it is called on the screen.
    pub(crate) fn name(&self) -> String {
        let with = if self.parameter.is_empty() { "" } else { ", " };
        format!("{} {}{with}{}", self.id, self.variant, self.parameter)
    }
}

/// The benchmarks that are asked for, all if none is.
pub(crate) fn chosen(only: &[String]) -> Result<BTreeSet<String>> {
    let known: Vec<String> = benchmarks()?.into_iter().map(|benchmark| benchmark.id).collect();
    for id in only {
        if !known.contains(&id.to_uppercase()) {
            bail!("no benchmark is called `{id}`; there are {}", known.join(", "));
        }
    }
    let wanted = |id: &String| only.is_empty() || only.iter().any(|one| one.to_uppercase() == *id);
    Ok(known.into_iter().filter(wanted).collect())
}

/// The parts of these benchmarks, a round of them. The servers that they need are built.
pub(crate) fn parts(ids: &BTreeSet<String>) -> Result<Vec<Part>> {
    let mut parts = micro::parts();
    parts.retain(|part| ids.contains(part.id));
    let fleet = Fleet::new()?;
    for (id, more) in served::BENCHMARKS {
        if ids.contains(*id) {
            parts.extend(more(&fleet)?);
        }
    }
    Ok(parts)
}
