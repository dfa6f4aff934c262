#![deny(block_on_in_async)]
#![allow(unused)]

async fn all(names: Vec<String>) -> Vec<usize> {
    names
        .iter()
        .map(|name| futures::executor::block_on(async { name.len() }))
        .collect()
}

fn main() {}
