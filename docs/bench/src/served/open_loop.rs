//! H2: how late answers are at a given load, whether the server keeps up or not: oha sends by the clock.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context, Result};
use heddle_tests::command::{clean, must, quietly};
use heddle_tests::kit;
use heddle_tests::measured::Measure;
use serde_json::Value;

use crate::fleet::Fleet;
use crate::plan::Part;

const SERVERS: &[&str] = &["threaded", "async-tokio", "async-smol"];
/// The load, in hundredths of what the same server answers oha at most.
const SHARES: [u32; 6] = [20, 40, 60, 80, 100, 120];
const CONNECTIONS: &str = "64";

pub(crate) fn parts(fleet: &Fleet) -> Result<Vec<Part>> {
    let oha = kit::oha(&|line| eprintln!("{line}"))?;
    let servers = fleet.servers(SERVERS)?;
    // What each can answer, found once a run: the shares of all rounds are of the same.
    let capacities: Rc<RefCell<BTreeMap<String, f64>>> = Rc::default();
    let parts = SHARES.into_iter().flat_map(|share| {
        let (oha, capacities) = (&oha, &capacities);
        servers.iter().map(move |ship| {
            let (started, oha, capacities) = (ship.clone(), oha.clone(), Rc::clone(capacities));
            Part::new("H2", ship.name(), &format!("{share} %"), move |settings| {
                let running = started.start()?;
                let known = capacities.borrow().get(started.name()).copied();
                let capacity = match known {
                    Some(capacity) => capacity,
                    None => {
                        let found = ask(&oha, running.address, settings.load, None)?.rate;
                        capacities.borrow_mut().insert(started.name().to_owned(), found);
                        found
                    }
                };
                let rate = capacity * f64::from(share) / 100.0;
                let asked = ask(&oha, running.address, settings.load, Some(rate))?;
                Ok(vec![
                    Measure::new("p50", asked.p50 * 1e3, "ms"),
                    Measure::new("p99", asked.p99 * 1e3, "ms"),
                    Measure::new("sent", rate, "requests/s"),
                    Measure::new("answered", asked.rate, "requests/s"),
                ])
            })
        })
    });
    Ok(parts.collect())
}

/// What oha has seen.
struct Asked {
    rate: f64,
    p50: f64,
    p99: f64,
}

/// Sends so many requests a second, or as many as are answered. A request's time begins when it is due, not when
/// a connection is free to send it.
fn ask(oha: &Path, address: SocketAddr, time: Duration, rate: Option<f64>) -> Result<Asked> {
    let mut command = clean(oha);
    command
        .args(["--no-tui", "--output-format", "json", "-c", CONNECTIONS])
        .args(["-z", &format!("{}ms", time.as_millis())]);
    if let Some(rate) = rate {
        command.args(["-q", &format!("{rate:.0}"), "--latency-correction"]);
    }
    let done = must(command.arg(format!("http://{address}/")), &quietly)?;
    let told: Value = serde_json::from_str(&done.stdout).context("oha tells no JSON")?;
    let number = |path: &str| {
        told.pointer(path)
            .and_then(Value::as_f64)
            .with_context(|| format!("oha tells no {path}"))
    };
    Ok(Asked {
        rate: number("/summary/requestsPerSec")?,
        p50: number("/latencyPercentiles/p50")?,
        p99: number("/latencyPercentiles/p99")?,
    })
}
