#![deny(runtime_context_on_foreign_thread)]
#![allow(unused)]

async fn watch(path: String) {
    std::thread::spawn(move || {
        tokio::spawn(async move { println!("{path} changed") });
    });
}

fn main() {}
