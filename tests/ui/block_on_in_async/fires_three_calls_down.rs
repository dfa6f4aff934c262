#![deny(block_on_in_async)]
#![allow(unused)]

struct Client;

impl Client {
    fn get(&self) -> u32 {
        self.send()
    }

    fn send(&self) -> u32 {
        wait(async { 7 })
    }
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Handle::current().block_on(future)
}

async fn handle(client: &Client) -> u32 {
    client.get()
}

fn main() {}
