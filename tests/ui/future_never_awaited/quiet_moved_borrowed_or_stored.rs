#![deny(future_never_awaited)]
#![allow(unused)]

async fn load() -> u32 {
    1
}

struct Later<F>(F);

fn returned() -> impl Future<Output = u32> {
    let future = load();
    future
}

fn stored() -> Later<impl Future<Output = u32>> {
    let future = load();
    Later(future)
}

async fn borrowed() -> u32 {
    let mut future = std::pin::pin!(load());
    tokio::select! {
        value = &mut future => value,
        () = async {} => 0,
    }
}

async fn pinned() {
    let pause = tokio::time::sleep(std::time::Duration::from_millis(1));
    tokio::pin!(pause);
    pause.await;
}

fn captured() -> impl AsyncFnOnce() -> u32 {
    let future = load();
    async move || future.await
}

fn main() {}
