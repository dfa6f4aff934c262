#![deny(future_never_awaited)]
#![allow(unused)]

trait Store {
    async fn put(&self, key: &str);
    fn get(&self, key: &str) -> impl Future<Output = String>;
}

async fn fill<S: Store>(store: &S) {
    let _put = store.put("key");
    let _get = store.get("key");
}

fn main() {}
