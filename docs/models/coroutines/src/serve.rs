//! A coroutine a connection, on a few threads.
//!
//! The code is that of a thread a connection: it reads, answers and reads again. What waits is a coroutine, which takes
//! its stack and little else, so there may be many more of them than threads. What computes holds its thread, as
//! everywhere; may's other threads take over the coroutines that are ready meanwhile.

use std::convert::Infallible;
use std::future::poll_fn;
use std::io::{self, Write};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use may::coroutine::Builder;
use may::go;
use may::net::{TcpListener, TcpStream};
use model_common::blocking::{Turn, drive};
use model_common::serve::{BUSY, Outcome, Place, Places, Server};
use model_common::{Received, Response, digested, receive};

use crate::blocking;

#[derive(Clone)]
struct Service {
    stopping: Arc<AtomicBool>,
    patience: Duration,
    digest_rounds: u32,
}

// ANCHOR: serve
/// Serves until a signal to stop, then lets requests end.
pub fn serve(server: Server<TcpListener>) -> io::Result<Outcome> {
    let settings = server.settings;
    let places = Places::new(settings.connections);
    let service = Service {
        stopping: server.stop.flag()?,
        patience: settings.patience,
        digest_rounds: settings.digest_rounds,
    };
    loop {
        let accepted = server.listener.accept();
        if service.is_stopping() {
            break;
        }
        let begun = match (accepted, places.take()) {
            (Ok((stream, _)), Some(place)) => service.clone().begin(stream, place),
            // Who gets nothing of it sees that the connection is closed.
            (Ok((mut stream, _)), None) => stream.write(BUSY).map(drop),
            (Err(error), _) => Err(error),
        };
        if let Err(error) = begun {
            // Out of file descriptors or memory, or a client that left early: all of it passes.
            eprintln!("cannot accept: {error}");
            thread::sleep(Duration::from_millis(20));
        }
    }
    drop(server.listener);
    Ok(places.wait_until_free(settings.drain_timeout))
}

impl Service {
    fn begin(self, stream: TcpStream, place: Place) -> io::Result<()> {
        let begun = go!(Builder::new(), move || {
            let _place = place;
            // How a connection broke is its client's affair.
            let _ = self.converse(stream);
        });
        begun.map(drop) // it goes on without a handle
    }

    /// Answers the requests of one connection.
    fn converse(&self, stream: TcpStream) -> io::Result<()> {
        let stopping = Arc::clone(&self.stopping);
        let turn = Turn::new(self.patience, move || stopping.load(Ordering::Acquire));
        let answers = service_fn(|request| self.answer(&turn, request));
        let stream = blocking(stream, &turn)?;
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
        let answer = match receive(request).await {
            Received::Answered(answer) => answer,
            Received::Digest(body) => digested(body, self.digest_rounds),
        };
        turn.answered();
        Ok(answer.into())
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }
}
// ANCHOR_END: serve
