//! A client's connection: requests in, answers out, in the same order.

use std::io::{self, ErrorKind, Read, Write};
use std::mem;
use std::net::Shutdown;
use std::time::{Duration, Instant, SystemTime};

use http::{StatusCode, Uri};
use httparse::{EMPTY_HEADER, Request, Status};
use mio::net::TcpStream;
use model_common::{Answer, MAX_BODY, Route, route};
use sha2::{Digest, Sha256};

use crate::body::{Body, HEAD, HEADERS, Otherwise, Refused, says};

/// Where a connection stands.
pub(crate) struct Connection {
    stream: TcpStream,
    state: State,
    /// What is not read yet, and not sent yet.
    input: Vec<u8>,
    output: Vec<u8>,
    until: Option<Instant>,
    /// Whether the answer to the present request is the last.
    is_last: bool,
    /// Whether no more requests are wanted.
    in_haste: bool,
    is_head: bool,
}

enum State {
    /// It waits for a request.
    Head,
    /// It reads one's body, and what becomes of it then.
    Body(Body, Wanted),
    /// It waits for what was asked of others.
    Computing,
    /// It ends when all is sent.
    Ending,
}

enum Wanted {
    Hash(Sha256),
    Nothing(Answer),
}

/// How far a connection has come.
pub(crate) enum Progress {
    /// It waits for its client, or for [`Connection::answer`].
    Waits(Instant),
    /// This is to be computed for its answer.
    Digest(Sha256),
    /// It is over.
    Ended,
}

impl Connection {
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            state: State::Head,
            input: Vec::new(),
            output: Vec::new(),
            until: None,
            is_last: false,
            in_haste: false,
            is_head: false,
        }
    }

    /// Whether time is nothing to it, because it waits for what others compute.
    pub(crate) fn may_be_late(&mut self) -> bool {
        self.until = None;
        self.computes()
    }

    fn computes(&self) -> bool {
        matches!(self.state, State::Computing)
    }

    /// Ends after the present request, or by `until` when there is none.
    pub(crate) fn make_haste(&mut self, until: Instant) {
        self.in_haste = true;
        if let State::Head = self.state {
            self.until = Some(self.until.map_or(until, |already| already.min(until)));
        }
    }

    /// Puts an answer behind those that are not sent yet.
    pub(crate) fn answer(&mut self, answer: &Answer) {
        self.is_last |= self.in_haste;
        render(answer, self.is_head, self.is_last, &mut self.output);
        let next = if self.is_last { State::Ending } else { State::Head };
        self.enter(next);
    }

    /// Does all that can be done without waiting. A phase takes no longer than `patience`.
    pub(crate) fn go_on(&mut self, patience: Duration) -> io::Result<Progress> {
        let mut buffer = [0; 4096];
        loop {
            let is_sent = self.send()?;
            let until = *self.until.get_or_insert_with(|| Instant::now() + patience);
            // Nothing more is read while answers wait for their client to take them.
            if !is_sent || self.computes() {
                return Ok(Progress::Waits(until));
            }
            if let State::Ending = self.state {
                self.stream.shutdown(Shutdown::Write)?;
                return Ok(Progress::Ended);
            }
            match self.read_on() {
                Ok(Step::Digest(hash)) => return Ok(Progress::Digest(hash)),
                Ok(Step::Further) => continue,
                Ok(Step::Wants) => {}
                Err(refused) => {
                    self.refuse(refused);
                    continue;
                }
            }
            match self.stream.read(&mut buffer) {
                Ok(0) => return Ok(Progress::Ended),
                Ok(read) => self.input.extend(&buffer[..read]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Progress::Waits(until)),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn enter(&mut self, state: State) {
        self.state = state;
        self.until = None;
    }

    fn send(&mut self) -> io::Result<bool> {
        while !self.output.is_empty() {
            match self.stream.write(&self.output) {
                Ok(sent) => drop(self.output.drain(..sent)),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    /// Reads on in what has come.
    fn read_on(&mut self) -> Result<Step, Refused> {
        match &mut self.state {
            State::Head => self.read_head(),
            State::Body(body, wanted) => {
                let each = |bytes: &[u8]| {
                    if let Wanted::Hash(hash) = wanted {
                        hash.update(bytes);
                    }
                };
                if !body.take(&mut self.input, each)? {
                    return Ok(Step::Wants);
                }
                match mem::replace(&mut self.state, State::Computing) {
                    State::Body(_, Wanted::Hash(hash)) => {
                        self.enter(State::Computing);
                        Ok(Step::Digest(hash))
                    }
                    State::Body(_, Wanted::Nothing(answer)) => {
                        self.answer(&answer);
                        Ok(Step::Further)
                    }
                    _ => unreachable!("it was a body"),
                }
            }
            State::Computing | State::Ending => Ok(Step::Wants),
        }
    }

    fn read_head(&mut self) -> Result<Step, Refused> {
        let mut headers = [EMPTY_HEADER; HEADERS];
        let mut head = Request::new(&mut headers);
        let end = match head.parse(&self.input) {
            Ok(Status::Complete(end)) => end,
            Ok(Status::Partial) if self.input.len() < HEAD => return Ok(Step::Wants),
            Err(httparse::Error::TooManyHeaders) | Ok(Status::Partial) => return Err(Refused::TooLarge),
            Err(_) => return Err(Refused::Malformed),
        };
        let (method, target) = (head.method.unwrap_or_default(), head.path.unwrap_or_default());
        let target: Uri = target.parse().map_err(|_| Refused::Malformed)?;
        let is_old = head.version == Some(0);
        self.is_head = method == "HEAD";
        self.is_last = is_old || says(head.headers, "connection", "close");
        let goes_on = !is_old && says(head.headers, "expect", "100-continue");
        let wanted = match route(method, target.path()) {
            Route::Digest => Wanted::Hash(Sha256::new()),
            Route::Plain(answer) => Wanted::Nothing(answer),
        };
        let body = Body::new(head.headers, Otherwise::Empty, MAX_BODY);
        self.input.drain(..end);
        match body {
            Ok(body) => self.enter(State::Body(body, wanted)),
            Err(Refused::Malformed) => return Err(Refused::Malformed),
            Err(Refused::TooLarge) => {
                self.is_last = true;
                self.answer(&Answer::too_large());
                return Ok(Step::Further);
            }
        }
        if goes_on && self.input.is_empty() {
            self.output.extend(b"HTTP/1.1 100 Continue\r\n\r\n");
        }
        Ok(Step::Further)
    }

    fn refuse(&mut self, refused: Refused) {
        self.is_last = true;
        self.answer(&match (refused, &self.state) {
            (Refused::Malformed, _) => Answer::new(400, "malformed\n"),
            (Refused::TooLarge, State::Head) => Answer::new(431, "the head is too long\n"),
            (Refused::TooLarge, _) => Answer::too_large(),
        });
    }
}

enum Step {
    /// Nothing can be done without more bytes.
    Wants,
    /// Something has changed.
    Further,
    /// A digest is asked for.
    Digest(Sha256),
}

fn render(answer: &Answer, is_head: bool, is_last: bool, out: &mut Vec<u8>) {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let reason = status.canonical_reason().unwrap_or_default();
    let (kind, length, date) = (
        Answer::CONTENT_TYPE,
        answer.body.len(),
        httpdate::fmt_http_date(SystemTime::now()),
    );
    // It cannot fail: the output grows.
    let _ = write!(
        out,
        "HTTP/1.1 {} {reason}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\ndate: {date}\r\n",
        answer.status
    );
    if let Some(methods) = answer.allow {
        let _ = write!(out, "allow: {methods}\r\n");
    }
    if is_last {
        out.extend(b"connection: close\r\n");
    }
    out.extend(b"\r\n");
    if !is_head {
        out.extend(answer.body.as_bytes());
    }
}
