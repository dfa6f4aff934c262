//! G1: SIGTERM while a request computes, others wait between requests, and some have sent half a head.

use std::io::{Read as _, Write as _};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use heddle_tests::load::{idle, open};
use heddle_tests::measured::Measure;

use crate::fleet::Fleet;
use crate::plan::Part;

/// About half a second of computing.
const ROUNDS_OF_DIGEST: u32 = 10_000_000;
/// The pool has 64 threads: those that wait and those that dawdle leave some of them free.
const IDLE: usize = 20;
const HALF_OPEN: usize = 20;
/// Longer than any service's own limit for draining.
const PATIENCE: Duration = Duration::from_secs(40);

const REQUEST: &[u8] = b"POST /digest HTTP/1.1\r\nhost: peers\r\ncontent-length: 5\r\n\r\nhello";

pub(crate) fn parts(fleet: &Fleet) -> Result<Vec<Part>> {
    let part = |name: &&str| {
        let ship = fleet.server(name)?;
        Ok(Part::new("G1", name, "", move |_| {
            let mut running = ship.start_with(&[], ROUNDS_OF_DIGEST)?;
            let waiting = idle(running.address, IDLE)?;
            let mut half = Vec::new();
            for _ in 0..HALF_OPEN {
                let mut stream = open(running.address)?;
                stream.write_all(b"GET / HTTP/1.1\r\nhost: pe")?;
                half.push(stream);
            }
            let mut busy = open(running.address)?;
            busy.set_read_timeout(Some(PATIENCE))?;
            busy.write_all(REQUEST)?;
            thread::sleep(Duration::from_millis(200)); // until it computes
            running.ask_to_end();
            let asked = Instant::now();
            let mut answer = Vec::new();
            // What was received before an error counts.
            let _ = busy.read_to_end(&mut answer);
            let answered_after = asked.elapsed();
            let status = running.ended(PATIENCE)?.context("it does not end")?;
            let ended_after = asked.elapsed();
            drop((waiting, half));
            let answered = answer.starts_with(b"HTTP/1.1 200") && answer.ends_with(b"\n");
            Ok(vec![
                Measure::new("answered", f64::from(u8::from(answered)), "of 1 request"),
                Measure::new("exit code", status.code().map_or(-1.0, f64::from), ""),
                Measure::new("from the signal to the answer", answered_after.as_secs_f64(), "s"),
                Measure::new(
                    "from the answer to the end",
                    (ended_after - answered_after).as_secs_f64(),
                    "s",
                ),
            ])
        }))
    };
    SERVERS.iter().map(part).collect()
}

/// Those that are meant to finish what they have begun.
const SERVERS: &[&str] = &[
    "threaded",
    "async-tokio",
    "async-smol",
    "async-async-std",
    "hybrid-tokio",
    "model-actors",
    "model-coroutines",
    "model-event-driven",
    "model-pool",
];
