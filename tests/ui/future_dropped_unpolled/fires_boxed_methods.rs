#![deny(future_dropped_unpolled)]
#![allow(unused)]

use async_trait::async_trait;

#[async_trait]
trait Store {
    async fn put(&mut self, key: &str);
    async fn get(&self, key: &str) -> String;
}

trait Plain {
    async fn read(&self) -> u32;
}

async fn fill<P: Plain>(store: &mut dyn Store, plain: &P) {
    drop(store.put("key"));
    let _reads = [store.get("a"), store.get("b")];
    let _plain = vec![plain.read(), plain.read()];
}

fn main() {}
