#![deny(async_busy_wait)]
#![allow(unused)]

use std::time::Duration;

use tokio::sync::mpsc::Receiver;

// All that is there now, and then the end.
async fn drain(sources: &mut [Receiver<u8>]) -> Vec<u8> {
    let mut all = Vec::new();
    for source in sources {
        while let Ok(value) = source.try_recv() {
            all.push(value);
        }
    }
    all
}

async fn every_second(sources: &mut [Receiver<u8>]) {
    loop {
        for source in sources.iter_mut() {
            while let Ok(value) = source.try_recv() {
                println!("{value}");
            }
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

// What is over is taken off the list.
async fn until_none_is_left(mut tasks: Vec<tokio::task::JoinHandle<()>>) {
    for round in 0..3 {
        tasks.retain(|task| !task.is_finished());
        for task in &tasks {
            if task.is_finished() {
                println!("{round}");
            }
        }
        tokio::task::yield_now().await;
    }
}

fn main() {}
