#![deny(cpu_heavy_call_in_async)]

async fn register(password: String) -> Option<String> {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    rayon::spawn(move || {
        let _ = sender.send(bcrypt::hash(password, 4).ok());
    });
    receiver.await.ok()?
}

async fn register_all(passwords: Vec<String>) -> Vec<Option<String>> {
    let tasks: Vec<_> = passwords
        .into_iter()
        .map(|password| tokio::spawn(register(password)))
        .collect();
    let mut hashes = Vec::new();
    for task in tasks {
        hashes.push(task.await.ok().flatten());
    }
    hashes
}

#[tokio::main]
async fn main() {
    assert_eq!(register_all(vec!["secret".to_owned()]).await.len(), 1);
}
