#![deny(task_cancelled_on_drop)]
#![allow(unused)]

use async_executor::{Executor, LocalExecutor};

struct Server<'a> {
    executor: Executor<'a>,
    local: LocalExecutor<'a>,
}

impl<'a> Server<'a> {
    fn accept(&self, connection: impl Future<Output = ()> + Send + 'a) {
        drop(self.executor.spawn(connection));
    }

    fn accept_here<F: Future<Output = ()> + 'a>(&self, connection: F) {
        let _connection = self.local.spawn(connection);
    }
}

fn main() {}
