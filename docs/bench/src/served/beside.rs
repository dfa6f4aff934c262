//! H3: how long `/livez` takes while every client computes.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use heddle_tests::load::{Running, probe, wrk};
use heddle_tests::measured::Measure;

use crate::fleet::Fleet;
use crate::plan::{Part, Settings};

/// How each computes, which server does so, and for which path.
const PLACES: [(&str, &str, &str); 5] = [
    ("inline, on the async threads", "axum", "/digest"),
    ("spawn_blocking", "axum", "/digest/blocking"),
    ("spawn_blocking with a semaphore", "async-tokio", "/digest"),
    ("rayon", "hybrid-tokio", "/digest"),
    ("a thread a connection", "threaded", "/digest"),
];

/// Clients that compute.
const CLIENTS: u32 = 64;
/// Until the load is there.
const LEAD: Duration = Duration::from_millis(300);

pub(crate) fn parts(fleet: &Fleet) -> Result<Vec<Part>> {
    let script = posting(fleet)?;
    let part = |(place, server, path): (&str, &str, &'static str)| {
        let ship = fleet.server(server)?;
        let script = script.clone();
        Ok(Part::new("H3", place, "", move |settings| {
            measure(&ship.start()?, path, &script, settings)
        }))
    };
    PLACES.into_iter().map(part).collect()
}

/// What has wrk send a body.
pub(super) fn posting(fleet: &Fleet) -> Result<PathBuf> {
    let script = fleet.scratch().join("post.lua");
    std::fs::write(&script, "wrk.method = 'POST'\nwrk.body = 'hello'\n")
        .with_context(|| format!("cannot write {}", script.display()))?;
    Ok(script)
}

/// Has all clients compute by `path`, and a probe ask for `/livez` meanwhile.
pub(super) fn measure(
    running: &Running,
    path: &str,
    script: &Path,
    settings: &Settings,
) -> Result<Vec<Measure>> {
    let (address, time) = (running.probe, settings.load);
    let asking = thread::spawn(move || {
        thread::sleep(LEAD);
        probe(address, "/livez", time)
    });
    let load = time + Duration::from_secs(1);
    let load = wrk(running.address, path, CLIENTS, load, Some(script))?;
    let probes = asking.join().map_err(|_| anyhow!("the probes ended early"))??;
    Ok(vec![
        Measure::new("p50", probes.quantile(0.5) * 1e3, "ms"),
        Measure::new("p99", probes.quantile(0.99) * 1e3, "ms"),
        Measure::new("computed", load.rate(), "requests/s"),
    ])
}
