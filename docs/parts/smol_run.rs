// written by `cargo bless pages` from template/layers/runtime/smol/src/rt.rs: edit that file

// ANCHOR: part
/// Runs `main` and every task it spawns on this many threads.
pub fn run<T>(threads: usize, main: impl Future<Output = T>) -> io::Result<T> {
    let (ended, until) = smol::channel::bounded::<Infallible>(1);
    for number in 1..threads {
        let until = until.clone();
        thread::Builder::new()
            .name(format!("smol-{number}"))
            .spawn(move || smol::block_on(EXECUTOR.run(until.recv())))?;
    }
    let result = smol::block_on(EXECUTOR.run(main));
    drop(ended); // the other threads end with it
    Ok(result)
}
// ANCHOR_END: part
