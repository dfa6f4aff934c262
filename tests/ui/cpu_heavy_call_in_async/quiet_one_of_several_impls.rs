#![deny(cpu_heavy_call_in_async)]

trait Hasher: Send + Sync {
    fn hash(&self, password: &str) -> String;
}

struct Bcrypt;

impl Hasher for Bcrypt {
    fn hash(&self, password: &str) -> String {
        bcrypt::hash(password, 4).unwrap_or_default()
    }
}

struct Remote;

impl Hasher for Remote {
    fn hash(&self, password: &str) -> String {
        password.to_owned()
    }
}

async fn hash(hasher: Box<dyn Hasher>, password: String) -> String {
    hasher.hash(&password)
}

#[tokio::main]
async fn main() {
    let remote = tokio::spawn(hash(Box::new(Remote), "secret".to_owned()));
    let local = hash(Box::new(Bcrypt), "secret".to_owned());
    assert_ne!(remote.await.ok(), Some(local.await));
}
