#![deny(block_in_place_on_current_thread)]
#![allow(unused)]

use std::io;
use tokio::task::block_in_place;

struct Store {
    path: String,
}

impl Store {
    fn read(&self) -> io::Result<String> {
        off_the_runtime(|| std::fs::read_to_string(&self.path))
    }
}

fn off_the_runtime<T>(work: impl FnOnce() -> T) -> T {
    block_in_place(work)
}

async fn handle(store: &Store) -> io::Result<usize> {
    Ok(store.read()?.len())
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let store = Store {
        path: "file".to_owned(),
    };
    println!("{:?}", handle(&store).await);
}
