//! Computing on a pool of its own, as many threads as cores, with a bounded number of computations before it.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use futures_channel::oneshot;
use prometheus_client::metrics::gauge::Gauge;
use rayon::{ThreadPool, ThreadPoolBuilder};
use serde::Serialize;
use tracing::Span;

use crate::metrics::{Counted, Metrics};
use crate::server::{Threads, Tuning};

/// The settings of this pool.
#[derive(clap::Args, Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PoolTuning {
    /// Threads that compute: a number, or auto for one a core
    #[arg(long, value_name = "N|auto", default_value = "auto")]
    pub cpu_threads: Threads,

    /// Computations that may wait for such a thread; more are answered 503
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    pub cpu_queue: u32,
}

/// Threads that compute, apart from those that serve connections.
#[derive(Debug)]
pub struct Pool {
    threads: ThreadPool,
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
    pub fn new(tuning: &Tuning, metrics: &Metrics) -> io::Result<Self> {
        let count = tuning.cpu.cpu_threads.count();
        let threads = ThreadPoolBuilder::new()
            .num_threads(count)
            .thread_name(|number| format!("cpu-{number}"))
            .build()
            .map_err(io::Error::other)?;
        let limit = count + tuning.cpu.cpu_queue as usize;
        Ok(Self {
            threads,
            admitted: metrics.computing.clone(),
            waiting: metrics.waiting.clone(),
            limit,
        })
    }

    /// Computes, or refuses at once. Work that was given up while it waited is skipped.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refused> {
        let (place, within) = Counted::up_to(&self.admitted, self.limit);
        if !within {
            return Err(Refused::Full);
        }
        let waiting = Counted::new(&self.waiting);
        let span = Span::current();
        let (answer, answered) = oneshot::channel();
        self.threads.spawn(move || {
            let _place = place; // until the work ends: given up, it still takes a thread
            drop(waiting);
            if answer.is_canceled() {
                return;
            }
            // A panic that left here would end the process. The receiver learns of it by the lost sender.
            if let Ok(result) = catch_unwind(AssertUnwindSafe(|| span.in_scope(work))) {
                // The request may have been given up meanwhile.
                let _ = answer.send(result);
            }
        });
        answered.await.map_err(|_| Refused::Panicked)
    }
}
