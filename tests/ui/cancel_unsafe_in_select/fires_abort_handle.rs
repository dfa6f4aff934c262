#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use std::sync::Mutex;

use futures::future::{AbortHandle, Abortable};
use tokio::io::AsyncWriteExt;
use tokio::net::tcp::OwnedWriteHalf;

async fn stream_out(mut writer: OwnedWriteHalf, songs: Vec<Vec<u8>>, skip: &Mutex<Option<AbortHandle>>) {
    for song in &songs {
        let (handle, registration) = AbortHandle::new_pair();
        *skip.lock().unwrap() = Some(handle);
        match Abortable::new(writer.write_all(song), registration).await {
            Ok(written) => println!("{}", written.is_ok()),
            Err(_) => println!("skipped"),
        }
    }
}

fn main() {}
