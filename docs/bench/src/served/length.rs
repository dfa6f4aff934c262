//! H7: from which length on it pays to compute elsewhere than on the async threads.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::Result;
use sha2::{Digest, Sha256};

use super::beside;
use crate::fleet::Fleet;
use crate::plan::Part;

/// Where axum computes, and for which path.
const PLACES: [(&str, &str); 3] = [
    ("inline, on the async threads", "/digest"),
    ("spawn_blocking with a semaphore", "/digest/semaphore"),
    ("rayon", "/digest/rayon"),
];

/// How long one computation takes, in microseconds.
const LENGTHS: [u32; 6] = [3, 10, 30, 100, 300, 1000];

pub(crate) fn parts(fleet: &Fleet) -> Result<Vec<Part>> {
    let (ship, script) = (fleet.server("axum")?, beside::posting(fleet)?);
    let round = round_of_digest();
    let parts = LENGTHS.into_iter().flat_map(|length| {
        let (ship, script) = (&ship, &script);
        PLACES.map(move |(place, path)| {
            let (ship, script) = (ship.clone(), script.clone());
            let rounds = Duration::from_micros(length.into()).as_nanos() / round.as_nanos().max(1);
            let rounds = u32::try_from(rounds).unwrap_or(u32::MAX).max(1);
            Part::new("H7", place, &length.to_string(), move |settings| {
                beside::measure(&ship.start_with(&[], rounds)?, path, &script, settings)
            })
        })
    });
    Ok(parts.collect())
}

/// What a round of `/digest` takes on a core that does nothing else: the best of many tries.
fn round_of_digest() -> Duration {
    const ROUNDS: u32 = 1000;
    let time = |_| {
        let mut hash = Sha256::digest(b"hello");
        let started = Instant::now();
        for _ in 0..ROUNDS {
            hash = black_box(Sha256::digest(hash));
        }
        started.elapsed() / ROUNDS
    };
    (0..100).map(time).min().unwrap_or_default()
}
