//! What the service counts, in the text format that Prometheus reads.

use std::sync::atomic::AtomicU64;
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

/// Every metric of the service.
#[derive(Debug)]
pub struct Metrics {
    /// Open connections.
    pub connections: Gauge,
    /// Requests being answered.
    pub in_flight: Gauge,
    /// Computations that run or wait for a core.
    pub computing: Gauge,
    /// Requests turned away because a limit was reached.
    pub shed: Counter,
    /// Requests whose handler panicked.
    pub panics: Counter,
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
            computing: Gauge::default(),
            shed: Counter::default(),
            panics: Counter::default(),
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
            "http_connections",
            "Open connections",
            self.connections.clone(),
        );
        registry.register(
            "http_requests_in_flight",
            "Requests being answered",
            self.in_flight.clone(),
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

    /// One more, unless there are `limit` already.
    pub fn within(gauge: &Gauge, limit: usize) -> Option<Self> {
        let before = gauge.inc();
        let counted = Self(gauge.clone()); // given back either way
        usize::try_from(before)
            .is_ok_and(|before| before < limit)
            .then_some(counted)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}
