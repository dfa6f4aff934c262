#![deny(future_dropped_unpolled)]
#![allow(unused)]

async fn save(text: String) -> std::io::Result<()> {
    tokio::fs::write("notes", text).await
}

async fn start() {
    drop(save("a".to_owned()));
    let saving = save("b".to_owned());
    std::mem::drop(saving);
    drop(Box::pin(save("c".to_owned())));
}

fn keep() {
    drop(async { 1 });
    drop((save("d".to_owned()), save("e".to_owned())));
}

fn main() {}
