//! M5: what a connection holds that has been answered and waits.

use std::thread;
use std::time::Duration;

use anyhow::Result;
use heddle_tests::load::idle;
use heddle_tests::measured::Measure;

use crate::fleet::{Fleet, ONE_THREAD};
use crate::plan::Part;

/// The pool is not among them: it closes what is idle while others wait.
const SERVERS: &[&str] = &[
    "threaded",
    "async-tokio",
    ONE_THREAD,
    "async-smol",
    "async-async-std",
    "hybrid-tokio",
    "model-actors",
    "model-coroutines",
    "model-event-driven",
    "axum",
    "actix",
    "tiny_http",
    "nginx",
];

/// Until freed memory has gone back.
const SETTLED: Duration = Duration::from_millis(300);

pub(crate) fn parts(fleet: &Fleet) -> Result<Vec<Part>> {
    let servers = fleet.servers(SERVERS)?;
    let counts = [("1,000 connections", 1_000), ("10,000 connections", 10_000)];
    let parts = counts.into_iter().flat_map(|(parameter, count)| {
        // It takes two descriptors for a connection, and a process may seldom have twenty thousand.
        let able = move |name: &str| count <= 1_000 || name != "tiny_http";
        let servers = servers.iter().filter(move |ship| able(ship.name()));
        servers.map(move |ship| {
            let started = ship.clone();
            Part::new("M5", ship.name(), parameter, move |_| {
                let running = started.start()?;
                // What is set up with the first connections belongs to none.
                drop(idle(running.address, 10)?);
                let before = running.memory()?;
                let open = idle(running.address, count)?;
                thread::sleep(SETTLED);
                let each = running.memory()?.each(&before, count);
                drop(open);
                Ok(vec![
                    Measure::new("resident", each.resident, "KiB"),
                    Measure::new("with the kernel's", each.resident + each.kernel, "KiB"),
                ])
            })
        })
    });
    Ok(parts.collect())
}
