#![deny(cpu_heavy_call_in_async)]

async fn register(password: String) -> Option<String> {
    let hashing = tokio::task::spawn_blocking(move || bcrypt::hash(password, 4));
    hashing.await.ok()?.ok()
}

async fn log_in(password: String, hash: String) -> bool {
    smol::unblock(move || bcrypt::verify(password, &hash).unwrap_or(false)).await
}

#[tokio::main]
async fn main() {
    let hash = tokio::spawn(register("secret".to_owned()))
        .await
        .expect("no panic");
    assert!(log_in("secret".to_owned(), hash.expect("a hash")).await);
}
