// written by `cargo bless pages` from template/layers/runtime/async-std/src/rt.rs: edit that file

// ANCHOR: part
/// Runs `main` here, and the tasks it spawns on this many threads.
pub fn run<T>(threads: usize, main: impl Future<Output = T>) -> io::Result<T> {
    // async-std itself takes their number from the environment only; the executor is the one it drives.
    let config = GlobalExecutorConfig::default()
        .with_min_threads(threads)
        .with_max_threads(threads);
    async_global_executor::init_with_config(config);
    Ok(task::block_on(main))
}
// ANCHOR_END: part
