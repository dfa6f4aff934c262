#![deny(unbounded_channel)]
#![allow(unused)]

// Nobody knows how often the handler is called.
use std::sync::mpsc;

fn on_change(handler: impl Fn(String) + Send + 'static) {}

fn watch() {
    let (changes, received) = mpsc::channel();
    on_change(move |path| {
        let _ = changes.send(path);
    });
    while let Ok(path) = received.recv() {
        println!("{path}");
    }
}

fn main() {}
