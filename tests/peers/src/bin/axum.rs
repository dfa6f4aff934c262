//! Plain axum, as its first page shows it. `/digest` computes where it stands and `/sleep/thread` waits there: the
//! mistakes that the async services avoid, for comparison; `/sleep/task` waits as it should. `/digest/blocking` computes on
//! the pool for what blocks, as many at a time as ask: half of the way out. `/digest/semaphore` does so as many at a time as
//! there are cores, `/digest/rayon` computes on a pool made for it.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::routing::{get, post};
use tokio::sync::{Semaphore, oneshot};

/// As an answer of a neighbour takes.
const PAUSE: Duration = Duration::from_millis(10);

#[tokio::main]
async fn main() {
    let rounds = std::env::args()
        .nth(2)
        .map_or(1000, |rounds| rounds.parse().expect("rounds are a number"));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let cores = Arc::new(Semaphore::new(cores));
    let router = Router::new()
        .route("/", get(async || peers::HELLO))
        .route("/livez", get(async || "alive\n"))
        .route(
            "/sleep/task",
            get(async || {
                tokio::time::sleep(PAUSE).await;
                peers::HELLO
            }),
        )
        .route(
            "/sleep/thread",
            get(async || {
                std::thread::sleep(PAUSE);
                peers::HELLO
            }),
        )
        .route(
            "/digest",
            post(move |body: Bytes| async move { peers::digest(&body, rounds) }),
        )
        .route(
            "/digest/blocking",
            post(move |body: Bytes| async move {
                let computing = tokio::task::spawn_blocking(move || peers::digest(&body, rounds));
                computing.await.expect("it does not panic")
            }),
        )
        .route(
            "/digest/semaphore",
            post(move |body: Bytes| {
                let cores = Arc::clone(&cores);
                async move {
                    let core = cores.acquire_owned().await.expect("nobody closes it");
                    let computing = tokio::task::spawn_blocking(move || {
                        let digest = peers::digest(&body, rounds);
                        drop(core);
                        digest
                    });
                    computing.await.expect("it does not panic")
                }
            }),
        )
        .route(
            "/digest/rayon",
            post(move |body: Bytes| async move {
                let (answer, answered) = oneshot::channel();
                // Who has left gets no answer.
                rayon::spawn(move || drop(answer.send(peers::digest(&body, rounds))));
                answered.await.expect("it does not panic")
            }),
        );
    let listener = tokio::net::TcpListener::bind(peers::address())
        .await
        .expect("the address is free");
    axum::serve(listener, router).await.expect("it serves");
}
