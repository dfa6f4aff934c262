#![deny(sequential_awaits)]
#![allow(unused)]

//! Functions whose effects nobody can prove: trait objects, boxes, parameters, other crates.

use std::pin::Pin;

trait Users {
    fn find(&self, id: u64) -> Pin<Box<dyn Future<Output = String> + Send + '_>>;
}

async fn boxed(users: &dyn Users) -> String {
    let one = users.find(1).await;
    let two = users.find(2).await;
    one + &two
}

async fn given<F: AsyncFn(u64) -> String>(find: F) -> String {
    let one = find(1).await;
    let two = find(2).await;
    one + &two
}

async fn generic<T: Load>(store: &T) -> String {
    let one = store.load(1).await;
    let two = store.load(2).await;
    one + &two
}

trait Load {
    async fn load(&self, key: u64) -> String;
}

async fn create(name: &str) -> std::io::Result<u64> {
    let text = tokio::fs::read_to_string(name).await?;
    tokio::fs::write("log", text).await?;
    Ok(1)
}

async fn actions() -> std::io::Result<u64> {
    let one = create("one").await?;
    let two = create("two").await?;
    Ok(one + two)
}

fn main() {}
