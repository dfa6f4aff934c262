#![deny(nested_runtime)]
#![allow(unused)]

use tokio::runtime::Runtime;

struct Client {
    name: String,
    runtime: Option<Runtime>,
}

async fn close(client: Client) {
    println!("{}", client.name);
}

fn main() {}
