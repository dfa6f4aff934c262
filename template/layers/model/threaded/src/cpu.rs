//! Computing where the request is answered: its connection's thread may take as long as it needs.

use std::io;
use std::thread;

use prometheus_client::metrics::gauge::Gauge;
use serde::Serialize;

use crate::metrics::Metrics;
use crate::server::Tuning;

/// The settings of computing.
#[derive(clap::Args, Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PoolTuning {
    /// Computations that may share the cores beyond one a core; more are answered 503
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    pub cpu_queue: u32,
}

/// The connections' own threads, of which a bounded number compute at a time.
#[derive(Debug)]
pub struct Pool {
    computing: Gauge,
    waiting: Gauge,
    cores: i64,
    limit: i64,
}

/// Too many compute already.
#[derive(Debug)]
pub struct Full;

impl Pool {
    /// A limit for this machine.
    pub fn new(tuning: &Tuning, metrics: &Metrics) -> io::Result<Self> {
        let cores = thread::available_parallelism()?.get() as i64;
        Ok(Self {
            computing: metrics.computing.clone(),
            waiting: metrics.waiting.clone(),
            cores,
            limit: cores + i64::from(tuning.cpu.cpu_queue),
        })
    }

    /// Computes here, or refuses at once.
    pub fn run<T>(&self, work: impl FnOnce() -> T) -> Result<T, Full> {
        let _place = Place::take(self).ok_or(Full)?;
        Ok(work())
    }
}

/// One computation. Which of them waits for a core, only the system knows; that as many do as there are beyond
/// the cores, we know.
struct Place<'a>(&'a Pool);

impl<'a> Place<'a> {
    fn take(pool: &'a Pool) -> Option<Self> {
        let before = pool.computing.inc();
        if before >= pool.cores {
            pool.waiting.inc();
        }
        let place = Self(pool);
        (before < pool.limit).then_some(place)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if self.0.computing.dec() > self.0.cores {
            self.0.waiting.dec();
        }
    }
}
