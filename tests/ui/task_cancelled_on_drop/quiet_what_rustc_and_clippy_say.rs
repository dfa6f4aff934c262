#![deny(task_cancelled_on_drop)]
#![allow(unused)]

async fn greet(name: String) {
    println!("hello {name}");
}

async fn accept(executor: &async_executor::Executor<'_>, name: String) {
    smol::spawn(greet(name));
    executor.spawn(async {}).fallible();
    let _ = smol::spawn(async { 1 });
    let _ = executor.spawn(async {});
}

fn main() {}
