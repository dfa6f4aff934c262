#![deny(request_reply_without_timeout)]
#![allow(unused)]

use tokio::sync::{mpsc, oneshot};

enum Message {
    Balance { account: u32, reply: oneshot::Sender<i64> },
    Close,
}

#[derive(Clone)]
struct Accounts {
    mailbox: mpsc::Sender<Message>,
}

impl Accounts {
    async fn balance(&self, account: u32) -> Option<i64> {
        let (reply, balance) = oneshot::channel();
        self.mailbox.send(Message::Balance { account, reply }).await.ok()?;
        balance.await.ok()
    }
}

fn main() {}
