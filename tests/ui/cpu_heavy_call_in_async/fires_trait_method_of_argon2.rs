#![deny(cpu_heavy_call_in_async)]

use argon2::Argon2;
use argon2::password_hash::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;

struct Users {
    hashes: tokio::sync::RwLock<Vec<String>>,
}

impl Users {
    async fn known(&self, password: &str) -> bool {
        let hashes = self.hashes.read().await;
        hashes.iter().any(|hash| {
            let hash = PasswordHash::new(hash).expect("a hash of ours");
            Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok()
        })
    }
}

fn main() {
    let users = Users {
        hashes: tokio::sync::RwLock::new(Vec::new()),
    };
    drop(users.known("secret"));
}
