#![deny(task_cancelled_on_drop)]
#![allow(unused)]

fn accept_all(names: Vec<String>) {
    names.into_iter().for_each(|name| {
        let _greeting = smol::spawn(async move { println!("hello {name}") });
    });
}

async fn accept() {
    let listen = async {
        let _one = smol::spawn(async { 1 });
    };
    listen.await;
}

fn main() {}
