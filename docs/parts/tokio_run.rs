// written by `cargo bless pages` from template/layers/runtime/tokio/src/rt.rs: edit that file

// ANCHOR: part
/// Runs `main` and every task it spawns on this many threads.
pub fn run<T>(threads: usize, main: impl Future<Output = T>) -> io::Result<T> {
    let mut builder = match threads {
        1 => Builder::new_current_thread(),
        _ => Builder::new_multi_thread(),
    };
    if threads > 1 {
        builder.worker_threads(threads);
    }
    let runtime = builder.enable_all().build()?;
    let result = runtime.block_on(main);
    // Work on the blocking pool cannot be stopped: waiting for it here could hold the exit for ever.
    runtime.shutdown_background();
    Ok(result)
}
// ANCHOR_END: part
