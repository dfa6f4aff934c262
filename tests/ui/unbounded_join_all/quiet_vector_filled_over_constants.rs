#![deny(unbounded_join_all)]
#![allow(unused)]

use futures::future::{BoxFuture, FutureExt, join_all};

const PORTS: [u16; 2] = [80, 443];

async fn get(host: &str) -> bool {
    host.is_empty()
}

async fn open(host: &str, port: u16) {}

async fn get_all() {
    let mut futures = Vec::new();
    for host in ["a", "b"] {
        futures.push(get(host));
    }
    join_all(futures).await;
}

async fn open_all() {
    let hosts = vec!["a", "b"];
    let mut futures: Vec<BoxFuture<'_, ()>> = Vec::with_capacity(4);
    for host in &hosts {
        for (number, port) in PORTS.iter().enumerate() {
            if number > 0 {
                futures.push(open(host, *port).boxed());
            }
        }
    }
    for _ in 0..3 {
        futures.push(open("c", 80).boxed());
    }
    PORTS.iter().for_each(|port| futures.push(open("d", *port).boxed()));
    join_all(futures).await;
}

fn main() {}
