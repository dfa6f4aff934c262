#![deny(detached_task_result_lost)]
#![allow(unused)]

use std::collections::HashMap;

use tokio::task::JoinHandle;

struct Jobs {
    first: Option<JoinHandle<Result<(), String>>>,
    by_number: HashMap<u32, JoinHandle<Result<(), String>>>,
}

impl Jobs {
    fn take_first(&mut self) -> JoinHandle<Result<(), String>> {
        self.first.take().expect("there is a first job")
    }

    fn forget(&mut self, number: u32) -> JoinHandle<Result<(), String>> {
        self.by_number.remove(&number).expect("there is such a job")
    }

    // They were looked at before.
    fn clear(&mut self) {
        drop(self.take_first());
        let _forgotten = self.forget(1);
    }
}

fn main() {}
