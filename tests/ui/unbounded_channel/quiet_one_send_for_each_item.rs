#![deny(unbounded_channel)]
#![allow(unused)]

use std::sync::mpsc::{self, Sender};
use std::thread;

fn compute(item: u64) -> u64 {
    item + 1
}

fn worker(item: u64, results: Sender<u64>) {
    results.send(compute(item)).unwrap();
}

fn scatter(items: Vec<u64>) -> u64 {
    let (results, received) = mpsc::channel();
    for item in items {
        let results = results.clone();
        thread::spawn(move || results.send(compute(item)));
    }
    drop(results);
    received.iter().sum()
}

fn by_function() -> Vec<u64> {
    let (results, received) = mpsc::channel();
    for item in 0..8 {
        let results = mpsc::Sender::clone(&results);
        thread::spawn(move || worker(item, results));
    }
    drop(results);
    received.into_iter().collect()
}

fn main() {}
