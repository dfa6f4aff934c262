//! Computing behind a semaphore, on the runtime's pool for work that would hold an async thread up.

use std::io;
use std::thread;

use prometheus_client::metrics::gauge::Gauge;
use serde::Serialize;
use tracing::Span;

use crate::metrics::{Counted, Metrics};
use crate::rt::{self, Permits};
use crate::server;

/// The settings of this pool.
#[derive(clap::Args, Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PoolTuning {
    /// Computations that may wait for a core; more are answered 503
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    pub cpu_queue: u32,
}

/// As many computations at a time as there are cores, and a bounded number that wait.
#[derive(Debug)]
pub struct Pool {
    cores: Permits,
    admitted: Gauge,
    waiting: Gauge,
    limit: usize,
}

/// Why nothing was computed.
#[derive(Debug)]
pub enum Refused {
    /// Too many wait already.
    Full,
    /// The work panicked.
    Panicked,
}

impl Pool {
    /// A pool for this machine.
    pub fn new(tuning: &server::Tuning, metrics: &Metrics) -> io::Result<Self> {
        let cores = thread::available_parallelism()?.get();
        let limit = cores + tuning.cpu.cpu_queue as usize;
        Ok(Self {
            cores: Permits::new(cores),
            admitted: metrics.computing.clone(),
            waiting: metrics.waiting.clone(),
            limit,
        })
    }

    /// Computes, or refuses at once. Work that was given up while it waited never starts.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refused> {
        let (place, within) = Counted::up_to(&self.admitted, self.limit);
        if !within {
            return Err(Refused::Full);
        }
        let waiting = Counted::new(&self.waiting);
        let core = self.cores.take().await;
        drop(waiting);
        let span = Span::current();
        let work = move || {
            let result = span.in_scope(work);
            drop((core, place)); // by the work itself: it goes on when the request is given up
            result
        };
        rt::unblock(work).await.map_err(|_| Refused::Panicked)
    }
}
