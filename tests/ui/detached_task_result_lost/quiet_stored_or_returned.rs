#![deny(detached_task_result_lost)]
#![allow(unused)]

use std::io;
use tokio::task::JoinHandle;

type Task = JoinHandle<io::Result<()>>;

struct Service {
    tasks: Vec<Task>,
    main: Option<Task>,
}

async fn run() -> io::Result<()> {
    Ok(())
}

fn start() -> Task {
    tokio::spawn(run())
}

impl Service {
    fn start(&mut self) {
        self.tasks.push(tokio::spawn(run()));
        self.main = Some(start());
        let handles: Vec<Task> = (0..4).map(|_| tokio::spawn(run())).collect();
        self.tasks.extend(handles);
    }

    fn forget_oldest(&mut self) {
        // It has ended: its result was read.
        drop(self.tasks.remove(0));
        let _ = self.main.take().unwrap();
    }
}

fn main() {}
