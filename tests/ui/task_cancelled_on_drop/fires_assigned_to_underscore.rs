#![deny(task_cancelled_on_drop)]
#![allow(unused)]

async fn greet(name: String) {
    println!("hello {name}");
}

async fn accept(name: String) {
    _ = smol::spawn(greet(name));
}

fn main() {}
