#![deny(cpu_heavy_call_in_async)]

use argon2::Argon2;

async fn key(password: Vec<u8>) -> Result<[u8; 32], argon2::Error> {
    let mut key = [0; 32];
    Argon2::default().hash_password_into(&password, b"of this program", &mut key)?;
    Ok(key)
}

fn main() {
    drop(key(Vec::new()));
}
