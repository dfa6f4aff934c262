//! A callback a page, on one thread that never waits for one of them.
//!
//! The loop asks the kernel which sockets are ready and calls back. A callback does what it can without waiting and
//! says when it wants to be called at the latest; where it stands is kept in a struct, because nothing of it is kept on
//! a stack. What comes after a download stands in the callback too: it puts the page away and begins the next one.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};
use std::rc::Rc;
use std::time::Instant;

use httparse::{EMPTY_HEADER, Response, Status};
use mio::net::TcpStream;
use model_common::{Address, Error, Limits, Page};

use crate::body::{Body, HEAD, HEADERS, Otherwise, Refused};
use crate::events::{Events, Happened, Next};

// ANCHOR: download
/// Downloads every page, in the order of the addresses.
pub fn download(addresses: &[String], limits: &Limits) -> io::Result<Vec<Result<Page, Error>>> {
    let job = Rc::new(Job {
        pages: RefCell::new(addresses.iter().map(|_| Err(Error::Cancelled)).collect()),
        queue: RefCell::new(addresses.iter().cloned().enumerate().collect()),
        deadline: Instant::now() + limits.timeout,
        max_body: limits.max_body,
    });
    let mut events = Events::new()?;
    for _ in 0..limits.at_once {
        begin_next(&job, &mut events);
    }
    let mut ready = mio::Events::with_capacity(1024);
    while events.len() > 0 && Instant::now() < job.deadline {
        events.turn(&mut ready, job.deadline)?;
    }
    // What is late stays as it stands above: cancelled. Its sockets go with the loop.
    Ok(job.pages.take())
}

/// What the callbacks share; there is one thread, so they need no lock.
struct Job {
    pages: RefCell<Vec<Result<Page, Error>>>,
    queue: RefCell<VecDeque<(usize, String)>>,
    deadline: Instant,
    max_body: usize,
}

/// Begins the next download that can begin.
fn begin_next(job: &Rc<Job>, events: &mut Events<()>) {
    let next = || job.queue.borrow_mut().pop_front();
    while let Some((number, address)) = next() {
        match begin(job, events, number, &address) {
            Ok(()) => return,
            Err(error) => job.pages.borrow_mut()[number] = Err(error),
        }
    }
}

fn begin(job: &Rc<Job>, events: &mut Events<()>, number: usize, address: &str) -> Result<(), Error> {
    let mut exchange = Exchange::begin(address, job.max_body)?;
    let key = events.watch(&mut exchange.stream).map_err(Error::Connect)?;
    let (job, deadline) = (Rc::clone(job), job.deadline);
    let call = Box::new(move |events: &mut Events<()>, _, happened| {
        if let Happened::Late = happened {
            return Next::End;
        }
        let Some(page) = exchange.go_on().transpose() else {
            return Next::Until(job.deadline);
        };
        job.pages.borrow_mut()[number] = page;
        begin_next(&job, events);
        Next::End
    });
    events.call_back(key, deadline, call);
    Ok(())
}
// ANCHOR_END: download

/// A request and its answer, as far as they have come.
struct Exchange {
    stream: TcpStream,
    is_connected: bool,
    /// What is not sent yet.
    request: Vec<u8>,
    /// What is not read yet.
    input: Vec<u8>,
    answer: Option<Answer>,
    max_body: usize,
}

struct Answer {
    status: u16,
    rest: Body,
    body: Vec<u8>,
}

impl Exchange {
    fn begin(address: &str, max_body: usize) -> Result<Self, Error> {
        let address = Address::parse(address)?;
        // The one call that blocks: the kernel knows no names.
        let number = address.look_up()?;
        let Address { authority, path, .. } = address;
        let request = format!("GET {path} HTTP/1.1\r\nhost: {authority}\r\nconnection: close\r\n\r\n");
        Ok(Self {
            stream: TcpStream::connect(number).map_err(Error::Connect)?,
            is_connected: false,
            request: request.into_bytes(),
            input: Vec::new(),
            answer: None,
            max_body,
        })
    }

    /// Sends and reads what is possible now; the page once that is whole.
    fn go_on(&mut self) -> Result<Option<Page>, Error> {
        if !self.is_connected
            && let Some(error) = self.stream.take_error().map_err(Error::broken)?
        {
            return Err(Error::Connect(error));
        }
        while !self.request.is_empty() {
            match self.stream.write(&self.request) {
                Ok(sent) => drop(self.request.drain(..sent)),
                Err(error) if is_early(&error) => return Ok(None),
                Err(error) => return Err(Error::broken(error)),
            }
            self.is_connected = true;
        }
        let mut buffer = [0; 16_384];
        loop {
            let read = match self.stream.read(&mut buffer) {
                Ok(read) => read,
                Err(error) if is_early(&error) => return Ok(None),
                Err(error) => return Err(Error::broken(error)),
            };
            self.input.extend(&buffer[..read]);
            if self.read_answer().map_err(why)? || (read == 0 && self.may_end()) {
                let answer = self.answer.take().expect("it was read");
                return Page::new(answer.status, &answer.body).map(Some);
            }
            if read == 0 {
                return Err(Error::broken("the server ended half way"));
            }
        }
    }

    /// Whether all of it has come.
    fn read_answer(&mut self) -> Result<bool, Refused> {
        while self.answer.is_none() {
            let mut headers = [EMPTY_HEADER; HEADERS];
            let mut head = Response::new(&mut headers);
            let end = match head.parse(&self.input) {
                Ok(Status::Complete(end)) => end,
                Ok(Status::Partial) if self.input.len() < HEAD => return Ok(false),
                _ => return Err(Refused::Malformed),
            };
            let status = head.code.ok_or(Refused::Malformed)?;
            let rest = match status {
                204 | 304 => Body::new(&[], Otherwise::Empty, 0)?,
                _ => Body::new(head.headers, Otherwise::UntilClosed, self.max_body)?,
            };
            self.input.drain(..end);
            // Others only announce the answer.
            if status >= 200 {
                let body = Vec::new();
                self.answer = Some(Answer { status, rest, body });
            }
        }
        let answer = self.answer.as_mut().ok_or(Refused::Malformed)?;
        answer
            .rest
            .take(&mut self.input, |bytes| answer.body.extend(bytes))
    }

    fn may_end(&self) -> bool {
        self.answer.as_ref().is_some_and(|answer| answer.rest.may_end())
    }
}

/// Whether the loop will say when to try again.
fn is_early(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::NotConnected)
}

fn why(refused: Refused) -> Error {
    match refused {
        Refused::TooLarge => Error::TooLarge,
        Refused::Malformed => Error::broken("the answer is not HTTP"),
    }
}
