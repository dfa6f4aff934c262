#![deny(task_cancelled_on_drop)]
#![allow(unused)]

use smol::Task;

async fn work() {}

struct Server {
    task: Option<Task<()>>,
    current: Task<()>,
    shared: std::cell::RefCell<Task<()>>,
}

impl Server {
    fn stop(&mut self) {
        drop(self.task.take());
        let _ = std::mem::replace(&mut self.current, smol::spawn(work()));
        let _ = self.shared.replace(smol::spawn(work()));
        if let Some(task) = self.task.take() {
            drop(task);
        }
    }
}

async fn limited() {
    let task = smol::spawn(work());
    smol::Timer::after(std::time::Duration::from_secs(1)).await;
    drop(task);
}

fn main() {}
