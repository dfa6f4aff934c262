#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::sync::oneshot;

enum Event {
    Number(u32),
    Stop,
}

async fn by_event(mut stream: TcpStream, mut stop: oneshot::Receiver<()>) {
    loop {
        let event = tokio::select! {
            number = stream.read_u32() => number.map_or(Event::Stop, Event::Number),
            _ = &mut stop => Event::Stop,
        };
        match event {
            Event::Number(number) => println!("{number}"),
            Event::Stop => break,
        }
    }
}

async fn by_flag(mut stream: TcpStream, mut stop: oneshot::Receiver<()>) {
    let mut running = true;
    while running {
        tokio::select! {
            number = stream.read_u32() => println!("{}", number.is_ok()),
            _ = &mut stop => running = false,
        }
    }
}

async fn by_option(mut stream: TcpStream, mut stop: oneshot::Receiver<()>) {
    while let Some(number) = tokio::select! {
        number = stream.read_u32() => number.ok(),
        _ = &mut stop => None,
    } {
        println!("{number}");
    }
}

fn main() {}
