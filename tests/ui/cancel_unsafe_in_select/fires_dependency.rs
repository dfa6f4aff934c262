#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use std::time::Duration;
use heddle_storage::frames;
use tokio::sync::mpsc;

async fn pump<R: futures::AsyncRead + Unpin>(mut reader: R, mut orders: mpsc::Receiver<()>) {
    loop {
        tokio::select! {
            frame = frames::next(&mut reader) => println!("{}", frame.is_ok()),
            order = orders.recv() => {
                if order.is_none() {
                    break;
                }
            }
        }
    }
}

fn main() {}
