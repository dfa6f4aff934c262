#![deny(block_in_place_on_current_thread)]
#![allow(unused)]

use tokio::runtime::Builder;
use tokio::task;

fn main() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let job = task::spawn(async { task::block_in_place(|| 1 + 1) });
        println!("{}", job.await.unwrap());
    });
}
