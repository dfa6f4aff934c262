#![deny(detached_task_result_lost)]
#![allow(unused)]

async fn refresh() -> std::io::Result<()> {
    tokio::fs::copy("new", "current").await?;
    Ok(())
}

fn start() {
    tokio::spawn(async {
        if let Err(error) = refresh().await {
            eprintln!("cannot refresh: {error}");
        }
    });
    smol::spawn(async {
        let _ = smol::fs::remove_file("lock").await;
    })
    .detach();
}

fn main() {}
