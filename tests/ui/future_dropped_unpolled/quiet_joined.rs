#![deny(future_dropped_unpolled)]
#![allow(unused)]

use futures::stream::{FuturesUnordered, StreamExt};

async fn greet(name: &str) {
    println!("hello {name}");
}

async fn greet_all(names: &[&str]) {
    let mut greetings = Vec::new();
    for name in names {
        greetings.push(greet(name));
    }
    futures::future::join_all(greetings).await;

    let mut running: FuturesUnordered<_> = names.iter().map(|name| greet(name)).collect();
    running.push(greet("last"));
    while running.next().await.is_some() {}

    for greeting in names.iter().map(|name| greet(name)) {
        greeting.await;
    }
    let later = Some(greet("later"));
    if let Some(later) = later {
        later.await;
    }
}

fn main() {}
