//! Asks the configured upstreams, all at the same time: a thread each, for as long as the request.

use std::thread;
use std::time::{Duration, Instant};

use bytes::Bytes;
use hyper::{Request, StatusCode};
use ureq::Agent;

use crate::app::{self, Exchange, Failure, Fetched};
use crate::config::{Config, Upstream};

/// One report an upstream, in the order of the configuration.
pub fn ask_all(exchange: &Exchange) -> Vec<Fetched> {
    let config = &exchange.app().config;
    let agent: Agent = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .build()
        .into();
    let agent = &agent;
    let started = Instant::now();
    thread::scope(|scope| {
        let ask = |upstream: &Upstream| {
            let asked = upstream.clone();
            let (request, span) = (
                exchange.request_for(upstream),
                tracing::info_span!("ask", %upstream),
            );
            let asking = move || span.in_scope(|| ask(agent, config, asked, &request));
            let spawned = thread::Builder::new().spawn_scoped(scope, asking);
            (upstream.clone(), spawned)
        };
        // Collected first: all must be asked before the first is waited for.
        let asked: Vec<_> = config.upstreams.iter().map(ask).collect();
        let report =
            |(upstream, spawned): (Upstream, std::io::Result<thread::ScopedJoinHandle<'_, _>>)| {
                let joined = spawned
                    .map_err(Failure::lasting)
                    .and_then(|thread| thread.join().map_err(|_| Failure::lasting("panicked")));
                joined.unwrap_or_else(|failure| Fetched::new(upstream, started, 0, Err(failure)))
            };
        asked.into_iter().map(report).collect()
    })
}

fn ask(agent: &Agent, config: &Config, upstream: Upstream, request: &Request<()>) -> Fetched {
    let started = Instant::now();
    let deadline = started + config.upstream_timeout.0;
    let left = || deadline.saturating_duration_since(Instant::now());
    let mut tries = 0;
    let mut pauses = app::pauses(config.upstream_backoff.0, config.upstream_retries);
    let said = loop {
        tries += 1;
        let said = get(agent, request, left(), config.upstream_max_body);
        match pauses.next() {
            Some(pause) if app::may_pass(&said) && pause < left() => thread::sleep(pause),
            _ => break said,
        }
    };
    Fetched::new(upstream, started, tries, said)
}

fn get(
    agent: &Agent,
    request: &Request<()>,
    limit: Duration,
    max_body: u64,
) -> Result<(StatusCode, Bytes), Failure> {
    let failure = |error: ureq::Error| match error {
        ureq::Error::BodyExceedsLimit(_) | ureq::Error::Timeout(_) => Failure::lasting(error),
        broken => Failure::passing(broken),
    };
    let request = agent
        .configure_request(request.clone())
        .timeout_global(Some(limit))
        .build();
    let mut response = agent.run(request).map_err(failure)?;
    let body = response.body_mut().with_config().limit(max_body);
    let body = body.read_to_vec().map_err(failure)?;
    Ok((response.status(), body.into()))
}
