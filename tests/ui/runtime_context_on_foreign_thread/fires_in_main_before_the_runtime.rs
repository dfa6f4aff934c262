#![deny(runtime_context_on_foreign_thread)]
#![allow(unused)]

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    tokio::spawn(async { println!("never") });
    runtime.block_on(async {});
}
