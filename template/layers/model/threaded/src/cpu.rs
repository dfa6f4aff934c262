//! Computing where the request is answered: its connection's thread may take as long as it needs.

use std::io;
use std::thread;

use prometheus_client::metrics::gauge::Gauge;
use serde::Serialize;

use crate::metrics::{Counted, Metrics};
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
    limit: usize,
}

/// Too many compute already.
#[derive(Debug)]
pub struct Full;

impl Pool {
    /// A limit for this machine.
    pub fn new(tuning: &Tuning, metrics: &Metrics) -> io::Result<Self> {
        let limit = thread::available_parallelism()?.get() + tuning.cpu.cpu_queue as usize;
        Ok(Self {
            computing: metrics.computing.clone(),
            limit,
        })
    }

    /// Computes here, or refuses at once.
    pub fn run<T>(&self, work: impl FnOnce() -> T) -> Result<T, Full> {
        let _place = Counted::within(&self.computing, self.limit).ok_or(Full)?;
        Ok(work())
    }
}
