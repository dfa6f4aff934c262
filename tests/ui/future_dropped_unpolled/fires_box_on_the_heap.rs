#![deny(future_dropped_unpolled)]
#![allow(unused)]

async fn flush() {}

async fn close() {
    let _flushed = Box::new(flush());
    let again: Box<dyn Future<Output = ()>> = Box::new(flush());
    drop(again);
}

fn main() {}
