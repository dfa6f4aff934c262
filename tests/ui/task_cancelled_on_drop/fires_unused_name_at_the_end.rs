#![deny(task_cancelled_on_drop)]
#![allow(unused)]

async fn greet(name: String) {
    println!("hello {name}");
}

async fn accept(name: String) {
    println!("from now on");
    let _task = smol::spawn(greet(name));
}

fn number() -> u32 {
    let _task = smol::spawn(async {});
    1
}

fn main() {}
