#![deny(lock_order_inversion)]
#![allow(unused)]

use std::sync::Mutex;
fn main() {
    let a = Mutex::new(1);
    let b = Mutex::new(2);
    std::thread::scope(|s| {
        s.spawn(|| {
            let x = a.lock().unwrap();
            *b.lock().unwrap() += *x;
        });
        s.spawn(|| {
            let y = b.lock().unwrap();
            *a.lock().unwrap() += *y;
        });
    });
}
