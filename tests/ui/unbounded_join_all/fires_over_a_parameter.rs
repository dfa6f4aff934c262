#![deny(unbounded_join_all)]
#![allow(unused)]

use futures::future::join_all;

async fn all<F: Future<Output = ()>>(work: impl IntoIterator<Item = F>) {
    join_all(work).await;
}

async fn each<F>(work: Vec<F>)
where
    F: Future<Output = u32>,
{
    let all = join_all(work);
    println!("{:?}", all.await);
}

fn main() {}
