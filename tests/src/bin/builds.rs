//! `cargo bench-builds`: the first build of each row of the template beside a plain axum service, in turns.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use heddle_tests::command::{clean, must, quietly};
use heddle_tests::kit::{kit, root};
use heddle_tests::project::{Project, ROWS};
use serde_json::json;

/// What the rows are measured against.
const BASE: &str = "axum-hello";

/// Why a row takes longer than that, as a person has found it: the page has it above its table.
const REASONS: &str = "builds-reasons.md";

/// How often each is built.
const ROUNDS: usize = 1;

fn main() -> ExitCode {
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let target = folder.path().join("target");
    let mut builds: Vec<(String, Command, std::path::PathBuf)> = Vec::new();
    let base = root().join("docs/bench").join(BASE);
    builds.push((BASE.to_owned(), build(clean("cargo"), &target), base));
    for row in ROWS {
        let place = folder.path().join(row.name());
        std::fs::create_dir(&place)?;
        let project = Project::generate(
            kit(),
            *row,
            &[],
            &place,
            &format!("build-{}", row.name()),
            &quietly,
        )?;
        builds.push((row.name(), build(clean("cargo"), &target), project.path));
    }
    for (_, _, path) in &builds {
        must(clean("cargo").current_dir(path).args(["fetch"]), &quietly).context("fetch the dependencies")?;
    }

    let mut raw = String::new();
    for round in 1..=ROUNDS {
        for (name, command, path) in &mut builds {
            if target.exists() {
                std::fs::remove_dir_all(&target)?;
            }
            eprintln!("round {round} of {ROUNDS}: {name}");
            let used = must(command.current_dir(path), &quietly)
                .with_context(|| format!("build {name}"))?
                .used;
            let run = json!({
                "build": name, "round": round, "wall_seconds": used.wall_seconds, "cpu_seconds": used.cpu_seconds,
            });
            writeln!(raw, "{run}")?;
        }
    }
    let bench = root().join("docs/bench");
    std::fs::write(bench.join("builds.jsonl"), &raw)?;
    let reasons = std::fs::read_to_string(bench.join(REASONS))?;
    std::fs::write(bench.join("builds.md"), page(&raw, &reasons)?)?;
    println!("docs/bench/builds.jsonl and docs/bench/builds.md: written");
    Ok(())
}

fn build(mut cargo: Command, target: &Path) -> Command {
    cargo.args(["build", "--release", "--target-dir"]).arg(target);
    cargo
}

/// The page: medians as ratios, which hold where the machine's speed does not.
fn page(raw: &str, reasons: &str) -> Result<String> {
    let runs: Vec<serde_json::Value> = raw.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let least = |name: &str, key: &str| {
        let of_build = runs.iter().filter(|run| run["build"] == name);
        of_build
            .filter_map(|run| run[key].as_f64())
            .fold(f64::INFINITY, f64::min)
    };
    let mut page = format!(
        "<!-- written by `cargo bench-builds` from builds.jsonl -->\n\n# The first build of each row\n\n\
         `cargo build --release` into an empty folder, dependencies fetched before, the builds in turns, rounds: {ROUNDS}, \
         {} cores. The better round of each as a ratio to a plain axum service ({BASE}), which says hello and no more.\n\n\
         {}\n\n\
         | build | wall | CPU |\n|---|---|---|\n",
        std::thread::available_parallelism()?,
        reasons.trim()
    );
    for name in std::iter::once(BASE.to_owned()).chain(ROWS.iter().map(heddle_tests::project::Row::name)) {
        let wall = least(&name, "wall_seconds") / least(BASE, "wall_seconds");
        let cpu = least(&name, "cpu_seconds") / least(BASE, "cpu_seconds");
        writeln!(page, "| {name} | {wall:.2} | {cpu:.2} |")?;
    }
    Ok(page)
}
