//! A value that must be used and that a semicolon throws away.

async fn refresh() -> std::io::Result<()> {
    Ok(())
}

async fn start(executor: &async_executor::Executor<'_>) {
    refresh(); //~ unused_must_use
    let later = refresh();
    later; //~ unused_must_use
    [refresh(), refresh()]; //~ unused_must_use
    tokio::time::sleep(std::time::Duration::from_secs(1)); //~ unused_must_use
    smol::spawn(refresh()); //~ unused_must_use
    executor.spawn(refresh()).fallible(); //~ unused_must_use
}

fn end(thread: std::thread::JoinHandle<()>) {
    thread.join(); //~ unused_must_use
}

fn main() {}
