#![deny(task_cancelled_on_drop)]
#![allow(unused)]

async fn greet(name: String) {
    println!("hello {name}");
}

fn accept(name: String) {
    drop(smol::spawn(greet(name)).fallible());
}

fn main() {}
