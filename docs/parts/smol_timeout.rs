// written by `cargo bless pages` from template/layers/runtime/smol/src/rt.rs: edit that file

// ANCHOR: part
/// What `work` gives, unless it takes longer.
pub async fn timeout<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    let late = async {
        Timer::after(limit).await;
        None
    };
    async { Some(work.await) }.or(late).await
}
// ANCHOR_END: part
