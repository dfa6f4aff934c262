#![deny(cpu_heavy_call_in_async)]

use std::sync::LazyLock;

// Compared with when the user is unknown, so that the answer takes as long.
static DUMMY: LazyLock<String> = LazyLock::new(|| bcrypt::hash("nobody", 4).unwrap_or_default());

async fn dummy() -> &'static str {
    tokio::task::yield_now().await;
    DUMMY.as_str()
}

#[tokio::main]
async fn main() {
    assert!(tokio::spawn(dummy()).await.is_ok());
}
