//! Whether the service wants traffic. `/livez` needs no state: a process that answers is alive.

use std::sync::atomic::{AtomicBool, Ordering};

/// What `/readyz` reports.
#[derive(Debug, Default)]
pub struct Health {
    draining: AtomicBool,
}

impl Health {
    /// False from the first signal to stop on, so that load balancers look elsewhere.
    pub fn is_ready(&self) -> bool {
        !self.draining.load(Ordering::Acquire)
    }

    /// Turns readiness off for good.
    pub fn start_draining(&self) {
        self.draining.store(true, Ordering::Release);
    }
}
