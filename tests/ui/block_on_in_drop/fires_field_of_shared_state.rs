#![deny(block_on_in_drop)]
#![allow(unused)]

use std::collections::HashMap;

struct Connection;

impl Drop for Connection {
    fn drop(&mut self) {
        async_std::task::block_on(async {
            async_std::task::yield_now().await;
        });
    }
}

struct State {
    connections: HashMap<u32, Connection>,
}

async fn forget(state: &mut State) {
    state.connections.clear();
}

fn main() {}
