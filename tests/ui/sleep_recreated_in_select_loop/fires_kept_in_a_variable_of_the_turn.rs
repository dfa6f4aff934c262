#![deny(sleep_recreated_in_select_loop)]
#![allow(unused)]

use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};

async fn serve(socket: TcpStream) {}

fn report(served: &str) {}

async fn accept(listener: TcpListener, name: String) {
    loop {
        let until_report = tokio::time::sleep(Duration::from_secs(30));
        tokio::pin!(until_report);
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((socket, _)) => drop(tokio::spawn(serve(socket))),
                Err(error) => eprintln!("{error}"),
            },
            _ = &mut until_report => report(&name),
        }
    }
}

fn main() {}
