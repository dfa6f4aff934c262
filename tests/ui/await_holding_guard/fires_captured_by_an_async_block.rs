#![deny(await_holding_guard)]
#![allow(unused)]

use std::cell::RefCell;
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Mutex;

async fn save() {
    async_std::task::yield_now().await;
}

fn with_a_guard<'a>(rows: &'a Mutex<Vec<u32>>) -> Pin<Box<dyn Future<Output = ()> + 'a>> {
    let mut rows = rows.lock().unwrap();
    Box::pin(async move {
        rows.push(1);
        save().await;
    })
}

async fn in_a_block_that_is_awaited(cell: &RefCell<HashMap<u32, u32>>) {
    let borrowed = cell.borrow_mut();
    let write = async move {
        save().await;
        println!("{}", borrowed.len());
    };
    write.await;
}

fn main() {}
