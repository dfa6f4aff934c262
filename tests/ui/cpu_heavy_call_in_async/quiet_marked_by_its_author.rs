#![deny(cpu_heavy_call_in_async)]

// A cost of 4 is for passwords of machines, which nobody can guess.
#[cfg_attr(heddle, heddle::non_blocking)]
fn fingerprint(token: &str) -> String {
    bcrypt::hash(token, 4).unwrap_or_default()
}

async fn remember(token: String) -> String {
    fingerprint(&token)
}

#[tokio::main]
async fn main() {
    assert!(tokio::spawn(remember("token".to_owned())).await.is_ok());
}
