#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

struct Session {
    stream: TcpStream,
    seen: u64,
}

impl Session {
    async fn run(&mut self) -> std::io::Result<()> {
        let mut tick = tokio::time::interval(Duration::from_secs(1));
        loop {
            let mut header = [0; 4];
            tokio::select! {
                read = self.stream.read_exact(&mut header) => {
                    read?;
                    self.seen += 1;
                }
                _ = tick.tick() => println!("{} frames", self.seen),
            }
        }
    }
}

fn main() {}
