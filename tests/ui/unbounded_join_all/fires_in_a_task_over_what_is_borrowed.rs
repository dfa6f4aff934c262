#![deny(unbounded_join_all)]
#![allow(unused)]

use futures::future::{join_all, try_join_all};

#[derive(Clone)]
struct Client;

impl Client {
    async fn reconnect(&self) -> Result<(), String> {
        Ok(())
    }
}

struct Pool {
    clients: Vec<Client>,
}

impl Pool {
    fn reconnect(&self) -> impl Future<Output = Result<(), String>> + Send {
        async move {
            try_join_all(self.clients.iter().map(|client| client.reconnect())).await?;
            Ok(())
        }
    }
}

fn start(pool: Pool) {
    tokio::spawn(async move { pool.reconnect().await });
}

async fn all(clients: Vec<Client>) {
    join_all(clients.into_iter().map(|client| async move { client.reconnect().await })).await;
}

fn main() {}
