#![deny(condvar_wait_without_loop)]
#![allow(unused)]

use parking_lot::{Condvar, Mutex};

struct Pool<C> {
    idle: Mutex<Vec<C>>,
    returned: Condvar,
}

impl<C> Pool<C> {
    pub fn take(&self) -> C {
        let mut idle = self.idle.lock();
        if idle.is_empty() {
            self.returned.wait(&mut idle);
        }
        idle.pop().unwrap()
    }
}

fn main() {}
