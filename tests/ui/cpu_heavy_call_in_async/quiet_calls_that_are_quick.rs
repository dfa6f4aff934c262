#![deny(cpu_heavy_call_in_async)]

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;

async fn parameters(hash: String) -> Option<u32> {
    PasswordHash::new(&hash).ok()?.version
}

async fn cost(hash: String) -> Option<u32> {
    let parts: bcrypt::HashParts = hash.parse().ok()?;
    Some(parts.get_cost())
}

async fn memory() -> u32 {
    Argon2::default().params().m_cost()
}

#[tokio::main]
async fn main() {
    let tasks = (
        tokio::spawn(parameters(String::new())),
        tokio::spawn(cost(String::new())),
    );
    assert!(tokio::spawn(memory()).await.is_ok());
    assert_eq!((tasks.0.await.ok(), tasks.1.await.ok()), (Some(None), Some(None)));
}
