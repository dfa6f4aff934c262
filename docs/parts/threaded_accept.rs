// written by `cargo bless pages` from template/layers/model/threaded/src/server.rs: edit that file

// ANCHOR: part
/// Accepts until closed. Connections over the limit stay in the backlog.
fn accept(self: &Arc<Self>, listener: TcpListener) {
    for number in 0.. {
        let full = |open: &mut HashMap<_, _>| open.len() >= self.limit && !self.is_closing();
        let free = self.ended.wait_while(self.open(), full);
        drop(free);
        let accepted = listener.accept();
        if self.is_closing() {
            return;
        }
        let started = accepted.and_then(|(stream, _)| self.start(number, stream));
        if let Err(error) = started {
            // Out of file descriptors or threads, or a client that left early: all of it passes.
            tracing::warn!(%error, "cannot accept");
            thread::sleep(Duration::from_millis(20));
        }
    }
}
// ANCHOR_END: part
