//! A job a connection, on a fixed number of threads.
//!
//! A thread reads a request, answers it and waits for the next one of the same client; more connections than threads
//! wait in the pool's queue. So that these get their turn, a connection ends with its answer while others wait, and one
//! that is idle gives its thread up.

use std::convert::Infallible;
use std::future::poll_fn;
use std::io::{self, Write};
use std::net::TcpStream;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use hyper::Request;
use hyper::body::Incoming;
use hyper::header::{CONNECTION, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use model_common::blocking::{Blocking, LOOK, Turn, drive};
use model_common::serve::{BUSY, Outcome, Places, Server, Settings};
use model_common::{Received, Response, digested, receive};
use rayon::ThreadPoolBuilder;

/// For a service whose requests mostly wait for their clients.
const THREADS: usize = 64;

struct Service {
    settings: Settings,
    threads: usize,
    places: Arc<Places>,
    stopping: Arc<AtomicBool>,
}

// ANCHOR: serve
/// Serves until a signal to stop, then lets requests end.
pub fn serve(server: Server) -> io::Result<Outcome> {
    let service = Arc::new(Service {
        threads: server.settings.threads.unwrap_or(THREADS),
        places: Places::new(server.settings.connections),
        settings: server.settings,
        stopping: server.stop.flag()?,
    });
    let pool = ThreadPoolBuilder::new()
        .num_threads(service.threads)
        .panic_handler(|_| {}) // told already; the connection is closed
        .build()
        .map_err(io::Error::other)?;
    loop {
        let accepted = server.listener.accept();
        if service.is_stopping() {
            break;
        }
        match (accepted, service.places.take()) {
            (Ok((stream, _)), Some(place)) => {
                let service = Arc::clone(&service);
                pool.spawn(move || {
                    let _place = place; // taken from the accept on: the queue is bounded too
                    // How a connection broke is its client's affair.
                    let _ = service.converse(stream);
                });
            }
            // It hardly fails, and who was told nothing sees that the connection is closed.
            (Ok((mut stream, _)), None) => drop(stream.write(BUSY)),
            (Err(error), _) => {
                // Out of file descriptors, or a client that left early: either passes.
                eprintln!("cannot accept: {error}");
                thread::sleep(Duration::from_millis(20));
            }
        }
    }
    drop(server.listener);
    Ok(service.places.wait_until_free(service.settings.drain_timeout))
}

impl Service {
    /// Answers the requests of one connection.
    fn converse(self: Arc<Self>, stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(LOOK))?;
        stream.set_write_timeout(Some(LOOK))?;
        let service = Arc::clone(&self);
        let give_up = move || service.is_stopping() || service.is_crowded();
        let turn = Turn::new(self.settings.patience, give_up);
        let answers = service_fn(|request| self.answer(&turn, request));
        let stream = Blocking::new(stream, &turn);
        let mut http = pin!(http1::Builder::new().serve_connection(stream, answers));
        let served = poll_fn(|context| {
            let polled = http.as_mut().poll(context);
            if self.is_stopping() {
                http.as_mut().graceful_shutdown();
            }
            polled
        });
        drive(&turn, served)?.map_err(io::Error::other)
    }

    async fn answer(&self, turn: &Turn, request: Request<Incoming>) -> Result<Response, Infallible> {
        turn.asked();
        let mut response = Response::from(match receive(request).await {
            Received::Answered(answer) => answer,
            Received::Digest(body) => digested(body, self.settings.digest_rounds),
        });
        if self.is_crowded() {
            let close = HeaderValue::from_static("close");
            response.headers_mut().insert(CONNECTION, close);
        }
        turn.answered();
        Ok(response)
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// Whether connections wait for a thread.
    fn is_crowded(&self) -> bool {
        *self.places.taken() > self.threads
    }
}
// ANCHOR_END: serve
