#![deny(unbounded_join_all)]
#![allow(unused)]

use futures::future::{join_all, try_join_all};

async fn work(number: u32) -> Result<u32, String> {
    Ok(number)
}

async fn all() -> Result<(), String> {
    join_all([work(1), work(2)]).await;
    join_all(vec![work(1), work(2)]).await;
    try_join_all([1, 2, 3].into_iter().map(work)).await?;
    let numbers = vec![1, 2];
    try_join_all(numbers.iter().map(|number| work(*number))).await?;
    Ok(())
}

fn main() {}
