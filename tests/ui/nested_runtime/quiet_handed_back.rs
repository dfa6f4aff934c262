#![deny(nested_runtime)]
#![allow(unused)]

use tokio::runtime::Runtime;

struct Client {
    runtime: Runtime,
}

async fn through(client: Client) -> Client {
    client
}

fn main() {}
