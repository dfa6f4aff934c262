#![deny(lock_order_inversion)]
#![allow(unused)]

use parking_lot::Mutex;

struct Engine {
    gate: Mutex<()>,
    left: Mutex<u32>,
    right: Mutex<u32>,
}

impl Engine {
    fn forwards(&self) {
        let _gate = self.gate.lock();
        let left = self.left.lock();
        *self.right.lock() += *left;
    }

    fn backwards(&self) {
        let _gate = self.gate.lock();
        self.backwards_inside();
    }

    fn backwards_inside(&self) {
        let right = self.right.lock();
        *self.left.lock() += *right;
    }
}

fn main() {}
