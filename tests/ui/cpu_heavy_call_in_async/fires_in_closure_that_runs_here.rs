#![deny(cpu_heavy_call_in_async)]

async fn hashes(passwords: Vec<String>) -> Vec<String> {
    passwords
        .iter()
        .filter_map(|password| bcrypt::hash(password, 10).ok())
        .collect()
}

fn main() {
    drop(hashes(Vec::new()));
}
