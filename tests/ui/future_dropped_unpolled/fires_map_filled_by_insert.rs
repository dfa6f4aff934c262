#![deny(future_dropped_unpolled)]
#![allow(unused)]

use std::collections::{BTreeMap, HashMap};

use futures::FutureExt;

async fn load(number: u32) -> u32 {
    number
}

async fn load_all(numbers: &[u32]) {
    let mut loads = HashMap::new();
    for number in numbers {
        loads.insert(*number, load(*number));
    }
}

async fn load_sorted(numbers: &[u32]) {
    let mut loads = BTreeMap::new();
    loads.insert("first", load(1).boxed());
    loads.remove("first");
    println!("{} to load", loads.len());
}

fn main() {}
