#![deny(unbounded_channel)]
#![allow(unused)]

use std::sync::mpsc::channel;
use std::thread;

async fn log(lines: std::sync::mpsc::Receiver<String>) {}

#[tokio::main]
async fn main() {
    let (lines, written) = channel::<String>();
    thread::spawn(move || {
        while let Ok(line) = written.recv() {
            println!("{line}");
        }
    });
    loop {
        tokio::task::yield_now().await;
        let _ = lines.send("alive".to_owned());
    }
}
