#![deny(task_cancelled_on_drop)]
#![allow(unused)]

async fn greet(name: String) {
    println!("hello {name}");
}

fn accept(name: String) {
    let _: smol::Task<()> = smol::spawn(greet(name));
    let _: smol::Task<u32> = smol::spawn(async { 1 });
}

fn main() {}
