//! Asks the configured upstreams, all at the same time: a thread each, for as long as the request.

use std::thread;
use std::time::Instant;

use bytes::Bytes;
use hyper::StatusCode;
use ureq::Agent;

use crate::app::{App, Fetched};
use crate::config::Upstream;

/// One report an upstream, in the order of the configuration.
pub fn ask_all(app: &App) -> Vec<Fetched> {
    let agent: Agent = Agent::config_builder()
        .timeout_global(Some(app.config.upstream_timeout.0))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .build()
        .into();
    let agent = &agent;
    thread::scope(|scope| {
        let ask = |upstream: &Upstream| {
            let asked = upstream.clone();
            let spawned = thread::Builder::new()
                .spawn_scoped(scope, move || ask(agent, app, asked))
                .map_err(|error| error.to_string());
            (upstream.clone(), spawned)
        };
        // Collected first: all must be asked before the first is waited for.
        let asked: Vec<_> = app.config.upstreams.iter().map(ask).collect();
        let report =
            |(upstream, spawned): (Upstream, Result<thread::ScopedJoinHandle<'_, _>, String>)| {
                let joined =
                    spawned.and_then(|thread| thread.join().map_err(|_| "panicked".to_owned()));
                joined
                    .unwrap_or_else(|error| Fetched::new(upstream, Default::default(), Err(error)))
            };
        asked.into_iter().map(report).collect()
    })
}

fn ask(agent: &Agent, app: &App, upstream: Upstream) -> Fetched {
    let started = Instant::now();
    let said = get(agent, &upstream, app.config.upstream_max_body);
    Fetched::new(
        upstream,
        started.elapsed(),
        said.map_err(|error| error.to_string()),
    )
}

fn get(
    agent: &Agent,
    upstream: &Upstream,
    max_body: u64,
) -> Result<(StatusCode, Bytes), ureq::Error> {
    let mut response = agent.get(upstream.0.to_string()).call()?;
    let body = response
        .body_mut()
        .with_config()
        .limit(max_body)
        .read_to_vec()?;
    Ok((response.status(), body.into()))
}
