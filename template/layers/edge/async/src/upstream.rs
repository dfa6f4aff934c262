//! Asks the configured upstreams, all at the same time.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty, Limited};
use hyper::client::conn::http1;
use hyper::header::{CONNECTION, HOST};
use hyper::{Request, StatusCode, Uri};

use crate::app::{App, Fetched};
use crate::config::Upstream;
use crate::rt::{self, Tasks};

/// One report an upstream, in the order of the configuration. Gives up on all when dropped.
pub async fn ask_all(app: &Arc<App>) -> Vec<Fetched> {
    let mut asked = Tasks::new();
    for (place, upstream) in app.config.upstreams.iter().cloned().enumerate() {
        let app = Arc::clone(app);
        asked.spawn(async move { (place, ask(&app, upstream).await) });
    }
    let mut reports = Vec::with_capacity(asked.len());
    while let Some(report) = asked.next().await {
        reports.extend(report); // a panic is in the logs already
    }
    reports.sort_by_key(|(place, _)| *place);
    reports.into_iter().map(|(_, report)| report).collect()
}

async fn ask(app: &App, upstream: Upstream) -> Fetched {
    let started = Instant::now();
    let limit = app.config.upstream_timeout.0;
    let max_body = usize::try_from(app.config.upstream_max_body).unwrap_or(usize::MAX);
    let said = rt::timeout(limit, get(&upstream.0, max_body)).await;
    let said = said.unwrap_or_else(|| Err("timed out".to_owned()));
    Fetched::new(upstream, started.elapsed(), said)
}

async fn get(uri: &Uri, max_body: usize) -> Result<(StatusCode, Bytes), String> {
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let stream = rt::connect(host, uri.port_u16().unwrap_or(80))
        .await
        .map_err(text)?;
    let (mut sender, connection) = http1::handshake(stream).await.map_err(text)?;

    let request = Request::get(uri.path_and_query().map_or("/", |path| path.as_str()))
        .header(
            HOST,
            uri.authority().map_or("", |authority| authority.as_str()),
        )
        .header(CONNECTION, "close")
        .body(Empty::<Bytes>::new())
        .map_err(text)?;
    let exchange = async {
        let (head, body) = sender
            .send_request(request)
            .await
            .map_err(text)?
            .into_parts();
        let body = Limited::new(body, max_body).collect().await.map_err(text)?;
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
        match exchange.as_mut().poll(context) {
            Poll::Ready(result) => Poll::Ready(result),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

fn text(error: impl ToString) -> String {
    error.to_string()
}
