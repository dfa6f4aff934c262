#![deny(detached_task_result_lost)]
#![allow(unused)]

async fn refresh() -> std::io::Result<()> {
    tokio::fs::copy("new", "current").await?;
    Ok(())
}

async fn start() {
    let _ = tokio::spawn(refresh());
    let _ = async_std::task::spawn(async_std::fs::read("file"));
}

fn main() {}
