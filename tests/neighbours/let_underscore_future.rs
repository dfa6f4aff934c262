//! A future, or the handle of a task, that `let _ =` throws away.

async fn refresh() -> std::io::Result<()> {
    Ok(())
}

async fn start(executor: &async_executor::Executor<'_>) {
    let _ = refresh(); //~ let_underscore_future
    let _ = tokio::time::sleep(std::time::Duration::from_secs(1)); //~ let_underscore_future
    let _ = tokio::spawn(refresh()); //~ let_underscore_future
    let _ = async_std::task::spawn(refresh()); //~ let_underscore_future
    let _ = smol::spawn(refresh()); //~ let_underscore_future
    let _ = executor.spawn(refresh()).fallible(); //~ let_underscore_future
    let _ = executor.spawn(refresh()); //~ let_underscore_future
}

fn main() {}
