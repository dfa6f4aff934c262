#![deny(runtime_context_on_foreign_thread)]
#![allow(unused)]

use std::future::Future;
use std::pin::Pin;
use std::sync::mpsc;

type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

async fn save() {
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
}

fn reads() -> impl Future<Output = std::io::Result<Vec<u8>>> {
    tokio::fs::read("file")
}

fn produce(jobs: mpsc::Sender<Job>) {
    std::thread::spawn(move || {
        jobs.send(Box::pin(save())).unwrap();
        jobs.send(Box::pin(async { drop(tokio::spawn(save())) })).unwrap();
        jobs.send(Box::pin(async { drop(reads().await) })).unwrap();
        let (reads, connects) = (reads(), tokio::net::TcpStream::connect("127.0.0.1:80"));
        jobs.send(Box::pin(async { drop((reads.await, connects.await)) })).unwrap();
    });
}

fn main() {}
