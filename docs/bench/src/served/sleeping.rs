//! H6: a handler that waits ten milliseconds, as a task or by making its thread sleep.

use anyhow::Result;
use heddle_tests::load::wrk;
use heddle_tests::measured::Measure;

use crate::fleet::Fleet;
use crate::plan::Part;

/// How each waits, and where axum does so.
const WAYS: [(&str, &str); 2] = [
    ("the task sleeps", "/sleep/task"),
    ("the thread sleeps", "/sleep/thread"),
];

pub(crate) fn parts(fleet: &Fleet) -> Result<Vec<Part>> {
    let ship = fleet.server("axum")?;
    let part = |(way, path): (&str, &'static str)| {
        let ship = ship.clone();
        Part::new("H6", way, "", move |settings| {
            let running = ship.start()?;
            let load = wrk(running.address, path, 64, settings.load, None)?;
            Ok(vec![Measure::new("throughput", load.rate(), "requests/s")])
        })
    };
    Ok(WAYS.into_iter().map(part).collect())
}
