#![deny(cpu_heavy_call_in_async)]

fn check(password: &str, hash: &str) -> bool {
    bcrypt::verify(password, hash).is_ok_and(|valid| valid)
}

async fn log_in(password: String, hash: String) -> bool {
    check(&password, &hash)
}

fn main() {
    let task = smol::spawn(log_in("secret".to_owned(), "none".to_owned()));
    assert!(!smol::block_on(task));
}
