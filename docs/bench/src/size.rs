//! S1: what comes with a model: the program's size, the crates, and the processor's time of the first build.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use heddle_tests::command::{clean, must, quietly};
use heddle_tests::kit::root;
use heddle_tests::load::Program;
use heddle_tests::measured::Measure;
use heddle_tests::project::{ROWS, Row, lock_path};
use serde_json::Value;

use crate::fleet::Fleet;
use crate::plan::Part;

/// A part for each row of the template that has code of its own.
pub(crate) fn parts(fleet: &Fleet) -> Result<Vec<Part>> {
    let part = |row: &Row| {
        let ship = fleet.server(&row.name())?;
        let (name, lock) = (row.name(), lock_path(*row, false));
        let stripped = fleet.scratch().join("stripped");
        let mut part = Part::new("S1", &row.name(), "", move |_| {
            let Program::Service(program) = &ship.server.program else {
                anyhow::bail!("{name} is no service");
            };
            let mut measures = vec![
                Measure::new("program", megabytes(program, &stripped)?, "MB"),
                Measure::new("crates", crates(&lock)?, "crates"),
            ];
            if let Some(seconds) = first_build(&name)? {
                measures.push(Measure::new("first build", seconds, "s of CPU"));
            }
            Ok(measures)
        });
        part.once = true;
        Ok(part)
    };
    ROWS.iter().map(part).collect()
}

/// Without symbols, which the linker's companion removes.
fn megabytes(program: &Path, stripped: &PathBuf) -> Result<f64> {
    must(clean("strip").arg("-o").arg(stripped).arg(program), &quietly)?;
    let bytes = fs::metadata(stripped)?.len();
    fs::remove_file(stripped)?;
    Ok(bytes as f64 / 1e6)
}

/// Those in the lock file, the service itself not among them; some are for other systems alone.
fn crates(lock: &Path) -> Result<f64> {
    let text = fs::read_to_string(lock).with_context(|| format!("cannot read {}", lock.display()))?;
    Ok(text.matches("\nsource = ").count() as f64)
}

/// The better of what `cargo bench-builds` has measured, if it has.
fn first_build(name: &str) -> Result<Option<f64>> {
    let text = fs::read_to_string(root().join("docs/bench/builds.jsonl"))?;
    let mut least: Option<f64> = None;
    for line in text.lines() {
        let run: Value = serde_json::from_str(line)?;
        if run["build"] == name {
            let seconds = run["cpu_seconds"].as_f64().context("a build's CPU seconds")?;
            least = Some(least.map_or(seconds, |least| least.min(seconds)));
        }
    }
    Ok(least)
}
