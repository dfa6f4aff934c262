#![deny(request_reply_without_timeout)]
#![allow(unused)]

use futures::SinkExt;
use futures::channel::{mpsc, oneshot};

struct Request {
    path: String,
    answer: oneshot::Sender<Vec<u8>>,
}

async fn read(disk: &mut mpsc::Sender<Request>, path: String) -> Vec<u8> {
    let (answer, content) = oneshot::channel::<Vec<u8>>();
    let request = Request { path, answer };
    disk.send(request).await.expect("the disk's task runs");
    content.await.unwrap_or_default()
}

fn main() {}
