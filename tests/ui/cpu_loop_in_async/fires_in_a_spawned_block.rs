#![deny(cpu_loop_in_async)]
#![allow(unused)]

use std::collections::HashMap;

fn start(users: Vec<String>, words: HashMap<String, u32>) {
    tokio::spawn(async move {
        let mut hits = 0;
        for (word, weight) in &words {
            for user in users.iter() {
                if user.contains(word.as_str()) {
                    hits += weight;
                }
            }
        }
        println!("{hits}");
    });
}

fn main() {}
