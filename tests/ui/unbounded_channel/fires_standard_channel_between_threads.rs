#![deny(unbounded_channel)]
#![allow(unused)]

use std::io::BufRead;
use std::sync::mpsc;
use std::thread;

fn main() {
    let (lines, received) = mpsc::channel();
    thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if lines.send(line).is_err() {
                break;
            }
        }
    });
    for line in received {
        println!("{line}");
    }
}
