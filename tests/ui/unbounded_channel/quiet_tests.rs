#![deny(unbounded_channel)]
#![allow(unused)]

use std::sync::mpsc;

#[cfg(test)]
mod tests {
    pub struct Recorder(pub std::sync::mpsc::Sender<String>);

    pub fn recorder() -> (Recorder, std::sync::mpsc::Receiver<String>) {
        let (sender, receiver) = std::sync::mpsc::channel();
        (Recorder(sender), receiver)
    }
}

#[test]
fn records() {
    let (lines, received) = mpsc::channel();
    std::thread::spawn(move || loop {
        lines.send(String::new()).unwrap();
    });
    assert_eq!(received.iter().next(), Some(String::new()));
}

fn main() {}
