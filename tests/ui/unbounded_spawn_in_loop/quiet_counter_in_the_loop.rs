#![deny(unbounded_spawn_in_loop)]
#![allow(unused)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_std::net::{TcpListener, TcpStream};
use async_std::task;

const MOST: usize = 1000;

async fn answer(stream: TcpStream) {}

async fn serve(listener: TcpListener) {
    let open = Arc::new(AtomicUsize::new(0));
    while let Ok((stream, _)) = listener.accept().await {
        if open.load(Ordering::Acquire) >= MOST {
            continue;
        }
        open.fetch_add(1, Ordering::AcqRel);
        let open = Arc::clone(&open);
        task::spawn(async move {
            answer(stream).await;
            open.fetch_sub(1, Ordering::AcqRel);
        });
    }
}

fn main() {}
