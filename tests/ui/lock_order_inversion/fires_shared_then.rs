#![deny(lock_order_inversion)]
#![allow(unused)]

use std::sync::{Arc, Mutex};
struct App {
    a: Mutex<u32>,
    b: Mutex<u32>,
}
impl App {
    fn new(n: u32) -> App {
        App {
            a: Mutex::new(n),
            b: Mutex::new(n),
        }
    }
    fn tick(&self) {
        let a = self.a.lock().unwrap();
        *self.b.lock().unwrap() += *a;
    }
}
fn main() {
    let app = Arc::new(App::new(1));
    let other = app.clone();
    let t = std::thread::spawn(move || {
        loop {
            other.tick()
        }
    });
    loop {
        let b = app.b.lock().unwrap();
        println!("{} {}", b, app.a.lock().unwrap());
    }
}
