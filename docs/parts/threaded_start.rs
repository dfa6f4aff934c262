// written by `cargo bless pages` from template/layers/model/threaded/src/server.rs: edit that file

// ANCHOR: part
fn start(self: &Arc<Self>, number: u64, stream: TcpStream) -> io::Result<()> {
    let stream = Arc::new(stream);
    let activity = Arc::new(Activity::new(&self.app.config));
    let open = Open {
        stream: Arc::clone(&stream),
        activity: Arc::clone(&activity),
    };
    self.open().insert(number, open);
    let ended = Ended {
        server: Arc::clone(self),
        number,
    };
    let serve = move || {
        let server = &ended.server;
        let closing = Arc::clone(&server.closing);
        match Connection::new(&server.app, server.side, stream, activity, closing) {
            Ok(connection) => server.serve(connection),
            Err(error) => tracing::debug!(%error, "the client left early"),
        }
    };
    // The thread says itself that it has ended, by dropping `ended`; that is what a stop waits for.
    thread::Builder::new()
        .name(format!("connection-{number}"))
        .stack_size(self.app.config.tuning.stack_size as usize * 1024)
        .spawn(serve)
        .map(drop)
}
// ANCHOR_END: part
