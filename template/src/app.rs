//! What the service does, apart from how its threads and tasks do it: from a request to an answer.

use std::io;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Body, Incoming};
use hyper::header::{
    ALLOW, CONNECTION, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, TRANSFER_ENCODING,
};
use hyper::http::request::Parts;
use hyper::server::conn::http1;
use hyper::{Method, Request, StatusCode};
use serde::Serialize;
use sha2::{Digest, Sha256};
use tracing::Span;

use crate::config::{Config, Upstream};
use crate::cpu::Pool;
use crate::drain::Health;
use crate::metrics::{self, Counted, Metrics, NoProfile};
use crate::telemetry::Trace;
use crate::wire::Wire;

/// An answer, whole: `Phase::Idle` begins when it is sent. One that streams needs a look at src/drain.rs first, which
/// would take the pause after its first part for an idle connection.
pub type Response = hyper::Response<Full<Bytes>>;

/// Given by a client, or made here; in the answer, the logs and what upstreams are asked.
pub static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

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
    /// What lies between a socket and HTTP.
    pub wire: Wire,
}

impl App {
    /// The state at the start.
    pub fn new(config: Config) -> io::Result<Arc<Self>> {
        let metrics = Metrics::new();
        let cpu = Pool::new(&config.tuning, &metrics)?;
        let wire = Wire::new(&config.wire)?;
        Ok(Arc::new(Self {
            config,
            cpu,
            health: Health::default(),
            metrics,
            wire,
        }))
    }

    /// HTTP within the limits of the configuration.
    pub fn http(&self) -> http1::Builder {
        /// As many fit on hyper's stack; another limit takes memory for each head.
        const ON_STACK: u32 = 100;
        let mut http = http1::Builder::new();
        http.max_buf_size(self.config.max_head as usize);
        // Answers are short: to copy one behind its head takes less than to hand two buffers to the kernel.
        http.writev(false);
        if self.config.max_headers != ON_STACK {
            http.max_headers(self.config.max_headers as usize);
        }
        http
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
    /// `GET /startupz`, admin side.
    Started,
    /// `GET /metrics`, admin side.
    Metrics,
    /// `GET /profile`, admin side: where the next seconds of computing go.
    Profile,
    /// `GET /panic`, admin side, in debug builds: shows what a handler that panics does to the others.
    Panic,
    /// A known path asked with a method that it does not take; it takes these.
    WrongMethod(&'static str),
    /// Any other path.
    Unknown,
}

impl Route {
    /// Finds the route of a request.
    pub fn of(side: Side, method: &Method, path: &str) -> Self {
        const READ: (&[Method], &str) = (&[Method::GET, Method::HEAD], "GET, HEAD");
        const GET: (&[Method], &str) = (&[Method::GET], "GET");
        const POST: (&[Method], &str) = (&[Method::POST], "POST");
        let (route, (methods, allowed)) = match (side, path) {
            (Side::Public, "/") => (Self::Hello, READ),
            (Side::Public, "/aggregate") => (Self::Aggregate, READ),
            (Side::Public, "/digest") => (Self::Digest, POST),
            (Side::Admin, "/livez") => (Self::Live, READ),
            (Side::Admin, "/readyz") => (Self::Ready, READ),
            (Side::Admin, "/startupz") => (Self::Started, READ),
            (Side::Admin, "/metrics") => (Self::Metrics, READ),
            (Side::Admin, "/profile") => (Self::Profile, GET),
            (Side::Admin, "/panic") if cfg!(debug_assertions) => (Self::Panic, GET),
            _ => return Self::Unknown,
        };
        if methods.contains(method) {
            route
        } else {
            Self::WrongMethod(allowed)
        }
    }

    /// Whether the answer needs neither waiting nor computing, so that [`plain_answer`] gives it and `handle` in
    /// src/server.rs is not asked.
    pub fn is_plain(self) -> bool {
        match self {
            Self::Hello | Self::Live | Self::Ready | Self::Started | Self::Metrics => true,
            Self::WrongMethod(_) | Self::Unknown => true,
            Self::Aggregate | Self::Digest | Self::Profile | Self::Panic => false,
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
            Self::Started => "/startupz",
            Self::Metrics => "/metrics",
            Self::Profile => "/profile",
            Self::Panic => "/panic",
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
        Route::Ready => text(StatusCode::SERVICE_UNAVAILABLE, "not ready\n"),
        Route::Started if app.health.has_started() => text(StatusCode::OK, "started\n"),
        Route::Started => text(StatusCode::SERVICE_UNAVAILABLE, "starting\n"),
        Route::Metrics => with_header(
            text(StatusCode::OK, app.metrics.render()),
            CONTENT_TYPE,
            metrics::CONTENT_TYPE,
        ),
        Route::Panic => panic!("as asked"),
        Route::WrongMethod(methods) => with_header(
            text(StatusCode::METHOD_NOT_ALLOWED, "wrong method\n"),
            ALLOW,
            methods,
        ),
        Route::Aggregate | Route::Digest | Route::Profile | Route::Unknown => {
            text(StatusCode::NOT_FOUND, "no such path\n")
        }
    }
}

/// SHA-256 of a body, hashed again for the remaining `rounds`, as hexadecimal digits.
pub fn digest(body: Sha256, rounds: u32) -> String {
    let mut hash = body.finalize();
    for _ in 1..rounds {
        hash = Sha256::digest(hash);
    }
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The answer of `/digest`.
pub fn digested(digest: &str) -> Response {
    text(StatusCode::OK, format!("{digest}\n"))
}

/// What an upstream said.
#[derive(Debug, Serialize)]
pub struct Fetched {
    upstream: Upstream,
    millis: u64,
    tries: u32,
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
    /// An upstream's status and body, or why there is none, since `started` and after this many tries.
    pub fn new(
        upstream: Upstream,
        started: Instant,
        tries: u32,
        said: Result<(StatusCode, Bytes), Failure>,
    ) -> Self {
        let said = match said {
            Ok((status, body)) => Said::Answer {
                status: status.as_u16(),
                bytes: body.len(),
            },
            Err(failure) => Said::Nothing {
                error: failure.text,
            },
        };
        Self {
            upstream,
            millis: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            tries,
            said,
        }
    }

    fn is_answer(&self) -> bool {
        matches!(self.said, Said::Answer { .. })
    }
}

/// Why an upstream gave no answer.
#[derive(Debug)]
pub struct Failure {
    text: String,
    passes: bool,
}

impl Failure {
    /// Another try may fare better: the connection broke, or was refused.
    pub fn passing(error: impl ToString) -> Self {
        Self {
            text: error.to_string(),
            passes: true,
        }
    }

    /// Every try would end the same: the answer is too large, or no time is left.
    pub fn lasting(error: impl ToString) -> Self {
        Self {
            text: error.to_string(),
            passes: false,
        }
    }
}

/// Whether another try may fare better. Only for requests that may be sent twice, as GET.
pub fn may_pass(said: &Result<(StatusCode, Bytes), Failure>) -> bool {
    match said {
        Ok((status, _)) => matches!(status.as_u16(), 502..=504),
        Err(failure) => failure.passes,
    }
}

/// The pauses before the tries after the first. Each is at random, from nothing up to a bound that doubles:
/// clients that failed together do not come back together.
pub fn pauses(backoff: Duration, retries: u32) -> impl Iterator<Item = Duration> {
    (0..retries).map(move |retry| backoff.saturating_mul(1 << retry).mul_f64(fastrand::f64()))
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

/// The answer of `/profile`: stacks as flame graphs are drawn from, or why there are none.
pub fn profile(taken: Result<String, NoProfile>) -> Response {
    match taken {
        Ok(stacks) => text(StatusCode::OK, stacks),
        Err(NoProfile::TurnedOff) => {
            text(StatusCode::NOT_FOUND, "see the setting `profile-time`\n")
        }
        Err(NoProfile::Running) => text(StatusCode::CONFLICT, "another profile is being taken\n"),
        Err(NoProfile::Failed) => failed(),
    }
}

/// The answer to a request over a limit.
pub fn busy(app: &App) -> Response {
    app.metrics.shed.inc();
    try_again("busy, try again\n")
}

/// The answer to a request that may fare better in a second.
pub fn try_again(body: &'static str) -> Response {
    with_header(
        text(StatusCode::SERVICE_UNAVAILABLE, body),
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

/// A request's body, as far as its route wants it.
#[derive(Debug)]
pub enum Received {
    /// The route wants none; what came was thrown away.
    Nothing,
    /// Hashed as it came: a body of any length takes the memory of one read.
    Hashed(Sha256),
}

/// Takes a request's body in, for a handler that waits or computes. The answer instead where none is needed: the
/// request is refused, or its route is plain.
pub async fn receive(exchange: &Exchange, body: Incoming) -> Result<Received, Response> {
    let config = &exchange.app.config;
    if !exchange.admitted {
        return Err(busy(&exchange.app));
    }
    let target = exchange.head().uri.path_and_query();
    if target.map_or(0, |target| target.as_str().len()) > config.max_uri as usize {
        let refusal = format!("the limit is {} bytes\n", config.max_uri);
        return Err(text(StatusCode::URI_TOO_LONG, refusal));
    }
    let received = read_body(exchange.route, body, config.max_body).await?;
    if exchange.route.is_plain() {
        let answering = AssertUnwindSafe(|| plain_answer(&exchange.app, exchange.route));
        return Err(panic::catch_unwind(answering).unwrap_or_else(|_| exchange.panicked()));
    }
    Ok(received)
}

/// A length over the limit is refused before a byte of the body is read.
async fn read_body(route: Route, body: Incoming, limit: u64) -> Result<Received, Response> {
    let too_large = || {
        let refusal = format!("the limit is {limit} bytes\n");
        text(StatusCode::PAYLOAD_TOO_LARGE, refusal)
    };
    if body.size_hint().lower() > limit {
        return Err(too_large());
    }
    let mut hash = (route == Route::Digest).then(Sha256::new);
    let mut body = Limited::new(body, usize::try_from(limit).unwrap_or(usize::MAX));
    while let Some(frame) = body.frame().await {
        match frame {
            // A frame is one read at most, `max-head` bytes: hashing it takes microseconds.
            Ok(frame) => {
                if let (Some(hash), Some(bytes)) = (&mut hash, frame.data_ref()) {
                    hash.update(bytes);
                }
            }
            Err(error) if error.is::<LengthLimitError>() => return Err(too_large()),
            Err(_) => return Err(text(StatusCode::BAD_REQUEST, "the body broke off\n")),
        }
    }
    Ok(hash.map_or(Received::Nothing, Received::Hashed))
}

/// A request between its head and its answer: its name in the logs, its place in the metrics.
#[derive(Debug)]
pub struct Exchange {
    app: Arc<App>,
    route: Route,
    head: Parts,
    admitted: bool,
    /// Whether the connection ends with the answer.
    is_last: bool,
    started: Instant,
    trace: Trace,
    _in_flight: Counted,
}

impl Exchange {
    /// The service that was asked.
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// Begins with the request's head; what is left of the request is its body.
    pub fn begin(app: &Arc<App>, side: Side, request: Request<Incoming>) -> (Self, Incoming) {
        let (head, body) = request.into_parts();
        let id = head.headers.get(&REQUEST_ID);
        let id = id.filter(|id| is_sound(id)).cloned().unwrap_or_else(new_id);
        let route = Route::of(side, &head.method, head.uri.path());
        let (in_flight, limit) = match side {
            Side::Public => (&app.metrics.in_flight, app.config.max_in_flight as usize),
            Side::Admin => (&app.metrics.probes, usize::MAX),
        };
        let (in_flight, admitted) = Counted::up_to(in_flight, limit);
        let exchange = Self {
            trace: Trace::begin(&head, route, id),
            app: Arc::clone(app),
            route,
            admitted,
            // A head with a length as well is read as if it had none, and does not show it here: to keep a
            // reader before the service who took the length from seeing other requests, none may follow.
            is_last: head.headers.contains_key(TRANSFER_ENCODING),
            started: Instant::now(),
            head,
            _in_flight: in_flight,
        };
        (exchange, body)
    }

    /// Where the request goes.
    pub fn route(&self) -> Route {
        self.route
    }

    /// The method, the path with its query, and the headers, for handlers that need more than their route.
    pub fn head(&self) -> &Parts {
        &self.head
    }

    /// What the logs of the request's work belong to.
    pub fn span(&self) -> &Span {
        self.trace.span()
    }

    /// What is sent to `upstream`: the request goes on under its name.
    pub fn request_for(&self, upstream: &Upstream) -> Request<()> {
        let mut request = Request::new(());
        *request.uri_mut() = upstream.0.clone();
        *request.headers_mut() = self.trace.headers();
        request
    }

    /// The answer of a handler that panicked. What it said is in the logs already.
    pub fn panicked(&self) -> Response {
        self.app.metrics.panics.inc();
        failed()
    }

    /// Ends with the answer, which carries the request's id.
    pub fn end(self, mut response: Response) -> Response {
        let status = response.status().as_u16();
        let took = self.started.elapsed();
        self.app.metrics.answered(self.route.name(), status, took);
        self.trace.end(status, took);
        if self.is_last {
            let close = HeaderValue::from_static("close");
            response.headers_mut().insert(CONNECTION, close);
        }
        let id = self.trace.id().clone();
        response.headers_mut().insert(REQUEST_ID.clone(), id);
        response
    }
}

/// Logs a panic. Inside a request's span the line carries the request.
pub fn log_panic(panic: &PanicHookInfo<'_>) {
    let place = panic
        .location()
        .map(ToString::to_string)
        .unwrap_or_default();
    let message = panic.payload_as_str().unwrap_or("no message");
    tracing::error!(place, message, "panicked");
}

/// Whether a client's id may stand in logs and in the answer.
fn is_sound(id: &HeaderValue) -> bool {
    (1..=64).contains(&id.len()) && id.as_bytes().iter().all(u8::is_ascii_graphic)
}

/// Unique in this process, and unlikely to be another's: 24 hexadecimal digits.
fn new_id() -> HeaderValue {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    static START: LazyLock<u32> = LazyLock::new(|| fastrand::u32(..));
    let number = u128::from(*START) << 64 | u128::from(NEXT.fetch_add(1, Ordering::Relaxed));
    // By hand, because every request has one and formatting takes several times as long.
    let digit = |place| b"0123456789abcdef"[(number >> (4 * (23 - place))) as usize & 15];
    let id: [u8; 24] = std::array::from_fn(digit);
    HeaderValue::from_bytes(&id).expect("hexadecimal digits fit in a header")
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
    fn a_service_is_alive_at_once_and_ready_when_the_start_is_over() {
        let app = App::new(Config::of(&[])).unwrap();
        let status = |route| plain_answer(&app, route).status();
        assert_eq!(status(Route::Live), StatusCode::OK);
        assert_eq!(status(Route::Ready), StatusCode::SERVICE_UNAVAILABLE);
        app.health.start();
        assert_eq!(status(Route::Ready), StatusCode::OK);
        assert_eq!(status(Route::Started), StatusCode::OK);
    }

    #[test]
    fn one_round_of_digest_is_plain_sha_256() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(digest(Sha256::new(), 1), empty);
        assert_ne!(digest(Sha256::new(), 2), empty);
    }

    #[test]
    fn ids_are_sound_and_differ() {
        let (one, other) = (new_id(), new_id());
        assert!(is_sound(&one) && one.len() == 24, "{one:?}");
        assert_ne!(one, other);
    }

    #[test]
    fn pauses_are_random_below_a_bound_that_doubles() {
        let backoff = Duration::from_millis(50);
        let runs: Vec<Vec<_>> = (0..20).map(|_| pauses(backoff, 5).collect()).collect();
        for run in &runs {
            assert_eq!(run.len(), 5);
            for (retry, pause) in run.iter().enumerate() {
                assert!(*pause < backoff * (1 << retry), "{retry}: {pause:?}");
            }
        }
        // That twenty clients pause alike by chance is as good as impossible.
        assert!(runs.iter().any(|run| *run != runs[0]), "{:?}", runs[0]);
    }

    #[test]
    fn a_made_up_id_with_spaces_is_not_taken() {
        assert!(is_sound(&HeaderValue::from_static("abc-123")));
        assert!(!is_sound(&HeaderValue::from_static("a b")));
        assert!(!is_sound(&HeaderValue::from_static("")));
    }
}
