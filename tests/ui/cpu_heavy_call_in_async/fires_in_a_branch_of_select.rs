#![deny(cpu_heavy_call_in_async)]

use std::time::Duration;

async fn next_hash(passwords: &mut tokio::sync::mpsc::Receiver<String>) -> Option<String> {
    tokio::select! {
        password = passwords.recv() => bcrypt::hash(password?, 12).ok(),
        () = tokio::time::sleep(Duration::from_secs(5)) => None,
    }
}

fn main() {
    let (_sender, mut passwords) = tokio::sync::mpsc::channel(1);
    drop(next_hash(&mut passwords));
}
