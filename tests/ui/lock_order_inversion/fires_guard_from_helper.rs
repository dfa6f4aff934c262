#![deny(lock_order_inversion)]
#![allow(unused)]

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

struct Inner {
    tasks: Mutex<Vec<u32>>,
    workers: Mutex<u32>,
}

#[derive(Clone)]
struct Pool {
    inner: Arc<Inner>,
}

impl Pool {
    fn tasks(&self) -> MutexGuard<'_, Vec<u32>> {
        self.inner.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn workers(&self) -> MutexGuard<'_, u32> {
        match self.inner.workers.lock() {
            Ok(guard) => guard,
            Err(poisoned) => poisoned.into_inner(),
        }
    }

    fn push(&self, task: u32) {
        let mut tasks = self.tasks();
        tasks.push(task);
        *self.workers() += 1;
    }

    fn shrink(&self) {
        let mut workers = self.workers();
        *workers -= 1;
        if self.tasks().is_empty() {
            *workers = 0;
        }
    }
}

fn main() {}
