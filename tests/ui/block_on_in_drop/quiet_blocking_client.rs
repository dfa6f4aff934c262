#![deny(block_on_in_drop)]
#![allow(unused)]

struct Client {
    runtime: tokio::runtime::Runtime,
    inner: Inner,
}

struct Inner;

impl Inner {
    async fn get(&mut self) -> u32 {
        7
    }

    async fn close(&mut self) {}
}

impl Client {
    fn get(&mut self) -> u32 {
        self.runtime.block_on(async { self.inner.get().await })
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.runtime.block_on(self.inner.close());
    }
}

fn main() {}
