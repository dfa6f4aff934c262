#![deny(request_reply_without_timeout)]
#![allow(unused)]

use futures::channel::oneshot::{Sender, channel};

struct Client<Q, A> {
    queue: smol::channel::Sender<(Q, Sender<A>)>,
}

impl<Q, A> Client<Q, A> {
    async fn ask(&self, question: Q) -> Option<A> {
        let (reply, answer) = channel();
        self.queue.send((question, reply)).await.ok()?;
        answer.await.ok()
    }
}

fn start() {
    smol::spawn(async {}).detach();
}

fn main() {}
