//! Logs to standard output; traces and metrics to a collector by OTLP, once its address is configured.
//!
//! Threads of their own send them: a collector that is slow or gone holds no request up. What cannot be sent
//! is dropped, and the logs say so.

use std::io::{self, IsTerminal};
use std::panic;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use hyper::header::HeaderValue;
use hyper::http::request::Parts;
use hyper::{HeaderMap, Method};
use opentelemetry::metrics::Histogram;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry::{KeyValue, global};
use opentelemetry_http::{HeaderExtractor, HeaderInjector};
use opentelemetry_otlp::{MetricExporter, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::metrics::{PeriodicReader, SdkMeterProvider};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use serde::Serialize;
use tracing::field::Empty;
use tracing::{Metadata, Span};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::filter::{LevelFilter, filter_fn};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{fmt, registry};

use crate::app::{self, App, REQUEST_ID, Route};
use crate::config::{Config, LogFormat, Span as Time, Upstream as Address};

const NAME: &str = env!("CARGO_PKG_NAME");

/// For sending what is left at the end.
const FAREWELL: Duration = Duration::from_secs(2);

/// How long requests took, under the name that dashboards know.
static DURATION: LazyLock<Histogram<f64>> = LazyLock::new(|| {
    let meter = global::meter(NAME);
    meter
        .f64_histogram("http.server.request.duration")
        .with_unit("s")
        .with_boundaries(vec![
            0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 10.0,
        ])
        .build()
});

/// The settings of traces and metrics.
#[derive(clap::Args, Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct TelemetryTuning {
    /// A collector that takes OTLP over HTTP, as http://localhost:4318; nothing is sent without one
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub otlp: Option<Address>,

    /// Part of the requests that are traced, where a client has not decided it: 0 to 1
    #[arg(long, value_name = "RATIO", default_value = "1", value_parser = ratio)]
    pub otlp_ratio: f64,

    /// Between two reports of the metrics
    #[arg(long, value_name = "TIME", default_value = "15s", value_parser = Time::positive)]
    pub otlp_interval: Time,
}

fn ratio(text: &str) -> Result<f64, &'static str> {
    let ratio = text.parse().ok();
    ratio
        .filter(|ratio| (0.0..=1.0).contains(ratio))
        .ok_or("valid values: 0 to 1")
}

/// What the process tells of itself, from its start to its end; dropped, it sends what is left.
#[derive(Debug)]
pub struct Telemetry(Option<(SdkTracerProvider, SdkMeterProvider)>);

impl Telemetry {
    /// Sets up logging for the whole process, panics included, and the way to the collector.
    pub fn start(config: &Config) -> io::Result<Self> {
        let logs = fmt::layer().with_ansi(io::stdout().is_terminal());
        let logs = match config.log_format {
            LogFormat::Text => logs.boxed(),
            LogFormat::Json => logs
                .json()
                .flatten_event(true)
                .with_span_list(false)
                .boxed(),
        };
        let logs = logs.with_filter(LevelFilter::from_level(config.log_level));
        panic::set_hook(Box::new(app::log_panic));
        let Some(collector) = &config.telemetry.otlp else {
            registry().with(logs).init();
            return Ok(Self(None));
        };
        let (traces, metrics) =
            providers(&config.telemetry, collector).map_err(io::Error::other)?;
        let spans = tracing_opentelemetry::layer()
            .with_tracer(traces.tracer(NAME))
            .with_location(false)
            .with_threads(false)
            .with_filter(filter_fn(is_ours));
        registry().with(logs).with(spans).init();
        global::set_text_map_propagator(TraceContextPropagator::new());
        global::set_meter_provider(metrics.clone());
        Ok(Self(Some((traces, metrics))))
    }

    /// Reports the gauges and counters of clients' requests, which `/metrics` shows too.
    pub fn watch(&self, app: &Arc<App>) {
        let meter = global::meter(NAME);
        let gauge = |name: &'static str, value: fn(&App) -> i64| {
            let app = Arc::clone(app);
            let gauge = meter.i64_observable_gauge(name);
            gauge
                .with_callback(move |gauge| gauge.observe(value(&app), &[]))
                .build()
        };
        gauge("http.server.active_requests", |app| {
            app.metrics.in_flight.get()
        });
        gauge("http.server.connections", |app| {
            app.metrics.connections.get()
        });
        gauge("cpu.jobs", |app| app.metrics.computing.get());
        gauge("cpu.jobs.waiting", |app| app.metrics.waiting.get());
        let counter = |name: &'static str, value: fn(&App) -> u64| {
            let app = Arc::clone(app);
            let counter = meter.u64_observable_counter(name);
            counter
                .with_callback(move |counter| counter.observe(value(&app), &[]))
                .build()
        };
        counter("http.server.requests.shed", |app| app.metrics.shed.get());
        counter("http.server.panics", |app| app.metrics.panics.get());
        counter("http.server.timeouts", |app| app.metrics.late.get());
    }
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        if let Some((traces, metrics)) = self.0.take() {
            let sent = [
                traces.shutdown_with_timeout(FAREWELL),
                metrics.shutdown_with_timeout(FAREWELL),
            ];
            for error in sent.into_iter().filter_map(Result::err) {
                tracing::warn!(%error, "the last telemetry was not sent");
            }
        }
    }
}

/// The libraries that send have spans of their own, which would be sent in turn.
fn is_ours(metadata: &Metadata<'_>) -> bool {
    metadata.target().starts_with(env!("CARGO_CRATE_NAME"))
}

fn providers(
    tuning: &TelemetryTuning,
    collector: &Address,
) -> Result<(SdkTracerProvider, SdkMeterProvider), opentelemetry_otlp::ExporterBuildError> {
    let base = collector.to_string();
    let address = |signal: &str| format!("{}/v1/{signal}", base.trim_end_matches('/'));
    let resource = Resource::builder().with_service_name(NAME).build();
    let spans = SpanExporter::builder()
        .with_http()
        .with_endpoint(address("traces"))
        .build()?;
    let sampler = Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(tuning.otlp_ratio)));
    let traces = SdkTracerProvider::builder()
        .with_batch_exporter(spans)
        .with_sampler(sampler)
        .with_resource(resource.clone())
        .build();
    let numbers = MetricExporter::builder()
        .with_http()
        .with_endpoint(address("metrics"))
        .build()?;
    let reader = PeriodicReader::builder(numbers).with_interval(tuning.otlp_interval.0);
    let metrics = SdkMeterProvider::builder()
        .with_reader(reader.build())
        .with_resource(resource)
        .build();
    Ok((traces, metrics))
}

/// A method that a client made up would be one more name of spans.
fn known(method: &Method) -> &str {
    match *method {
        Method::GET | Method::HEAD | Method::POST | Method::PUT | Method::PATCH => method.as_str(),
        Method::DELETE | Method::OPTIONS | Method::CONNECT | Method::TRACE => method.as_str(),
        _ => "_OTHER",
    }
}

/// A request in the logs and in the trace that it belongs to.
#[derive(Debug)]
pub struct Trace {
    id: HeaderValue,
    route: &'static str,
    span: Span,
}

impl Trace {
    /// Begins with the request's head; goes on with the trace that a client has begun. Probes and scrapes have none.
    pub fn begin(head: &Parts, route: Route, id: HeaderValue) -> Self {
        let is_probe = matches!(
            route,
            Route::Live | Route::Ready | Route::Started | Route::Metrics
        );
        let route = route.name();
        if is_probe {
            let span = Span::none();
            return Self { id, route, span };
        }
        let method = known(&head.method);
        let span = tracing::error_span!(
            "request",
            id = id.to_str().unwrap_or_default(),
            route,
            http.request.method = method,
            http.route = route,
            http.response.status_code = Empty,
            url.path = head.uri.path(),
            otel.name = %format_args!("{method} {route}"),
            otel.kind = "server",
            otel.status_code = Empty,
        );
        let parent = global::get_text_map_propagator(|traces| {
            traces.extract(&HeaderExtractor(&head.headers))
        });
        // Fails where nothing is traced, or not this request.
        let _ = span.set_parent(parent);
        Self { id, route, span }
    }

    /// The request's id.
    pub fn id(&self) -> &HeaderValue {
        &self.id
    }

    /// What the logs of the request's work belong to.
    pub fn span(&self) -> &Span {
        &self.span
    }

    /// Headers by which others know the request and its trace.
    pub fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::from_iter([(REQUEST_ID.clone(), self.id.clone())]);
        let trace = self.span.context();
        global::get_text_map_propagator(|traces| {
            traces.inject_context(&trace, &mut HeaderInjector(&mut headers));
        });
        headers
    }

    /// Ends with the answer's status and the time it took.
    pub fn end(&self, status: u16, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        tracing::debug!(parent: &self.span, status, micros, "answered");
        self.span.record("http.response.status_code", status);
        if status >= 500 {
            self.span.record("otel.status_code", "ERROR");
        }
        let labels = [
            KeyValue::new("http.route", self.route),
            KeyValue::new("http.response.status_code", i64::from(status)),
        ];
        DURATION.record(took.as_secs_f64(), &labels);
    }
}
