#![deny(detached_task_result_lost)]
#![allow(unused)]

use tokio::task::JoinSet;

async fn all(names: Vec<String>) {
    let mut set = JoinSet::new();
    for name in names {
        set.spawn(tokio::fs::remove_file(name));
    }
    while let Some(Ok(Err(error))) = set.join_next().await {
        eprintln!("cannot remove: {error}");
    }
}

fn main() {}
