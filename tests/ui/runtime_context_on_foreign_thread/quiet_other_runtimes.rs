#![deny(runtime_context_on_foreign_thread)]
#![allow(unused)]

use std::time::Duration;

fn smol_threads() {
    std::thread::spawn(|| {
        smol::spawn(async {}).detach();
        smol::block_on(smol::Timer::after(Duration::from_secs(1)));
    });
    std::thread::spawn(|| async_std::task::spawn(async_std::task::sleep(Duration::from_secs(1))));
    std::thread::spawn(|| {
        let (sender, receiver) = tokio::sync::mpsc::channel::<u32>(1);
        sender.blocking_send(1)
    });
}

fn main() {}
