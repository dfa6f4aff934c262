#![deny(task_cancelled_on_drop)]
#![allow(unused)]

use smol::Task;

async fn work() {}

struct Server {
    task: Option<Task<()>>,
    all: Vec<Task<()>>,
}

impl Server {
    fn start(&mut self) -> Task<()> {
        self.task = Some(smol::spawn(work()));
        self.all.push(smol::spawn(work()));
        smol::spawn(work())
    }
}

fn main() {}
