//! What `cargo heddle` costs beside `cargo check` on one program: cold, in turns, as ratios.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use super::{Source, folder};
use crate::command::{Watch, clean, must};
use crate::kit::Kit;
use crate::timing::time;

/// One timed run.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// The program's name.
    pub program: String,
    /// Its version.
    pub version: String,
    /// The pinned nightly, which both commands use.
    pub toolchain: String,
    /// How many cores the machine offered.
    pub cores: usize,
    /// From 1; a round runs each command once.
    pub round: u32,
    /// Which of the two.
    pub command: Timed,
    /// From start to end.
    pub wall_seconds: f64,
    /// User and system time of the command and all it started.
    pub cpu_seconds: f64,
}

/// The two commands that are compared.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Timed {
    /// `cargo +<pin> check`.
    Check,
    /// `cargo heddle`.
    Heddle,
}

/// Times both commands in turns, each with an empty target folder.
pub fn measure(source: &Source<'_>, kit: &Kit, rounds: u32, watch: Watch<'_>) -> Result<Vec<Run>> {
    let target = source.target.with_file_name("timed");
    // Once outside the measurement: downloads what the lock file names and warms the file cache.
    must(&mut source.heddle(kit), watch)?;
    let mut runs = Vec::new();
    for round in 1..=rounds {
        // Each goes first in turn, should the machine grow busier or calmer meanwhile.
        let order = if round % 2 == 1 {
            [Timed::Check, Timed::Heddle]
        } else {
            [Timed::Heddle, Timed::Check]
        };
        for timed in order {
            watch(&format!("round {round} of {rounds}: {timed:?}"));
            if target.exists() {
                std::fs::remove_dir_all(&target)?;
            }
            let (wall_seconds, cpu_seconds) = time(&timed.words(source, kit, &target), &source.path)?;
            runs.push(Run {
                program: source.program.name.clone(),
                version: source.program.version.clone(),
                toolchain: cargo_heddle::PIN.to_string(),
                cores: std::thread::available_parallelism()?.get(),
                round,
                command: timed,
                wall_seconds,
                cpu_seconds,
            });
        }
    }
    std::fs::remove_dir_all(&target)?;
    Ok(runs)
}

impl Timed {
    fn words(self, source: &Source<'_>, kit: &Kit, target: &Path) -> Command {
        let mut command = match self {
            Self::Heddle => kit.heddle(),
            Self::Check => {
                let mut check = clean("rustup");
                check.args(["run", cargo_heddle::PIN, "cargo", "check"]);
                check
            }
        };
        source.arguments(&mut command, target);
        command
    }
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
    let Run {
        program,
        version,
        toolchain,
        cores,
        ..
    } = &runs[0];
    format!(
        "<!-- Generated from overhead.jsonl by `cargo corpus --time {program}`; do not edit. -->\n\n\
         # What `cargo heddle` costs beside `cargo check`\n\n\
         {program} {version}, {toolchain}, {cores} cores; cold: each run starts with an empty target folder and\n\
         compiles every dependency. Both commands run in turns. Only the ratios carry over to another machine.\n\n{}",
        table(runs)
    )
}

/// One line a round, then the median ratio.
pub fn table(runs: &[Run]) -> String {
    let mut text = "| round | check wall s | heddle wall s | ratio | check CPU s | heddle CPU s | ratio |\n\
                    |---|---|---|---|---|---|---|\n"
        .to_owned();
    let (mut walls, mut cpus) = (Vec::new(), Vec::new());
    let of = |round, command| {
        runs.iter()
            .find(|run| run.round == round && run.command == command)
    };
    for round in 1.. {
        let (Some(check), Some(heddle)) = (of(round, Timed::Check), of(round, Timed::Heddle)) else {
            break;
        };
        let wall = heddle.wall_seconds / check.wall_seconds;
        let cpu = heddle.cpu_seconds / check.cpu_seconds;
        walls.push(wall);
        cpus.push(cpu);
        text += &format!(
            "| {round} | {:.1} | {:.1} | {wall:.3} | {:.1} | {:.1} | {cpu:.3} |\n",
            check.wall_seconds, heddle.wall_seconds, check.cpu_seconds, heddle.cpu_seconds,
        );
    }
    text + &format!(
        "| median | | | {:.3} | | | {:.3} |\n",
        median(walls),
        median(cpus)
    )
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        values[middle]
    } else {
        f64::midpoint(values[middle - 1], values[middle])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_ignores_one_bad_round() {
        assert!((median(vec![9.0, 1.0, 1.5]) - 1.5).abs() < f64::EPSILON);
        assert!((median(vec![1.0, 2.0]) - 1.5).abs() < f64::EPSILON);
    }
}
