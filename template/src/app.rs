//! What the service does, apart from how its threads and tasks do it: from a request to an answer.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Body, Incoming};
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};
use serde::Serialize;
use sha2::{Digest, Sha256};
use tracing::Level;

use crate::config::{Config, Upstream};
use crate::cpu::Pool;
use crate::health::Health;
use crate::metrics::{self, Counted, Metrics};

/// An answer.
pub type Response = hyper::Response<Full<Bytes>>;

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What every connection shares.
#[derive(Debug)]
pub struct App {
    /// The settings.
    pub config: Config,
    /// Where `/digest` is computed.
    pub cpu: Pool,
    /// Whether traffic is wanted.
    pub health: Health,
    /// What is counted.
    pub metrics: Metrics,
}

impl App {
    /// The state at the start.
    pub fn new(config: Config) -> io::Result<Arc<Self>> {
        let metrics = Metrics::new();
        let cpu = Pool::new(&config.tuning, &metrics)?;
        Ok(Arc::new(Self {
            config,
            cpu,
            health: Health::default(),
            metrics,
        }))
    }
}

/// Which of the two listeners a request came by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Traffic.
    Public,
    /// Probes and metrics.
    Admin,
}

/// Where a request goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// `GET /`
    Hello,
    /// `GET /aggregate`: waits for the configured upstreams.
    Aggregate,
    /// `POST /digest`: computes.
    Digest,
    /// `GET /livez`, admin side.
    Live,
    /// `GET /readyz`, admin side.
    Ready,
    /// `GET /metrics`, admin side.
    Metrics,
    /// A known path asked with a method that it does not take; it takes these.
    WrongMethod(&'static str),
    /// Any other path.
    Unknown,
}

impl Route {
    /// Finds the route of a request.
    pub fn of(side: Side, method: &Method, path: &str) -> Self {
        let (route, methods) = match (side, path) {
            (Side::Public, "/") => (Self::Hello, "GET, HEAD"),
            (Side::Public, "/aggregate") => (Self::Aggregate, "GET, HEAD"),
            (Side::Public, "/digest") => (Self::Digest, "POST"),
            (Side::Admin, "/livez") => (Self::Live, "GET, HEAD"),
            (Side::Admin, "/readyz") => (Self::Ready, "GET, HEAD"),
            (Side::Admin, "/metrics") => (Self::Metrics, "GET, HEAD"),
            _ => return Self::Unknown,
        };
        let takes = methods.split(", ").any(|taken| taken == method.as_str());
        if takes {
            route
        } else {
            Self::WrongMethod(methods)
        }
    }

    /// The route's label in metrics: never a path that a client made up.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hello => "/",
            Self::Aggregate => "/aggregate",
            Self::Digest => "/digest",
            Self::Live => "/livez",
            Self::Ready => "/readyz",
            Self::Metrics => "/metrics",
            Self::WrongMethod(_) => "wrong-method",
            Self::Unknown => "unknown",
        }
    }
}

/// The answers that need neither waiting nor computing.
pub fn plain_answer(app: &App, route: Route) -> Response {
    match route {
        Route::Hello => text(StatusCode::OK, "hello\n"),
        Route::Live => text(StatusCode::OK, "alive\n"),
        Route::Ready if app.health.is_ready() => text(StatusCode::OK, "ready\n"),
        Route::Ready => text(StatusCode::SERVICE_UNAVAILABLE, "draining\n"),
        Route::Metrics => with_header(
            text(StatusCode::OK, app.metrics.render()),
            CONTENT_TYPE,
            metrics::CONTENT_TYPE,
        ),
        Route::WrongMethod(methods) => with_header(
            text(StatusCode::METHOD_NOT_ALLOWED, "wrong method\n"),
            ALLOW,
            methods,
        ),
        Route::Aggregate | Route::Digest | Route::Unknown => {
            text(StatusCode::NOT_FOUND, "no such path\n")
        }
    }
}

/// SHA-256 of `body`, hashed again for the remaining `rounds`, as hexadecimal digits.
pub fn digest(body: &[u8], rounds: u32) -> String {
    let mut hash = Sha256::digest(body);
    for _ in 1..rounds {
        hash = Sha256::digest(hash);
    }
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What an upstream said.
#[derive(Debug, Serialize)]
pub struct Fetched {
    upstream: Upstream,
    millis: u64,
    #[serde(flatten)]
    said: Said,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Said {
    Answer { status: u16, bytes: usize },
    Nothing { error: String },
}

impl Fetched {
    /// An upstream's status and body, or why there is none.
    pub fn new(
        upstream: Upstream,
        took: Duration,
        said: Result<(StatusCode, Bytes), String>,
    ) -> Self {
        let said = match said {
            Ok((status, body)) => Said::Answer {
                status: status.as_u16(),
                bytes: body.len(),
            },
            Err(error) => Said::Nothing { error },
        };
        Self {
            upstream,
            millis: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            said,
        }
    }

    fn is_answer(&self) -> bool {
        matches!(self.said, Said::Answer { .. })
    }
}

/// The answer of `/aggregate`: what is known, even when some upstreams said nothing; 502 when none did.
pub fn aggregate(fetched: &[Fetched]) -> Response {
    #[derive(Serialize)]
    struct Report<'a> {
        complete: bool,
        upstreams: &'a [Fetched],
    }
    let answers = fetched.iter().filter(|one| one.is_answer()).count();
    let complete = answers == fetched.len();
    let status = if answers == 0 && !complete {
        StatusCode::BAD_GATEWAY
    } else {
        StatusCode::OK
    };
    let report = serde_json::to_string(&Report {
        complete,
        upstreams: fetched,
    });
    let body = report.expect("a report is made of strings and numbers") + "\n";
    with_header(text(status, body), CONTENT_TYPE, "application/json")
}

/// The answer to a request over a limit.
pub fn busy(app: &App) -> Response {
    app.metrics.shed.inc();
    with_header(
        text(StatusCode::SERVICE_UNAVAILABLE, "busy, try again\n"),
        RETRY_AFTER,
        "1",
    )
}

/// The answer when something of ours failed; what failed is in the logs.
pub fn failed() -> Response {
    text(StatusCode::INTERNAL_SERVER_ERROR, "internal error\n")
}

/// A short answer in text.
pub fn text(status: StatusCode, body: impl Into<Bytes>) -> Response {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    with_header(response, CONTENT_TYPE, "text/plain; charset=utf-8")
}

fn with_header(mut response: Response, name: HeaderName, value: &'static str) -> Response {
    response
        .headers_mut()
        .insert(name, HeaderValue::from_static(value));
    response
}

/// Reads a whole body, or refuses it: a length over the limit before a byte of it is read.
pub async fn read_body(body: Incoming, limit: u64) -> Result<Bytes, Response> {
    let too_large = || {
        text(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("the limit is {limit} bytes\n"),
        )
    };
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    if body.size_hint().lower() > limit {
        return Err(too_large());
    }
    let limited = Limited::new(body, usize::try_from(limit).unwrap_or(usize::MAX));
    match limited.collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(too_large()),
        Err(_) => Err(text(StatusCode::BAD_REQUEST, "the body broke off\n")),
    }
}

/// A request between its head and its answer: its name in the logs, its place in the metrics.
#[derive(Debug)]
pub struct Exchange {
    app: Arc<App>,
    id: HeaderValue,
    method: Method,
    path: String,
    route: Route,
    started: Instant,
    _in_flight: Counted,
}

impl Exchange {
    /// Begins with the request's head.
    pub fn begin(app: &Arc<App>, side: Side, head: &Parts) -> Self {
        let path = head.uri.path();
        Self {
            app: Arc::clone(app),
            id: head
                .headers
                .get(&REQUEST_ID)
                .filter(|id| is_sound(id))
                .cloned()
                .unwrap_or_else(new_id),
            method: head.method.clone(),
            path: path.to_owned(),
            route: Route::of(side, &head.method, path),
            started: Instant::now(),
            _in_flight: Counted::new(&app.metrics.in_flight),
        }
    }

    /// Where the request goes.
    pub fn route(&self) -> Route {
        self.route
    }

    /// The answer of a handler that panicked.
    pub fn panicked(&self) -> Response {
        self.app.metrics.panics.inc();
        tracing::error!(id = self.id(), method = %self.method, path = self.path, "the handler panicked");
        failed()
    }

    /// Ends with the answer, which carries the request's id.
    pub fn end(self, mut response: Response) -> Response {
        let status = response.status().as_u16();
        let took = self.started.elapsed();
        self.app.metrics.answered(self.route.name(), status, took);
        if tracing::enabled!(Level::DEBUG) {
            let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
            tracing::debug!(id = self.id(), method = %self.method, path = self.path, status, micros, "answered");
        }
        response.headers_mut().insert(REQUEST_ID.clone(), self.id);
        response
    }

    fn id(&self) -> &str {
        self.id.to_str().unwrap_or_default()
    }
}

/// Whether a client's id may stand in logs and in the answer.
fn is_sound(id: &HeaderValue) -> bool {
    (1..=64).contains(&id.len()) && id.as_bytes().iter().all(u8::is_ascii_graphic)
}

/// Unique in this process, and unlikely to be another's.
fn new_id() -> HeaderValue {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    static START: std::sync::LazyLock<u32> = std::sync::LazyLock::new(|| {
        use std::hash::{BuildHasher, RandomState};
        (RandomState::new().hash_one(std::process::id()) >> 32) as u32
    });
    let id = format!("{:08x}-{:x}", *START, NEXT.fetch_add(1, Ordering::Relaxed));
    HeaderValue::from_str(&id).expect("hexadecimal digits fit in a header")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_side_knows_only_its_own_paths() {
        assert_eq!(Route::of(Side::Public, &Method::GET, "/"), Route::Hello);
        assert_eq!(
            Route::of(Side::Public, &Method::GET, "/metrics"),
            Route::Unknown
        );
        assert_eq!(Route::of(Side::Admin, &Method::GET, "/"), Route::Unknown);
        assert_eq!(
            Route::of(Side::Public, &Method::GET, "/digest"),
            Route::WrongMethod("POST")
        );
    }

    #[test]
    fn one_round_of_digest_is_plain_sha_256() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(digest(b"", 1), empty);
        assert_ne!(digest(b"", 2), empty);
    }

    #[test]
    fn a_made_up_id_with_spaces_is_not_taken() {
        assert!(is_sound(&HeaderValue::from_static("abc-123")));
        assert!(!is_sound(&HeaderValue::from_static("a b")));
        assert!(!is_sound(&HeaderValue::from_static("")));
    }
}
