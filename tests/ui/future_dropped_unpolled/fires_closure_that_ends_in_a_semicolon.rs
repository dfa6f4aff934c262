#![deny(future_dropped_unpolled)]
#![allow(unused)]

async fn greet(name: String) {
    println!("hello {name}");
}

async fn start(names: Vec<String>) {
    names.into_iter().for_each(|name| {
        let greeting = greet(name);
        greeting;
    });
}

async fn wait() {
    let pause = smol::Timer::after(std::time::Duration::from_secs(1));
    pause;
}

fn main() {}
