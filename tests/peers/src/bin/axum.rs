//! Plain axum, as its first page shows it. `/digest` computes where it stands: the mistake that the async
//! services avoid, for comparison.

use axum::Router;
use axum::body::Bytes;
use axum::routing::{get, post};

#[tokio::main]
async fn main() {
    let rounds = std::env::args()
        .nth(2)
        .map_or(1000, |rounds| rounds.parse().expect("rounds are a number"));
    let router = Router::new()
        .route("/", get(async || peers::HELLO))
        .route("/livez", get(async || "alive\n"))
        .route(
            "/digest",
            post(move |body: Bytes| async move { peers::digest(&body, rounds) }),
        );
    let listener = tokio::net::TcpListener::bind(peers::address())
        .await
        .expect("the address is free");
    axum::serve(listener, router).await.expect("it serves");
}
