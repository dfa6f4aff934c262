#![deny(future_never_awaited)]
#![allow(unused)]

use std::rc::Rc;

async fn local(shared: Rc<u32>) -> Rc<u32> {
    shared
}

async fn start() {
    let _local = local(Rc::new(1));
}

async fn again(turns: u32) {
    let _deeper = again(turns - 1);
}

fn main() {}
