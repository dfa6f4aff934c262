#![deny(unbounded_join_all)]
#![allow(unused)]

use std::collections::HashMap;

use futures::future::{self, BoxFuture, FutureExt};

struct Client;

impl Client {
    async fn ping(&self, host: &str) -> bool {
        host.is_empty()
    }

    async fn ping_all(&self, hosts: &HashMap<String, u16>) -> usize {
        let mut pings: Vec<BoxFuture<'_, bool>> = Vec::new();
        for host in hosts.keys() {
            pings.push(self.ping(host).boxed());
        }
        let answers = future::join_all(pings).await;
        answers.into_iter().filter(|answer| *answer).count()
    }
}

fn main() {}
