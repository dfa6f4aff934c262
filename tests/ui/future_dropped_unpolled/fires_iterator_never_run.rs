#![deny(future_dropped_unpolled)]
#![allow(unused)]

async fn greet(name: &str) {
    println!("hello {name}");
}

fn greetings<'a>(names: &'a [&'a str]) -> impl Iterator<Item = impl Future<Output = ()>> {
    names.iter().map(|name| greet(name))
}

async fn start(names: &[&str]) {
    let _ = names.iter().map(|name| greet(name));
    let _all = greetings(names);
    let _some = names.iter().filter(|name| !name.is_empty()).map(|name| async move { greet(name).await });
}

fn main() {}
