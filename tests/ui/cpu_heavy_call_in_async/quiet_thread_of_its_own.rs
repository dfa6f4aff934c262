#![deny(cpu_heavy_call_in_async)]

use std::sync::mpsc;

fn hasher(requests: mpsc::Receiver<(String, tokio::sync::oneshot::Sender<String>)>) {
    for (password, reply) in requests {
        let _ = reply.send(bcrypt::hash(password, 4).unwrap_or_default());
    }
}

async fn register(
    password: String,
    hasher: mpsc::Sender<(String, tokio::sync::oneshot::Sender<String>)>,
) -> String {
    let (reply, hash) = tokio::sync::oneshot::channel();
    let _ = hasher.send((password, reply));
    hash.await.unwrap_or_default()
}

fn main() {
    let (sender, receiver) = mpsc::channel();
    let thread = std::thread::spawn(move || hasher(receiver));
    let hash = smol::block_on(register("secret".to_owned(), sender));
    assert!(!hash.is_empty());
    thread.join().expect("no panic");
}
