#![deny(nested_runtime)]
#![allow(unused)]

use tokio::runtime::Runtime;

struct Client {
    runtime: Runtime,
}

fn close(client: Client) {
    drop(client);
}

async fn stop(client: Client) {
    close(client);
}

fn main() {}
