#![deny(async_guard_across_unrelated_await)]
#![allow(unused)]

use tokio::sync::{Mutex, MutexGuard};
use tokio::time::{Duration, timeout};

struct State {
    count: u32,
    name: String,
}

async fn tell() {
    tokio::task::yield_now().await;
}

async fn count(state: &Mutex<State>) {
    let mut count = MutexGuard::map(state.lock().await, |state| &mut state.count);
    *count += 1;
    let _ = timeout(Duration::from_secs(1), tell()).await;
    *count += 1;
}

async fn told_by_both(state: &Mutex<State>) {
    let mut state = state.lock().await;
    state.count += 1;
    tokio::join!(tell(), tell());
    state.count -= 1;
}

fn main() {}
