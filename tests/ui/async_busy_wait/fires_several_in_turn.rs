#![deny(async_busy_wait)]
#![allow(unused)]

use crossbeam_channel::{Receiver, TryRecvError};

// One after the other is asked, and then all of them again.
async fn forward(sources: Vec<Receiver<u8>>, all: tokio::sync::mpsc::Sender<u8>) {
    loop {
        for source in &sources {
            match source.try_recv() {
                Ok(value) => {
                    if all.send(value).await.is_err() {
                        return;
                    }
                }
                Err(TryRecvError::Disconnected) => return,
                Err(TryRecvError::Empty) => {}
            }
        }
        tokio::task::yield_now().await;
    }
}

async fn first_done(tasks: &[smol::Task<u32>]) -> usize {
    loop {
        for (at, task) in tasks.iter().enumerate() {
            if task.is_finished() {
                return at;
            }
        }
        smol::future::yield_now().await;
    }
}

fn main() {}
