#![deny(blocking_call_in_async)]
#![allow(unused)]

use std::fs::File;
use std::io::{BufRead, BufReader, Read};

async fn first_line(file: &File, mut connection: std::net::TcpStream) -> std::io::Result<String> {
    let mut line = String::new();
    BufReader::new(file).read_line(&mut line)?;
    connection.read_to_string(&mut line)?;
    Ok(line)
}

fn main() {}
