#![deny(runtime_context_on_foreign_thread)]
#![allow(unused)]

use std::thread;

fn named<F>(name: &str, run: F)
where
    F: FnOnce() + Send + 'static,
{
    let name = name.to_owned();
    thread::spawn(move || {
        println!("{name} begins");
        run();
    });
}

fn plain(run: impl FnOnce() + Send + 'static) {
    thread::Builder::new().spawn(run).unwrap();
}

async fn start() {
    named("poller", || {
        tokio::spawn(async {});
    });
    plain(|| drop(tokio::process::Command::new("ls").spawn()));
}

fn main() {}
