#![deny(cpu_heavy_call_in_async)]

fn hash(password: &str) -> String {
    bcrypt::hash(password, 4).unwrap_or_default()
}

async fn register(password: String) -> String {
    tokio::task::block_in_place(|| hash(&password))
}

#[tokio::main]
async fn main() {
    let hash = tokio::spawn(register("secret".to_owned())).await;
    assert!(hash.is_ok());
}
