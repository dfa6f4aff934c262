//! What a pool runs holds nobody up; who waits for it here does.

#![deny(blocking_call_in_async)]
#![allow(unused)]

use rayon::ThreadPool;
use rayon::prelude::*;

async fn squares(pool: &ThreadPool, numbers: &mut [u64]) {
    pool.install(|| println!("on a thread of the pool"));
    numbers.par_iter_mut().for_each(|number| *number *= *number);
    rayon::scope(|scope| {
        scope.spawn(|_| println!("beside"));
    });
}

fn main() {}
