#![deny(retry_without_backoff)]
#![allow(unused)]

use std::io::Read;
use std::net::TcpStream;

const fn larger(one: usize, other: usize) -> usize {
    if one > other { one } else { other }
}

// The call in the length is another body's.
fn copy(mut stream: TcpStream) -> usize {
    let mut sum = 0;
    loop {
        let mut buffer = [0; larger(1024, 4096)];
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return sum,
            Ok(count) => sum += count,
        }
    }
}

fn main() {}
