//! The first example of axum's own documentation, in our words: one route, no limits, no drain.

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let hello = axum::Router::new().route("/", axum::routing::get(|| async { "hello" }));
    axum::serve(tokio::net::TcpListener::bind("127.0.0.1:3000").await?, hello).await
}
