#![deny(block_on_in_async)]
#![allow(unused)]

trait Store {
    fn load(&self) -> u32;
}

struct Remote;

impl Store for Remote {
    fn load(&self) -> u32 {
        futures::executor::block_on(async { 7 })
    }
}

async fn handle(store: &dyn Store) -> u32 {
    store.load()
}

fn main() {}
