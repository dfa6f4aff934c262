#![deny(lock_order_inversion)]
#![allow(unused)]

use parking_lot::{Mutex, MutexGuard};
struct W {
    a: Mutex<(u32, u32)>,
    b: Mutex<u32>,
}
impl W {
    fn x(&self) {
        let mut g = self.a.lock();
        MutexGuard::unlocked(&mut g, || {
            *self.b.lock() += 1;
        });
        g.0 += 1;
    }
    fn y(&self) {
        let g = self.b.lock();
        let m = MutexGuard::map(self.a.lock(), |p| &mut p.0);
        println!("{m} {g}");
    }
}
fn main() {}
