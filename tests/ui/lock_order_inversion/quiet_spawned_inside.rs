#![deny(lock_order_inversion)]
#![allow(unused)]

use std::sync::{Arc, Mutex};
struct W {
    a: Mutex<u32>,
    b: Mutex<u32>,
}
fn x(w: Arc<W>) {
    let g = w.a.lock().unwrap();
    let w2 = w.clone();
    std::thread::spawn(move || {
        *w2.b.lock().unwrap() += 1;
    });
}
fn y(w: &W) {
    let g = w.b.lock().unwrap();
    *w.a.lock().unwrap() += *g;
}
async fn ax(w: Arc<tokio::sync::Mutex<u32>>, v: Arc<tokio::sync::Mutex<u32>>) {
    let g = w.lock().await;
    let v = v.clone();
    tokio::spawn(async move {
        *v.lock().await += 1;
    });
}
async fn ay(w: Arc<tokio::sync::Mutex<u32>>, v: Arc<tokio::sync::Mutex<u32>>) {
    let g = v.lock().await;
    *w.lock().await += 1;
}
fn main() {}
