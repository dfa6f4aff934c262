#![deny(future_never_awaited)]
#![allow(unused)]

use async_trait::async_trait;

#[async_trait]
trait Store {
    async fn put(&mut self, key: &str);
    async fn clean(&mut self) {
        let _done = self.put("");
    }
}

async fn fill(store: &mut dyn Store) {
    let _done = store.put("key");
}

fn main() {}
