#![deny(future_never_awaited)]
#![allow(unused)]

async fn save(text: String) -> std::io::Result<()> {
    tokio::fs::write("notes", text).await
}

fn keep(text: &str) {
    let _saving = save(text.to_owned());
}

fn main() {}
