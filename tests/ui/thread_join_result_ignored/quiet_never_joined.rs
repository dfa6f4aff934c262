#![deny(thread_join_result_ignored)]
#![allow(unused)]

fn start() {
    let _ = std::thread::spawn(|| println!("on its own"));
    drop(std::thread::spawn(|| println!("on its own")));
}

fn main() {}
