#![deny(task_cancelled_on_drop)]
#![allow(unused)]

async fn start() {
    let _ = smol::unblock(|| println!("runs to its end"));
}

fn main() {}
