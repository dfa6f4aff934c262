//! Asks the configured upstreams, all at the same time.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty, LengthLimitError, Limited};
use hyper::client::conn::http1;
use hyper::header::{CONNECTION, HOST};
use hyper::{Request, StatusCode};
use tracing::Instrument;

use crate::app::{self, App, Exchange, Failure, Fetched};
use crate::config::Upstream;
use crate::rt::{self, Tasks};

/// One report an upstream, in the order of the configuration. Gives up on all when dropped.
pub async fn ask_all(exchange: &Exchange) -> Vec<Fetched> {
    let started = Instant::now();
    let mut asked = Tasks::new();
    for (place, upstream) in exchange.app().config.upstreams.iter().enumerate() {
        let asking = ask(
            Arc::clone(exchange.app()),
            upstream.clone(),
            exchange.request_for(upstream),
        );
        let span = tracing::info_span!("ask", %upstream);
        asked.spawn(async move { (place, asking.await) }.instrument(span));
    }
    let mut reports: Vec<_> = exchange
        .app()
        .config
        .upstreams
        .iter()
        .map(|_| None)
        .collect();
    while let Some(answer) = asked.next().await {
        if let Ok((place, report)) = answer {
            reports[place] = Some(report);
        }
    }
    let upstreams = exchange.app().config.upstreams.iter().zip(reports);
    let panicked = |upstream: &Upstream| {
        Fetched::new(
            upstream.clone(),
            started,
            0,
            Err(Failure::lasting("panicked")),
        )
    };
    upstreams
        .map(|(upstream, report)| report.unwrap_or_else(|| panicked(upstream)))
        .collect()
}

async fn ask(app: Arc<App>, upstream: Upstream, request: Request<()>) -> Fetched {
    let started = Instant::now();
    let mut tries = 0;
    let asking = async {
        let mut pauses = app::pauses(app.config.upstream_backoff.0, app.config.upstream_retries);
        loop {
            tries += 1;
            let said = get(&request, app.config.upstream_max_body).await;
            match pauses.next() {
                Some(pause) if app::may_pass(&said) => rt::sleep(pause).await,
                _ => return said,
            }
        }
    };
    let said = rt::timeout(app.config.upstream_timeout.0, asking).await;
    let said = said.unwrap_or_else(|| Err(Failure::lasting("timed out")));
    Fetched::new(upstream, started, tries, said)
}

async fn get(request: &Request<()>, max_body: u64) -> Result<(StatusCode, Bytes), Failure> {
    let uri = request.uri();
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let stream = rt::connect(host, uri.port_u16().unwrap_or(80))
        .await
        .map_err(Failure::passing)?;
    let (mut sender, connection) = http1::handshake(stream).await.map_err(Failure::passing)?;

    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let mut sent = Request::get(path)
        .header(HOST, authority)
        .header(CONNECTION, "close")
        .body(Empty::<Bytes>::new())
        .map_err(Failure::lasting)?;
    sent.headers_mut().extend(request.headers().clone());
    let exchange = async {
        let answer = sender.send_request(sent).await.map_err(Failure::passing)?;
        let (head, body) = answer.into_parts();
        let max_body = usize::try_from(max_body).unwrap_or(usize::MAX);
        let body = Limited::new(body, max_body).collect().await;
        let body = body.map_err(|error| match error.is::<LengthLimitError>() {
            true => Failure::lasting(error),
            false => Failure::passing(error),
        })?;
        Ok((head.status, body.to_bytes()))
    };
    driven_by(connection, exchange).await
}

/// Runs `exchange` with the connection that moves its bytes, in the same task: dropped together, neither
/// outlives the request.
async fn driven_by<T>(connection: impl Future, exchange: impl Future<Output = T>) -> T {
    let mut connection = pin!(connection);
    let mut exchange = pin!(exchange);
    let mut open = true;
    poll_fn(move |context| {
        if open && connection.as_mut().poll(context).is_ready() {
            open = false;
        }
        exchange.as_mut().poll(context)
    })
    .await
}
