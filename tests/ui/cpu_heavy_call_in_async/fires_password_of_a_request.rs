#![deny(cpu_heavy_call_in_async)]

use bcrypt::{BcryptError, DEFAULT_COST};

struct Login {
    password: String,
    hash: String,
}

async fn log_in(login: Login) -> Result<Option<String>, BcryptError> {
    if !bcrypt::verify(&login.password, &login.hash)? {
        return Ok(None);
    }
    tokio::task::yield_now().await;
    Ok(Some(bcrypt::hash(login.password, DEFAULT_COST)?))
}

fn main() {
    drop(log_in(Login {
        password: String::new(),
        hash: String::new(),
    }));
}
