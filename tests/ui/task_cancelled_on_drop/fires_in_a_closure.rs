#![deny(task_cancelled_on_drop)]
#![allow(unused)]

fn accept_all(names: Vec<String>) {
    names.into_iter().for_each(|name| {
        smol::spawn(async move { println!("hello {name}") });
    });
}

async fn accept() {
    let listen = async {
        let _ = smol::spawn(async { 1 });
    };
    listen.await;
}

fn main() {}
