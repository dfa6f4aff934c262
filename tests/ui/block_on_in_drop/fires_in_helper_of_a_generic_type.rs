#![deny(block_on_in_drop)]
#![allow(unused)]

use std::marker::PhantomData;

struct Lease<T> {
    name: String,
    of: PhantomData<T>,
}

impl<T> Lease<T> {
    fn give_back(&mut self) {
        let name = std::mem::take(&mut self.name);
        wait(async move { drop(name) });
    }
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    futures::executor::block_on(future)
}

impl<T> Drop for Lease<T> {
    fn drop(&mut self) {
        self.give_back();
    }
}

async fn work(leases: &mut Vec<Lease<u32>>) {
    leases.clear();
}

fn main() {}
