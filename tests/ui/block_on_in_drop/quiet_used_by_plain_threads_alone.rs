#![deny(block_on_in_drop)]
#![allow(unused)]

use std::sync::{Arc, Mutex};

struct Connection;

impl Connection {
    async fn close(&mut self) {}
}

impl Drop for Connection {
    fn drop(&mut self) {
        pollster::block_on(self.close());
    }
}

fn serve(connection: Arc<Mutex<Connection>>) {
    std::thread::spawn(move || drop(connection));
}

async fn unrelated() {
    tokio::task::yield_now().await;
}

fn main() {}
