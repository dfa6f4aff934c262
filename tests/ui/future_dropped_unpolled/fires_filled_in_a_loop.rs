#![deny(future_dropped_unpolled)]
#![allow(unused)]

use futures::stream::FuturesUnordered;
use std::collections::{HashMap, VecDeque};

async fn greet(name: &str) {
    println!("hello {name}");
}

async fn greet_all(names: &[&str]) {
    let mut greetings = Vec::new();
    for name in names {
        greetings.push(greet(name));
    }
    println!("done");
}

fn more(names: &'static [&'static str]) {
    let mut queue = VecDeque::new();
    let mut named = HashMap::new();
    let running = FuturesUnordered::new();
    for name in names {
        queue.push_back(greet(name));
        running.push(greet(name));
    }
    named.extend(names.iter().map(|name| (*name, greet(name))));
    drop(queue);
}

fn main() {}
