//! What the book's page about claims says was tested.

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::thread;

use allocation_counter::measure;
use smol::future::yield_now;

/// The Async Book's pair of downloads, without what a client for HTTP does: two futures that wait once each.
#[test]
fn two_joined_futures_allocate_nothing() {
    let mut joined = pin!(async { tokio::join!(page(1), page(2)) });
    let mut context = Context::from_waker(Waker::noop());
    let mut polled = Poll::Pending;
    let used = measure(|| {
        while polled.is_pending() {
            polled = joined.as_mut().poll(&mut context);
        }
    });
    assert_eq!(polled, Poll::Ready((1, 2)));
    assert_eq!(used.count_total, 0);
}

#[test]
fn two_threads_allocate() {
    let used = measure(|| {
        let pages = thread::scope(|scope| {
            let first = scope.spawn(|| 1);
            let second = scope.spawn(|| 2);
            (first.join().ok(), second.join().ok())
        });
        assert_eq!(pages, (Some(1), Some(2)));
    });
    assert!(used.count_total > 0);
}

async fn page(number: u32) -> u32 {
    yield_now().await;
    number
}
