#![deny(detached_task_result_lost)]
#![allow(unused)]

use async_std::task;

fn start(names: Vec<String>) {
    for name in names {
        task::spawn(async move { async_std::fs::remove_file(name).await });
    }
    task::Builder::new()
        .name("reader".to_owned())
        .spawn(async_std::fs::read("file"))
        .unwrap();
}

fn main() {}
