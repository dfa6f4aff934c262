#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::broadcast;

async fn chat(mut socket: TcpStream, mut messages: broadcast::Receiver<String>) -> std::io::Result<()> {
    let (reader, mut writer) = socket.split();
    let mut reader = BufReader::new(reader);
    let mut line = String::new();
    loop {
        tokio::select! {
            read = reader.read_line(&mut line) => {
                if read? == 0 {
                    return Ok(());
                }
                line.clear();
            }
            message = messages.recv() => {
                let Ok(message) = message else { return Ok(()) };
                writer.write_all(message.as_bytes()).await?;
            }
        }
    }
}

fn main() {}
