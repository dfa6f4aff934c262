#![deny(blocking_call_in_async)]
#![allow(unused)]

use std::process::Command;

async fn run(mut stop: tokio::sync::oneshot::Receiver<()>) {
    tokio::select! {
        _ = &mut stop => {}
        _ = async { tokio::task::yield_now().await } => {
            let _ = Command::new("true").status();
        }
    }
}

fn main() {}
