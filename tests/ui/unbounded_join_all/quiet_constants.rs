#![deny(unbounded_join_all)]
#![allow(unused)]

use futures::future::join_all;

const WORKERS: usize = 4;
const HOSTS: &[&str] = &["a", "b"];
static PORTS: [u16; 2] = [80, 443];

struct Pool;

impl Pool {
    const NAMES: &'static [&'static str] = &["one", "two"];
}

async fn work(number: usize) {}

async fn ping(host: &str) {}

async fn open(port: u16) {}

async fn all() {
    join_all((0..WORKERS).map(work)).await;
    join_all((1..=8).map(work)).await;
    join_all(HOSTS.iter().map(|host| ping(host))).await;
    join_all(PORTS.iter().copied().map(open)).await;
    join_all(Pool::NAMES.iter().map(|name| ping(name))).await;
}

fn main() {}
