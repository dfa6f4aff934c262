//! A member of the workspace: one mistake for each part of the engine, and some code that is to be left alone.

#![cfg_attr(any(heddle, dylint_lib = "heddle"), warn(block_on_in_async))]

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;

pub async fn save(text: &str) {
    let _ = std::fs::write("saved", text);
}

pub async fn answer(name: &str) -> String {
    store::load(name)
}

pub async fn configured() -> String {
    outside::settings()
}

pub async fn remembered(name: &str) -> String {
    store::cached(name)
}

#[cfg_attr(any(heddle, dylint_lib = "heddle"), allow(blocking_call_in_async))]
pub async fn tolerated() {
    std::thread::sleep(Duration::from_millis(1));
}

pub async fn nested(handle: Handle) -> u32 {
    handle.block_on(async { 7 })
}

pub async fn entered(handle: &Handle) {
    let _guard = handle.enter();
    tokio::task::yield_now().await;
}

pub async fn stopped(stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

pub async fn watch(mut stream: TcpStream) {
    let mut status = [0; 32];
    loop {
        tokio::select! {
            read = stream.read_exact(&mut status) => if read.is_err() { return },
            () = tokio::time::sleep(Duration::from_secs(1)) => println!("no news"),
        }
    }
}

pub async fn serve(listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(watch(stream));
    }
}

pub struct Bank {
    accounts: Mutex<Vec<i64>>,
    journal: Mutex<Vec<String>>,
}

impl Bank {
    pub fn pay(&self, amount: i64) {
        let mut accounts = self.accounts.lock().unwrap();
        accounts.push(amount);
        self.journal.lock().unwrap().push(amount.to_string());
    }

    pub fn audit(&self) -> i64 {
        let journal = self.journal.lock().unwrap();
        println!("{} entries", journal.len());
        self.accounts.lock().unwrap().iter().sum()
    }
}
