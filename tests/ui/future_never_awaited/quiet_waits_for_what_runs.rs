#![deny(future_never_awaited)]
#![allow(unused)]

use std::future::Future;

use tokio::sync::{mpsc, oneshot};

struct Actor {
    requests: mpsc::UnboundedSender<(u32, oneshot::Sender<u32>)>,
}

impl Actor {
    // The request is sent, whether or not anyone waits for the answer.
    fn ask(&self, number: u32) -> impl Future<Output = Option<u32>> + use<> {
        let (sender, answer) = oneshot::channel();
        let _ = self.requests.send((number, sender));
        async move { answer.await.ok() }
    }
}

fn start() -> impl Future<Output = ()> {
    let task = tokio::spawn(async { println!("working") });
    async move {
        task.await.expect("the task does not panic");
    }
}

async fn run(actor: &Actor) {
    let _answer = actor.ask(1);
    let _started = start();
}

fn main() {}
