//! H5: one client downloads many pages at once, each of which comes after 50 ms.

use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use heddle_tests::command::{clean, quietly, run_telling};
use heddle_tests::kit::Build;
use heddle_tests::load::most;
use heddle_tests::measured::Measure;
use heddle_tests::models::{self, Site};

use crate::fleet::Fleet;
use crate::plan::Part;

/// How long a page takes.
const DELAY: Duration = Duration::from_millis(50);

pub(crate) fn parts(_: &Fleet) -> Result<Vec<Part>> {
    eprintln!("building the models");
    let programs = models::programs(Build::Installed)?;
    let counts = [
        ("2 pages", 2),
        ("10 pages", 10),
        ("100 pages", 100),
        ("1,000 pages", 1_000),
    ];
    let parts = counts.into_iter().flat_map(|(parameter, count)| {
        programs.iter().map(move |(model, program)| {
            let program = program.clone();
            Part::new("H5", model, parameter, move |_| {
                let site = Site::start(1, DELAY).context("the site does not start")?;
                let mut download = clean(&program);
                download
                    .args(["download", "--timeout", "30"])
                    .args(site.pages(count));
                let mut memory = None;
                let done = run_telling(&mut download, &quietly, |process| {
                    memory = Some(thread::spawn(move || most(process)));
                })?;
                let memory = memory.and_then(|memory| memory.join().ok());
                // Not the whole line: it holds all addresses.
                let missing: Vec<_> = done
                    .stdout
                    .lines()
                    .filter(|line| line.starts_with("failed"))
                    .collect();
                if let Some(first) = missing.first() {
                    bail!("{} of {count} pages are missing: {first}", missing.len());
                }
                let pages = done.stdout.lines().count();
                ensure!(
                    done.code() == 0 && pages == count,
                    "it tells of {pages} of {count} pages"
                );
                Ok(vec![
                    Measure::new("time", done.used.wall_seconds * 1e3, "ms"),
                    Measure::new(
                        "memory",
                        memory.context("nobody looked at its memory")? / 1024.0,
                        "MiB",
                    ),
                    Measure::new("CPU", done.used.cpu_seconds * 1e3, "ms of CPU"),
                ])
            })
        })
    });
    Ok(parts.collect())
}
