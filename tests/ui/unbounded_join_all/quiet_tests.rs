#![deny(unbounded_join_all)]
#![allow(unused)]

use futures::future::join_all;

#[tokio::test]
async fn many() {
    let count = std::env::args().count();
    join_all((0..count).map(|_| async {})).await;
}

fn main() {}
