#![deny(sequential_awaits)]
#![allow(unused)]

//! smol joins two futures by a function.

async fn keys() -> std::io::Result<(String, String)> {
    let private = smol::fs::read_to_string("key.pem").await?;
    let public = smol::fs::read_to_string("cert.pem").await?;
    Ok((private, public))
}

async fn lengths() -> (Option<usize>, Option<usize>) {
    let one = smol::fs::read("one").await;
    let two = smol::fs::read("two").await;
    (one.ok().map(|it| it.len()), two.ok().map(|it| it.len()))
}

fn main() {
    let _ = smol::block_on(keys());
}
