#![deny(cpu_heavy_call_in_async)]

trait Hasher: Send + Sync {
    fn hash(&self, password: &str) -> String;
}

struct Bcrypt {
    cost: u32,
}

impl Hasher for Bcrypt {
    fn hash(&self, password: &str) -> String {
        bcrypt::hash(password, self.cost).expect("a cost that bcrypt takes")
    }
}

async fn change_password(hasher: &dyn Hasher, password: String) -> String {
    hasher.hash(&password)
}

fn main() {
    drop(change_password(&Bcrypt { cost: 12 }, String::new()));
}
