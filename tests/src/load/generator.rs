//! wrk, which asks as fast as it is answered.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::command::{clean, must, quietly};

/// What wrk has seen.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Requests that were answered with success.
    pub requests: f64,
    /// For how long, in seconds.
    pub seconds: f64,
    /// The processor's time that wrk used, in seconds. Where that is all of the time, the server was not asked
    /// for all it could do.
    pub own_cpu: f64,
}

impl Load {
    /// Requests a second.
    pub fn rate(&self) -> f64 {
        self.requests / self.seconds
    }
}

/// Asks for a path over so many connections at once, from one thread. A script says what is sent.
pub fn wrk(
    address: SocketAddr,
    path: &str,
    connections: u32,
    time: Duration,
    script: Option<&Path>,
) -> Result<Load> {
    let mut wrk = clean("wrk");
    // It takes whole seconds.
    let seconds = time.as_secs_f64().round().max(1.0);
    wrk.args(["-t1", &format!("-c{connections}"), &format!("-d{seconds:.0}s")]);
    if let Some(script) = script {
        wrk.arg("-s").arg(script);
    }
    let done = must(wrk.arg(format!("http://{address}{path}")), &quietly)?;
    if let Some(errors) = done.stdout.lines().find(|line| line.contains("Non-2xx")) {
        bail!("wrk says: {errors}");
    }
    let line = done.stdout.lines().find(|line| line.contains(" requests in "));
    let count = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    Ok(Load {
        requests: count.context("wrk tells no number of requests")?,
        seconds,
        own_cpu: done.used.cpu_seconds,
    })
}
