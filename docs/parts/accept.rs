// written by `cargo bless pages` from template/layers/edge/async/src/server.rs: edit that file

// ANCHOR: part
/// Accepts until `closed`; the listener is closed on return. Connections over the limit stay in the backlog.
async fn accept(
    app: &Arc<App>,
    side: Side,
    listener: Listener,
    limit: u32,
    closed: &Flag,
) -> Tasks<()> {
    enum Event {
        Closed,
        Ended,
        Accepted(io::Result<Stream>, rt::Permit),
    }
    let permits = Permits::new(limit as usize);
    let mut connections = Tasks::new();
    loop {
        let closing = async {
            closed.raised().await;
            Event::Closed
        };
        let ending = async {
            if connections.next().await.is_none() {
                pending::<()>().await;
            }
            Event::Ended
        };
        let accepting = async {
            let permit = permits.take().await;
            Event::Accepted(listener.accept().await.map(|(stream, _)| stream), permit)
        };
        match or(closing, or(ending, accepting)).await {
            Event::Closed => return connections,
            Event::Ended => {}
            Event::Accepted(Ok(stream), permit) => {
                let closed = closed.clone();
                connections.spawn(connection(Arc::clone(app), side, stream, closed, permit));
            }
            Event::Accepted(Err(error), _) => {
                // Out of file descriptors, or a client that left early: either passes.
                tracing::warn!(%error, "cannot accept");
                rt::sleep(Duration::from_millis(20)).await;
            }
        }
    }
}
// ANCHOR_END: part
