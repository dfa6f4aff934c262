//! What `cargo heddle` costs beside `cargo check` and `cargo clippy`: side by side, in turns, as ratios.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use walkdir::WalkDir;

use super::{Source, folder, remove};
use crate::command::{Watch, clean, must};
use crate::kit::Kit;
use crate::measured::Summary;
use crate::timing::Used;

/// The programs that are measured unless others are named.
pub const PROGRAMS: [&str; 3] = ["dufs", "mini-redis", "miniserve"];

/// One measured run.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// The program's name.
    pub program: String,
    /// Its version.
    pub version: String,
    /// The pinned nightly, which all commands use.
    pub toolchain: String,
    /// How many cores the machine offered.
    pub cores: usize,
    /// What the commands found in their target folders.
    pub state: State,
    /// From 1; a round runs each command once.
    pub round: u32,
    /// Which of the commands.
    pub command: Measured,
    /// What it cost.
    pub used: Used,
}

/// What a command finds of an earlier run.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Nothing: every dependency is compiled.
    Cold,
    /// Everything, as it was.
    Unchanged,
    /// Everything, but the program's own files are newer.
    Touched,
}

/// The commands that are compared.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Measured {
    /// `cargo +<pin> check`.
    Check,
    /// `cargo +<pin> clippy` with its default lints.
    Clippy,
    /// `cargo heddle`.
    Heddle,
}

impl State {
    /// How often a round of cold runs is followed by rounds in this state: short runs need more of them.
    fn repeats(self) -> u32 {
        match self {
            Self::Cold => 1,
            Self::Unchanged => 5,
            Self::Touched => 3,
        }
    }

    fn commands(self) -> &'static [Measured] {
        match self {
            Self::Cold => &[Measured::Check, Measured::Clippy, Measured::Heddle],
            Self::Unchanged | Self::Touched => &[Measured::Check, Measured::Heddle],
        }
    }

    fn prepare(self, source: &Source<'_>, target: &Path) -> Result<()> {
        match self {
            Self::Cold => remove(target),
            Self::Unchanged => Ok(()),
            Self::Touched => touch(&source.path.join("src")),
        }
    }
}

impl Measured {
    fn command(self, source: &Source<'_>, kit: &Kit, target: &Path) -> Command {
        let mut command = match self {
            Self::Check => pinned("check"),
            Self::Clippy => pinned("clippy"),
            Self::Heddle => kit.heddle(),
        };
        source.arguments(&mut command, target);
        if self != Self::Check {
            // What is found must not end the run.
            command.args(["--", "--cap-lints", "warn"]);
        }
        command
    }
}

fn pinned(subcommand: &str) -> Command {
    let mut command = clean("rustup");
    command.args(["run", cargo_heddle::PIN, "cargo", subcommand]);
    command
}

fn touch(folder: &Path) -> Result<()> {
    let now = SystemTime::now();
    for entry in WalkDir::new(folder) {
        let entry = entry?;
        if entry.file_type().is_file() {
            let file = std::fs::File::options().append(true).open(entry.path())?;
            file.set_modified(now)?;
        }
    }
    Ok(())
}

/// Runs all commands in turns, in each of the states.
pub fn measure(source: &Source<'_>, kit: &Kit, rounds: u32, watch: Watch<'_>) -> Result<Vec<Run>> {
    let targets = source.target.with_extension("measured");
    let component = ["component", "add", "clippy", "--toolchain", cargo_heddle::PIN];
    must(clean("rustup").args(component), watch)?;
    // Once outside the measurement: downloads what the lock file names and warms the file cache.
    must(&mut Measured::Heddle.command(source, kit, &targets), watch)?;
    remove(&targets)?;
    let mut runs = Vec::new();
    for round in 1..=rounds {
        for state in [State::Cold, State::Unchanged, State::Touched] {
            let first = (round - 1) * state.repeats() + 1;
            for round in first..first + state.repeats() {
                let mut commands = state.commands().to_vec();
                // Each goes first in turn, should the machine grow busier or calmer meanwhile.
                let turns = commands.len();
                commands.rotate_left(round as usize % turns);
                for command in commands {
                    watch(&format!("{command:?}, {state:?}, round {round}"));
                    let target = targets.join(format!("{command:?}"));
                    state.prepare(source, &target)?;
                    let used = must(&mut command.command(source, kit, &target), &|_| ())?.used;
                    runs.push(Run {
                        program: source.program.name.clone(),
                        version: source.program.version.clone(),
                        toolchain: cargo_heddle::PIN.to_string(),
                        cores: std::thread::available_parallelism()?.get(),
                        state,
                        round,
                        command,
                        used,
                    });
                }
            }
        }
    }
    remove(&targets)?;
    Ok(runs)
}

/// Where the raw runs lie.
pub fn raw_path() -> PathBuf {
    folder().join("overhead.jsonl")
}

/// Where the page made from them lies.
pub fn page_path() -> PathBuf {
    folder().join("overhead.md")
}

/// The raw runs that are written down.
pub fn read() -> Result<Vec<Run>> {
    let path = raw_path();
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    text.lines()
        .map(|line| serde_json::from_str(line).context("overhead.jsonl"))
        .collect()
}

/// Writes the raw runs and the page made from them.
pub fn write(runs: &[Run]) -> Result<()> {
    ensure!(!runs.is_empty(), "nothing was measured");
    let lines: Result<String> = runs
        .iter()
        .map(|run| Ok(serde_json::to_string(run)? + "\n"))
        .collect();
    std::fs::write(raw_path(), lines?)?;
    std::fs::write(page_path(), page(runs))?;
    Ok(())
}

/// The page made from the raw runs.
pub fn page(runs: &[Run]) -> String {
    let Run { toolchain, cores, .. } = &runs[0];
    let rounds = runs
        .iter()
        .filter(|run| run.state == State::Cold)
        .map(|run| run.round)
        .max();
    let mut text = format!(
        "<!-- written by `{}` from overhead.jsonl -->\n\n\
         # What `cargo heddle` costs\n\n\
         Beside `cargo check` and `cargo clippy` of the same nightly, {toolchain}, on {cores} cores, in {} rounds. Each \
         round runs the commands in turns: cold (an empty target folder, so every dependency is compiled), with nothing \
         changed, and with the program's own files touched. Memory is that of the largest process. A ratio or difference \
         is the median of those of the rounds, and only it carries over to another machine. The last column is what \
         is to be reached, beside check and, where there are two numbers, beside clippy.\n",
        command_line(runs),
        rounds.unwrap_or_default(),
    );
    for program in names(runs) {
        let runs: Vec<&Run> = runs.iter().filter(|run| run.program == program).collect();
        let _ = writeln!(
            text,
            "\n## {program} {}\n\n{}",
            runs[0].version,
            table(&runs).trim_end()
        );
    }
    text
}

/// The command that writes the page.
pub fn command_line(runs: &[Run]) -> String {
    let names = names(runs);
    match names == PROGRAMS {
        true => "cargo corpus --time".to_owned(),
        false => format!("cargo corpus --time {}", names.join(" ")),
    }
}

fn names(runs: &[Run]) -> Vec<&str> {
    let mut names: Vec<&str> = runs.iter().map(|run| run.program.as_str()).collect();
    names.dedup();
    names
}

/// One line a quantity: its label, the state, how to read it, and what is to be reached beside check and clippy.
type Line = (&'static str, State, fn(&Used) -> f64, &'static str);

const LINES: [Line; 6] = [
    ("cold, s", State::Cold, |used| used.wall_seconds, "1.05 and 1.00"),
    (
        "cold, s of CPU",
        State::Cold,
        |used| used.cpu_seconds,
        "1.05 and 1.00",
    ),
    ("cold, MiB", State::Cold, Used::peak_mib, "1.10"),
    (
        "nothing changed, ms",
        State::Unchanged,
        |used| used.wall_seconds * 1e3,
        "50 more",
    ),
    ("touched, s", State::Touched, |used| used.wall_seconds, "1.10"),
    (
        "touched, s of CPU",
        State::Touched,
        |used| used.cpu_seconds,
        "1.10",
    ),
];

fn table(runs: &[&Run]) -> String {
    let mut text = "| | check | clippy | heddle | heddle to check | heddle to clippy | at most |\n\
                    |---|--:|--:|--:|--:|--:|--:|\n"
        .to_owned();
    for (label, state, read, wanted) in LINES {
        let of = |command: Measured| -> Vec<f64> {
            let mut of: Vec<&&Run> = runs
                .iter()
                .filter(|run| run.state == state && run.command == command)
                .collect();
            of.sort_by_key(|run| run.round);
            of.into_iter().map(|run| read(&run.used)).collect()
        };
        let [check, clippy, heddle] = [Measured::Check, Measured::Clippy, Measured::Heddle].map(of);
        let beside_check = match state {
            State::Unchanged => paired(&heddle, &check, |heddle, check| heddle - check)
                .map_or_else(dash, |more| format!("{more:+.0} ms")),
            State::Cold | State::Touched => ratio(&heddle, &check),
        };
        let _ = writeln!(
            text,
            "| {label} | {} | {} | {} | {beside_check} | {} | {wanted} |",
            absolute(check),
            absolute(clippy.clone()),
            absolute(heddle.clone()),
            ratio(&heddle, &clippy),
        );
    }
    text
}

fn absolute(values: Vec<f64>) -> String {
    median(values).map_or_else(dash, |value| match value < 100.0 {
        true => format!("{value:.1}"),
        false => format!("{value:.0}"),
    })
}

fn ratio(some: &[f64], others: &[f64]) -> String {
    paired(some, others, |one, other| one / other).map_or_else(dash, |ratio| format!("{ratio:.3}"))
}

fn paired(some: &[f64], others: &[f64], compare: fn(f64, f64) -> f64) -> Option<f64> {
    median(
        some.iter()
            .zip(others)
            .map(|(one, other)| compare(*one, *other))
            .collect(),
    )
}

fn median(values: Vec<f64>) -> Option<f64> {
    Summary::of(values).map(|summary| summary.median)
}

fn dash() -> String {
    "-".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_of_the_same_round_and_nothing_changed_is_a_difference() {
        let run = |state, round, command, wall_seconds| Run {
            program: "dufs".to_owned(),
            version: "0.47.0".to_owned(),
            toolchain: "nightly".to_owned(),
            cores: 2,
            state,
            round,
            command,
            used: Used {
                wall_seconds,
                cpu_seconds: 2.0 * wall_seconds,
                peak_bytes: 400 << 20,
            },
        };
        let runs = [
            run(State::Cold, 1, Measured::Heddle, 11.0),
            run(State::Cold, 1, Measured::Check, 10.0),
            run(State::Cold, 1, Measured::Clippy, 22.0),
            // The machine was busy.
            run(State::Cold, 2, Measured::Check, 100.0),
            run(State::Cold, 2, Measured::Heddle, 110.0),
            run(State::Unchanged, 1, Measured::Check, 0.1),
            run(State::Unchanged, 1, Measured::Heddle, 0.12),
        ];
        let page = page(&runs);
        for line in [
            "<!-- written by `cargo corpus --time dufs` from overhead.jsonl -->",
            "| cold, s | 55.0 | 22.0 | 60.5 | 1.100 | 0.500 | 1.05 and 1.00 |",
            "| cold, MiB | 400 | 400 | 400 | 1.000 | 1.000 | 1.10 |",
            "| nothing changed, ms | 100 | - | 120 | +20 ms | - | 50 more |",
            "| touched, s | - | - | - | - | - | 1.10 |",
        ] {
            assert!(page.lines().any(|found| found == line), "no `{line}` in\n{page}");
        }
    }
}
