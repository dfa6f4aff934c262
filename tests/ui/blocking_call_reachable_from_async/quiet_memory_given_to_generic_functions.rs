#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

use std::io::{Cursor, Read};

trait Source {
    fn read(&self) -> Vec<u8>;
}

struct Disk;

impl Source for Disk {
    fn read(&self) -> Vec<u8> {
        std::fs::read("data.bin").unwrap_or_default()
    }
}

struct Memory(Vec<u8>);

impl Source for Memory {
    fn read(&self) -> Vec<u8> {
        self.0.clone()
    }
}

struct App<S> {
    source: S,
}

impl<S: Source> App<S> {
    fn size(&self) -> usize {
        self.source.read().len()
    }
}

fn text(mut reader: impl Read) -> String {
    let mut text = String::new();
    let _ = reader.read_to_string(&mut text);
    text
}

async fn size(app: &App<Memory>) -> usize {
    app.size() + text(&app.source.0[..]).len()
}

async fn words(bytes: Vec<u8>) -> std::io::Result<usize> {
    heddle_storage::words(Cursor::new(bytes))
}

// Which it is nobody knows here.
async fn any<S: Source, R: Read>(app: &App<S>, reader: R) -> usize {
    app.size() + text(reader).len()
}

fn main() {}
