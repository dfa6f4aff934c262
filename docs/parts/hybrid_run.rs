// written by `cargo bless pages` from template/layers/model/hybrid/src/cpu.rs: edit that file

// ANCHOR: part
/// Computes, or refuses at once. Work that was given up while it waited is skipped.
pub async fn run<T: Send + 'static>(
    &self,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Refused> {
    let (place, within) = Counted::up_to(&self.admitted, self.limit);
    if !within {
        return Err(Refused::Full);
    }
    let waiting = Counted::new(&self.waiting);
    let span = Span::current();
    let (answer, answered) = oneshot::channel();
    self.threads.spawn(move || {
        let _place = place; // until the work ends: given up, it still takes a thread
        drop(waiting);
        if answer.is_canceled() {
            return;
        }
        // A panic that left here would end the process. The receiver learns of it by the lost sender.
        if let Ok(result) = catch_unwind(AssertUnwindSafe(|| span.in_scope(work))) {
            // The request may have been given up meanwhile.
            let _ = answer.send(result);
        }
    });
    answered.await.map_err(|_| Refused::Panicked)
}
// ANCHOR_END: part
