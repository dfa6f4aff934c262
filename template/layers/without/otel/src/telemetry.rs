//! Logs to standard output, as text or as one JSON object a line.

use std::io::{self, IsTerminal};
use std::panic;
use std::sync::Arc;
use std::time::Duration;

use hyper::HeaderMap;
use hyper::header::HeaderValue;
use hyper::http::request::Parts;
use serde::Serialize;
use tracing::field::Empty;
use tracing::{Level, Span};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt;

use crate::app::{self, App, REQUEST_ID, Route};
use crate::config::{Config, LogFormat};

/// There is nothing to set beyond the logs.
#[derive(clap::Args, Clone, Debug, Serialize)]
pub struct TelemetryTuning {}

/// What the process tells of itself, from its start to its end.
#[derive(Debug)]
pub struct Telemetry;

impl Telemetry {
    /// Sets up logging for the whole process, panics included.
    pub fn start(config: &Config) -> io::Result<Self> {
        let logs = fmt()
            .with_max_level(LevelFilter::from_level(config.log_level))
            .with_ansi(io::stdout().is_terminal());
        match config.log_format {
            LogFormat::Text => logs.init(),
            LogFormat::Json => logs.json().flatten_event(true).with_span_list(false).init(),
        }
        panic::set_hook(Box::new(app::log_panic));
        Ok(Self)
    }

    /// Nothing but logs is told here: the metrics wait to be asked for.
    pub fn watch(&self, _: &Arc<App>) {}
}

/// A request in the logs.
#[derive(Debug)]
pub struct Trace {
    id: HeaderValue,
    span: Span,
}

impl Trace {
    /// Begins with the request's head.
    pub fn begin(head: &Parts, route: Route, id: HeaderValue) -> Self {
        let is_debug = tracing::enabled!(Level::DEBUG);
        if route.is_plain() && !is_debug {
            let span = Span::none();
            return Self { id, span };
        }
        let text = id.to_str().unwrap_or_default();
        let route = route.name();
        let span = tracing::error_span!("request", id = text, route, method = Empty, path = Empty);
        if is_debug {
            span.record("method", head.method.as_str());
            span.record("path", head.uri.path());
        }
        Self { id, span }
    }

    /// The request's id.
    pub fn id(&self) -> &HeaderValue {
        &self.id
    }

    /// What the logs of the request's work belong to.
    pub fn span(&self) -> &Span {
        &self.span
    }

    /// Headers by which others know the request.
    pub fn headers(&self) -> HeaderMap {
        HeaderMap::from_iter([(REQUEST_ID.clone(), self.id.clone())])
    }

    /// Ends with the answer's status and the time it took.
    pub fn end(&self, status: u16, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        tracing::debug!(parent: &self.span, status, micros, "answered");
    }
}
