#![deny(retry_without_backoff)]
#![allow(unused)]

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::broadcast;

fn count(total: &AtomicUsize) {
    let mut seen = total.load(Ordering::Relaxed);
    while let Err(now) = total.compare_exchange(seen, seen + 1, Ordering::AcqRel, Ordering::Relaxed) {
        seen = now;
    }
}

async fn read_numbers(stream: TcpStream) -> Vec<u64> {
    let mut lines = BufReader::new(stream).lines();
    let mut numbers = Vec::new();
    while let Ok(Some(line)) = lines.next_line().await {
        match line.parse() {
            Ok(number) => numbers.push(number),
            Err(error) => eprintln!("{error}"),
        }
    }
    numbers
}

async fn listen(mut news: broadcast::Receiver<String>) {
    loop {
        match news.recv().await {
            Ok(news) => println!("{news}"),
            Err(broadcast::error::RecvError::Lagged(_)) => continue,
            Err(broadcast::error::RecvError::Closed) => return,
        }
    }
}

fn wait(lock: &Mutex<u32>) -> u32 {
    loop {
        if let Ok(value) = lock.try_lock() {
            return *value;
        }
    }
}

fn main() {}
