//! Plain axum, as its first page shows it. `/digest` computes where it stands and `/sleep/thread` waits there: the
//! mistakes that the async services avoid, for comparison; `/sleep/task` waits as it should. `/digest/blocking` computes on
//! the pool for what blocks, as many at a time as ask: half of the way out.

use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::routing::{get, post};

/// As an answer of a neighbour takes.
const PAUSE: Duration = Duration::from_millis(10);

#[tokio::main]
async fn main() {
    let rounds = std::env::args()
        .nth(2)
        .map_or(1000, |rounds| rounds.parse().expect("rounds are a number"));
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
        );
    let listener = tokio::net::TcpListener::bind(peers::address())
        .await
        .expect("the address is free");
    axum::serve(listener, router).await.expect("it serves");
}
