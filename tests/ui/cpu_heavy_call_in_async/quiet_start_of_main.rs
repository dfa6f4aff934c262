#![deny(cpu_heavy_call_in_async)]

#[tokio::main]
async fn main() {
    let administrator = bcrypt::hash("secret", 4).expect("a cost that bcrypt takes");
    let server = tokio::spawn(async move { administrator.len() });
    assert!(server.await.is_ok());
}
