//! What the service counts, in the text format that Prometheus reads, and where its time goes. A metric is a field of
//! [`Metrics`], its zero in `new` and its name in `registered`; a counter's name gets `_total` by itself.

use std::iter;
use std::sync::atomic::AtomicU64;
use std::thread;
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// The `Content-Type` of [`Metrics::render`].
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Upper bounds in seconds, from a cached answer to a slow upstream.
const LATENCY: [f64; 11] = [
    0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 10.0,
];

/// Upper bounds in seconds, from a timer in time to threads that are held up.
const LAG: [f64; 8] = [0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0];

/// Every metric of the service.
#[derive(Debug)]
pub struct Metrics {
    /// Open connections of clients.
    pub connections: Gauge,
    /// Requests of clients being answered.
    pub in_flight: Gauge,
    /// Requests of probes and scrapes being answered.
    pub probes: Gauge,
    /// Computations that run or wait for a core.
    pub computing: Gauge,
    /// Of these, the ones that wait: the depth of the queue.
    pub waiting: Gauge,
    /// Requests turned away because a limit was reached.
    pub shed: Counter,
    /// Requests whose handler panicked.
    pub panics: Counter,
    /// Requests whose handler took too long, where a handler has a time.
    pub late: Counter,
    /// How late a timer fires, in seconds: time in which what should go on had no thread, or the thread no core.
    pub lag: Histogram,
    requests: Family<RequestLabels, Counter<u64, AtomicU64>>,
    seconds: Family<RouteLabels, Histogram>,
    registry: Registry,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    route: &'static str,
    status: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    route: &'static str,
}

impl Metrics {
    /// All metrics at zero.
    pub fn new() -> Self {
        let metrics = Self {
            connections: Gauge::default(),
            in_flight: Gauge::default(),
            probes: Gauge::default(),
            lag: Histogram::new(LAG),
            computing: Gauge::default(),
            waiting: Gauge::default(),
            shed: Counter::default(),
            panics: Counter::default(),
            late: Counter::default(),
            requests: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(LATENCY)),
            registry: Registry::default(),
        };
        metrics.registered()
    }

    /// Counts an answered request.
    pub fn answered(&self, route: &'static str, status: u16, took: Duration) {
        self.requests
            .get_or_create(&RequestLabels {
                route,
                status: status.into(),
            })
            .inc();
        self.seconds
            .get_or_create(&RouteLabels { route })
            .observe(took.as_secs_f64());
    }

    /// The text that `/metrics` answers.
    pub fn render(&self) -> String {
        let mut out = String::new();
        text::encode(&mut out, &self.registry).expect("writing to a string cannot fail");
        out
    }

    fn registered(mut self) -> Self {
        let registry = &mut self.registry;
        registry.register(
            "cpu_jobs",
            "Computations that run or wait",
            self.computing.clone(),
        );
        registry.register(
            "cpu_jobs_waiting",
            "Computations that wait for a core",
            self.waiting.clone(),
        );
        registry.register(
            "http_connections",
            "Open connections of clients",
            self.connections.clone(),
        );
        registry.register(
            "http_requests_in_flight",
            "Requests of clients being answered",
            self.in_flight.clone(),
        );
        registry.register(
            "http_probes_in_flight",
            "Requests of probes and scrapes being answered",
            self.probes.clone(),
        );
        registry.register(
            "scheduling_lag_seconds",
            "How late a timer fires",
            self.lag.clone(),
        );
        registry.register(
            "http_requests_shed",
            "Requests turned away at a limit",
            self.shed.clone(),
        );
        registry.register(
            "http_handler_panics",
            "Handlers that panicked",
            self.panics.clone(),
        );
        registry.register(
            "http_handler_timeouts",
            "Handlers that took too long",
            self.late.clone(),
        );
        registry.register("http_requests", "Answered requests", self.requests.clone());
        registry.register(
            "http_request_duration_seconds",
            "From head to answer",
            self.seconds.clone(),
        );
        self
    }
}

/// Counts one thing that exists for as long as this guard lives.
#[derive(Debug)]
pub struct Counted(Gauge);

impl Counted {
    /// One more.
    pub fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }

    /// One more, and whether it is among the first `limit`.
    pub fn up_to(gauge: &Gauge, limit: usize) -> (Self, bool) {
        let before = gauge.inc();
        let within = usize::try_from(before).is_ok_and(|before| before < limit);
        (Self(gauge.clone()), within)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// Why there is no profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoProfile {
    /// The configuration asks for none.
    TurnedOff,
    /// There is one at a time.
    Running,
    /// It could not be made.
    Failed,
}

/// Samples every thread for `time`: each stack from its thread inwards, and how often it was seen, one a
/// line. Blocks, and for longer than that: functions' names are looked up afterwards.
pub fn profile(time: Duration) -> Result<String, NoProfile> {
    if time.is_zero() {
        return Err(NoProfile::TurnedOff);
    }
    // What it collects is built on the stack, and a connection's may be small.
    let sampling = thread::Builder::new()
        .name("profile".to_owned())
        .stack_size(8 << 20)
        .spawn(move || sample(time))
        .map_err(|_| NoProfile::Failed)?;
    sampling.join().unwrap_or(Err(NoProfile::Failed))
}

fn sample(time: Duration) -> Result<String, NoProfile> {
    // Not in step with what happens each hundredth of a second.
    const A_SECOND: i32 = 99;
    // A sample that interrupts these cannot tell where it is, and may wait for ever to find out.
    const BLIND: [&str; 4] = ["libc", "libgcc", "pthread", "vdso"];
    let sampler = pprof::ProfilerGuardBuilder::default()
        .frequency(A_SECOND)
        .blocklist(&BLIND)
        .build()
        .map_err(|_| NoProfile::Running)?;
    thread::sleep(time);
    let report = sampler.report().build().map_err(|_| NoProfile::Failed)?;
    let line = |(stack, seen): (&pprof::Frames, &isize)| {
        let inwards = stack.frames.iter().rev().flatten();
        let names = inwards.map(|frame| frame.name());
        let path: Vec<_> = iter::once(stack.thread_name.clone()).chain(names).collect();
        format!("{} {seen}\n", path.join(";"))
    };
    Ok(report.data.iter().map(line).collect())
}
