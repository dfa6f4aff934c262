//! No runtime of tokio's drives this: a program may begin on another executor and start tokio in it.

#![deny(nested_runtime)]
#![allow(unused)]

fn main() {
    smol::block_on(async {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        drop(runtime);
    });
}
