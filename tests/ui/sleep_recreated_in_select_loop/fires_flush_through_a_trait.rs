#![deny(sleep_recreated_in_select_loop)]
#![allow(unused)]

use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::time;

trait Store {
    async fn put(&self, bytes: &[u8]) -> Result<(), Error>;
    async fn flush(&self) -> Result<(), Error>;
}

struct Error;

const FLUSH: Duration = Duration::from_secs(5 * 60);

async fn collect<S: Store>(socket: UdpSocket, store: &S) -> Result<(), Error> {
    let mut packet = [0; 1500];
    loop {
        tokio::select! {
            biased;
            received = socket.recv(&mut packet) => {
                let Ok(length) = received else {
                    continue;
                };
                store.put(&packet[..length]).await?;
            }
            () = time::sleep(FLUSH) => {
                store.flush().await?;
            }
        }
    }
}

fn main() {}
