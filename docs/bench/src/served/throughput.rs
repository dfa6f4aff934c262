//! H1: how many requests are answered, and what one costs.

use std::time::Duration;

use anyhow::Result;
use heddle_tests::load::wrk;
use heddle_tests::measured::Measure;

use crate::fleet::{Fleet, ONE_THREAD};
use crate::plan::Part;

/// In the order of a round.
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
    "model-pool",
    "axum",
    "actix",
    "tiny_http",
    "nginx",
];

const WARM_UP: Duration = Duration::from_secs(1);

pub(crate) fn parts(fleet: &Fleet) -> Result<Vec<Part>> {
    let servers = fleet.servers(SERVERS)?;
    let parts = [64, 512].into_iter().flat_map(|connections| {
        servers.iter().map(move |ship| {
            let started = ship.clone();
            Part::new(
                "H1",
                ship.name(),
                &format!("{connections} connections"),
                move |settings| {
                    let running = started.start()?;
                    wrk(running.address, "/", connections, WARM_UP, None)?;
                    let before = running.cpu_seconds()?;
                    let load = wrk(running.address, "/", connections, settings.load, None)?;
                    let cpu = running.cpu_seconds()? - before;
                    Ok(vec![
                        Measure::new("throughput", load.rate(), "requests/s"),
                        Measure::new("server's CPU", cpu * 1e6 / load.requests, "µs/request"),
                        Measure::new("wrk's CPU", load.own_cpu / load.seconds * 100.0, "% of a core"),
                    ])
                },
            )
        })
    });
    Ok(parts.collect())
}
