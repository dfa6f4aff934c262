#![deny(retry_without_backoff)]
#![allow(unused)]

use std::fs::{File, OpenOptions};
use std::path::Path;

fn lock(path: &Path) -> File {
    loop {
        if let Ok(file) = OpenOptions::new().write(true).create_new(true).open(path) {
            return file;
        }
    }
}

fn main() {}
