#![deny(task_cancelled_on_drop)]
#![allow(unused)]

async fn serve(port: u16) {}

fn start(executor: &async_executor::Executor<'_>) {
    _ = smol::spawn(serve(80));
    _ = executor.spawn(async { serve(443).await });
}

fn main() {}
