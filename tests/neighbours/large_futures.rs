//! A future that is large for what is awaited in it. clippy says so only if asked.

async fn load() -> u8 {
    1
}

async fn fill() -> u8 {
    let mut page = [0; 64 * 1024];
    page[0] = load().await;
    page[1]
}

async fn start() -> u8 {
    fill().await //~ large_futures
}

fn main() {}
