//! H3: how long `/livez` takes while every client computes.

use std::thread;
use std::time::Duration;

use anyhow::{Result, anyhow};
use heddle_tests::load::{probe, wrk};
use heddle_tests::measured::Measure;

use crate::fleet::Fleet;
use crate::plan::Part;

/// How each computes, and which server does so.
const PLACES: [(&str, &str); 4] = [
    ("inline, on the async threads", "axum"),
    ("spawn_blocking with a semaphore", "async-tokio"),
    ("rayon", "hybrid-tokio"),
    ("a thread a connection", "threaded"),
];

/// Clients that compute.
const CLIENTS: u32 = 64;
/// Until the load is there.
const LEAD: Duration = Duration::from_millis(300);

pub(crate) fn parts(fleet: &Fleet) -> Result<Vec<Part>> {
    let script = fleet.scratch().join("post.lua");
    std::fs::write(&script, "wrk.method = 'POST'\nwrk.body = 'hello'\n")?;
    let part = |(place, server): (&str, &str)| {
        let ship = fleet.server(server)?;
        let script = script.clone();
        Ok(Part::new("H3", place, "", move |settings| {
            let running = ship.start()?;
            let (address, time) = (running.probe, settings.load);
            let asking = thread::spawn(move || {
                thread::sleep(LEAD);
                probe(address, "/livez", time)
            });
            let load = time + Duration::from_secs(1);
            let load = wrk(running.address, "/digest", CLIENTS, load, Some(&script))?;
            let probes = asking.join().map_err(|_| anyhow!("the probes ended early"))??;
            Ok(vec![
                Measure::new("p50", probes.quantile(0.5) * 1e3, "ms"),
                Measure::new("p99", probes.quantile(0.99) * 1e3, "ms"),
                Measure::new("computed", load.rate(), "requests/s"),
            ])
        }))
    };
    PLACES.into_iter().map(part).collect()
}
