//! H4: clients that never finish their heads take every place, unless there is a time for a head.

use std::io::Write as _;
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use heddle_tests::load::{open, wrk};
use heddle_tests::measured::Measure;

use crate::fleet::Fleet;
use crate::plan::Part;

/// As many as the service has places.
const HALF_OPEN: usize = 1_000;
/// What each of them has sent.
const HALF_A_HEAD: &[u8] = b"GET / HTTP/1.1\r\nhost: peers\r\nx-slow: ";
/// Until the time for a head is over.
const LEAD: Duration = Duration::from_millis(1_500);

pub(crate) fn parts(fleet: &Fleet) -> Result<Vec<Part>> {
    let mut parts = Vec::new();
    for (parameter, time) in [
        ("a head may take half a second", "--head-timeout=500ms"),
        ("a head may take an hour", "--head-timeout=1h"),
    ] {
        for name in ["threaded", "async-tokio"] {
            let ship = fleet.server(name)?;
            parts.push(Part::new("H4", name, parameter, move |settings| {
                let running = ship.start_with(&["--max-connections=1000", time], 1)?;
                let before = running.memory()?;
                let half = (0..HALF_OPEN)
                    .map(|_| half_open(running.address))
                    .collect::<Result<Vec<_>>>()?;
                thread::sleep(Duration::from_millis(100));
                let held = running.memory()?.each(&before, HALF_OPEN);
                thread::sleep(LEAD);
                let load = wrk(running.address, "/", 64, settings.load, None)?;
                drop(half);
                Ok(vec![
                    Measure::new("throughput", load.rate(), "requests/s"),
                    Measure::new("held by each", held.resident + held.kernel, "KiB"),
                ])
            }));
        }
    }
    Ok(parts)
}

fn half_open(address: std::net::SocketAddr) -> Result<TcpStream> {
    let mut stream = open(address)?;
    stream
        .write_all(HALF_A_HEAD)
        .context("half a head cannot be sent")?;
    Ok(stream)
}
