#![deny(lock_order_inversion)]
#![allow(unused)]

use std::sync::Mutex;
struct W {
    a: Mutex<u32>,
    b: Mutex<u32>,
}
impl W {
    fn x(&self) {
        let g = self.a.lock().unwrap();
        *self.b.lock().unwrap() += *g;
    }
}
#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn t() {
        let w = W {
            a: Mutex::new(1),
            b: Mutex::new(2),
        };
        let g = w.b.lock().unwrap();
        *w.a.lock().unwrap() += *g;
    }
}
fn main() {}
