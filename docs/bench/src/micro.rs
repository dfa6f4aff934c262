//! What a thread, a task, a coroutine and an actor cost by themselves. Each part runs in a process of its own,
//! so that no pool, no allocator and no other part is in its way.

mod actors;
mod runtime;
mod stacks;
mod tasks;

use std::time::Duration;

use anyhow::{Context, Result, bail};
use heddle_tests::command::{clean, must, quietly};
use heddle_tests::measured::Measure;

use crate::plan::{Part, Settings};
use runtime::{AsyncStd, Smol, Tokio};
use stacks::{May, Threads};

/// How many are started before the first is waited for.
const AT_ONCE: usize = 1_000;
/// How many round trips are made between two looks at the clock.
const ROUND_TRIPS: u64 = 1_000;
/// How many members a ring has.
const RING: usize = 500;
/// What is passed round.
const TOKEN: u8 = 1;
/// What ends the passing; no round trip has this number.
const STOP: u8 = 0;
/// Longer than any part.
const LONG: Duration = Duration::from_secs(600);

const MODELS: [&str; 6] = [
    "threads",
    "may",
    "tokio",
    "tokio, one thread",
    "smol",
    "async-std",
];

/// How many of each kind there can be: of threads the system allows some ten thousand, and a coroutine of may
/// takes two of the 65,530 mappings that Linux gives a process.
const SLEEPERS: [(&str, &[&str]); 3] = [
    ("1,000 tasks", &MODELS),
    ("10,000 tasks", &MODELS),
    (
        "100,000 tasks",
        &["tokio", "tokio, one thread", "smol", "async-std"],
    ),
];

/// All parts, each of which starts this program again.
pub(crate) fn parts() -> Vec<Part> {
    let mut parts = Vec::new();
    parts.extend(MODELS.map(|model| part("M1", model, "")));
    for place in ["one core", "all cores"] {
        parts.extend(MODELS.map(|model| part("M2", model, place)));
    }
    parts.extend(MODELS.map(|model| part("M3", model, "")));
    for (count, models) in SLEEPERS {
        parts.extend(models.iter().map(|model| part("M4", model, count)));
    }
    for kind in ["ask", "tell"] {
        parts.extend(["kameo", "tokio channels"].map(|actors| part("M6", actors, kind)));
    }
    parts
}

fn part(id: &'static str, variant: &str, parameter: &str) -> Part {
    let words = [id, variant, parameter].map(str::to_owned);
    Part::new(id, variant, parameter, move |settings| child(&words, settings))
}

fn child(words: &[String; 3], settings: &Settings) -> Result<Vec<Measure>> {
    let mut command = clean(std::env::current_exe().context("this program has no path")?);
    let cores = runtime::cores().to_string();
    command
        .env("SMOL_THREADS", &cores)
        .env("ASYNC_STD_THREAD_COUNT", &cores)
        .arg(format!("--millis={}", settings.micro.as_millis()))
        .arg("--part")
        .args(words);
    let done = must(&mut command, &quietly)?;
    serde_json::from_str(&done.stdout).context("the part reports no measures")
}

/// Does one part, in the process that [`child`] started.
pub(crate) fn run(id: &str, model: &str, parameter: &str, time: Duration) -> Result<Vec<Measure>> {
    let micros = |seconds: f64, unit: &str| Ok(vec![Measure::new("time", seconds * 1e6, unit)]);
    match id {
        "M1" => {
            let seconds = match model {
                "threads" => stacks::spawn::<Threads>(time)?,
                "may" => stacks::spawn::<May>(time)?,
                "tokio" => tasks::spawn::<Tokio<false>>(time),
                "tokio, one thread" => tasks::spawn::<Tokio<true>>(time),
                "smol" => tasks::spawn::<Smol>(time),
                "async-std" => tasks::spawn::<AsyncStd>(time),
                _ => bail!("no model is called {model}"),
            };
            micros(seconds, "µs")
        }
        "M2" => {
            if parameter == "one core" {
                pin()?;
            }
            let seconds = match model {
                "threads" => stacks::channel::<Threads>(time)?,
                "may" => stacks::channel::<May>(time)?,
                "tokio" => tasks::channel::<Tokio<false>>(time),
                "tokio, one thread" => tasks::channel::<Tokio<true>>(time),
                "smol" => tasks::channel::<Smol>(time),
                "async-std" => tasks::channel::<AsyncStd>(time),
                _ => bail!("no model is called {model}"),
            };
            micros(seconds, "µs")
        }
        "M3" => {
            let seconds = match model {
                "threads" => stacks::ring::<Threads>(time)?,
                "may" => stacks::ring::<May>(time)?,
                "tokio" => tasks::ring::<Tokio<false>>(time)?,
                "tokio, one thread" => tasks::ring::<Tokio<true>>(time)?,
                "smol" => tasks::ring::<Smol>(time)?,
                "async-std" => tasks::ring::<AsyncStd>(time)?,
                _ => bail!("no model is called {model}"),
            };
            micros(seconds, "µs")
        }
        "M4" => {
            let count: usize = parameter
                .replace(',', "")
                .split(' ')
                .next()
                .unwrap_or_default()
                .parse()
                .context("no number")?;
            let held = match model {
                "threads" => stacks::memory::<Threads>(count)?,
                "may" => {
                    // It makes a thousand beforehand, which would seem to hold nothing.
                    may::config().set_pool_capacity(1);
                    stacks::memory::<May>(count)?
                }
                "tokio" => tasks::memory::<Tokio<false>>(count)?,
                "tokio, one thread" => tasks::memory::<Tokio<true>>(count)?,
                "smol" => tasks::memory::<Smol>(count)?,
                "async-std" => tasks::memory::<AsyncStd>(count)?,
                _ => bail!("no model is called {model}"),
            };
            let with_kernel = held.resident + held.kernel;
            Ok(vec![
                Measure::new("resident", held.resident, "KiB"),
                Measure::new("with the kernel's", with_kernel, "KiB"),
            ])
        }
        "M6" => micros(actors::measure(model, parameter, time)?, "µs"),
        _ => bail!("{id} has no such part"),
    }
}

/// Keeps this process and all threads it starts from now on on the first core that it may use.
#[cfg(target_os = "linux")]
fn pin() -> Result<()> {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
    let allowed = sched_getaffinity(None).context("the system tells no cores")?;
    let first = (0..CpuSet::MAX_CPU)
        .find(|core| allowed.is_set(*core))
        .context("there is no core")?;
    let mut one = CpuSet::new();
    one.set(first);
    sched_setaffinity(None, &one).context("it cannot be kept on one core")
}

#[cfg(not(target_os = "linux"))]
fn pin() -> Result<()> {
    bail!("only Linux keeps a process on one core")
}
