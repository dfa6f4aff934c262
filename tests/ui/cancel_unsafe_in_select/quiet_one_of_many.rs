#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use std::collections::HashMap;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

const LIMIT: Duration = Duration::from_secs(1);

async fn tell(peers: &mut HashMap<u32, TcpStream>, message: &[u8]) {
    for (number, peer) in peers.iter_mut() {
        if timeout(LIMIT, peer.write_all(message)).await.is_err() {
            println!("{number} is slow");
        }
    }
}

async fn tell_or_forget(peers: &mut Vec<TcpStream>, message: &[u8]) {
    let mut at = 0;
    while at < peers.len() {
        match timeout(LIMIT, peers[at].write_all(message)).await {
            Ok(_) => at += 1,
            Err(_) => drop(peers.swap_remove(at)),
        }
    }
}

fn main() {}
