#![deny(runtime_context_on_foreign_thread)]
#![allow(unused)]

use tokio::sync::mpsc::Receiver;

async fn serve(mut jobs: Receiver<u32>) {
    loop {
        tokio::select! {
            Some(job) = jobs.recv() => {
                std::thread::spawn(move || {
                    let done = tokio::runtime::Handle::current();
                    done.spawn(async move { println!("{job} is done") });
                });
            }
            else => break,
        }
    }
}

fn main() {}
