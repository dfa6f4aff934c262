#![deny(sequential_awaits)]
#![allow(unused)]

//! async-std leaves it to the crate futures.

use futures::FutureExt as _;

async fn keys() -> std::io::Result<(String, String)> {
    let private = async_std::fs::read_to_string("key.pem").await?;
    let public = async_std::fs::read_to_string("cert.pem").await?;
    Ok((private, public))
}

fn main() {
    let _ = async_std::task::block_on(keys());
}
