#![deny(block_on_in_drop)]
#![allow(unused)]

struct Lock {
    name: String,
}

async fn unlock(name: String) {}

impl Drop for Lock {
    fn drop(&mut self) {
        let handle = tokio::runtime::Handle::current();
        handle.block_on(unlock(std::mem::take(&mut self.name)));
    }
}

fn main() {}
