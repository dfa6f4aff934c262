#![deny(future_never_awaited)]
#![allow(unused)]

fn each(names: &[String]) {
    names.iter().for_each(|name| {
        let _hello = async move { println!("{name}") };
    });
}

async fn nested() {
    let task = async {
        let inner = async { 1 };
    };
    task.await;
}

fn main() {}
