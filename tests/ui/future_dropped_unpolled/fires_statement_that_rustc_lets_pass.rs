#![deny(future_dropped_unpolled)]
#![allow(unused)]

async fn greet(name: String) {
    println!("hello {name}");
}

fn greet_all(names: Vec<String>) -> Vec<impl Future<Output = ()>> {
    names.into_iter().map(greet).collect()
}

fn start(name: Option<String>, names: Vec<String>) {
    greet_all(names);
    name.map(greet);
}

fn main() {}
