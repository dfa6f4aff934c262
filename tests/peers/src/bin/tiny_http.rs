//! Plain tiny_http, a thread a core that answers.

use std::sync::Arc;
use std::thread;

use tiny_http::{Response, Server};

fn main() {
    let server = Arc::new(Server::http(peers::address()).expect("the address is free"));
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let answering: Vec<_> = (0..threads)
        .map(|_| {
            let server = Arc::clone(&server);
            thread::spawn(move || {
                for request in server.incoming_requests() {
                    // Fails where the client has left.
                    let _ = request.respond(Response::from_string(peers::HELLO));
                }
            })
        })
        .collect();
    for thread in answering {
        thread.join().expect("it serves for ever");
    }
}
