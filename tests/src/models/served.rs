//! A model's program that serves, and its clients byte by byte.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

use super::command;
use crate::command::{Running, start};

/// For what should take milliseconds, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A request.
pub const HELLO: &str = "GET / HTTP/1.1\r\nhost: test\r\n\r\n";

/// A running service, killed when dropped.
#[derive(Debug)]
pub struct Served {
    child: Child,
    _running: Running,
    address: SocketAddr,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The head in small letters.
    pub head: String,
    /// The body, as text.
    pub body: String,
}

impl Answer {
    /// Whether the head has this line.
    pub fn has(&self, header: &str) -> bool {
        self.head.lines().any(|line| line == header)
    }
}

impl Served {
    /// Starts it on a free port and waits until it listens.
    pub fn start(model: &str, flags: &[&str]) -> Result<Self> {
        let mut command = command(model, "serve");
        command
            .arg("--listen=127.0.0.1:0")
            .args(flags)
            .stdout(Stdio::piped());
        let (mut child, running) = start(&mut command)?;
        let out = child.stdout.take().expect("standard output is piped");
        let mut line = String::new();
        let read = BufReader::new(out).read_line(&mut line);
        let address = read.ok().and_then(|_| {
            line.trim()
                .strip_prefix("listening on ")
                .and_then(|address| address.parse().ok())
        });
        let Some(address) = address else {
            let _ = child.kill();
            let _ = child.wait();
            bail!("{model} does not say where it listens but `{line}`");
        };
        Ok(Self {
            child,
            _running: running,
            address,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A connection.
    pub fn connect(&self) -> Result<TcpStream> {
        let stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(stream)
    }

    /// Asks by a connection of its own.
    pub fn ask(&self, request: &str) -> Result<Answer> {
        ask(&mut self.connect()?, request)
    }

    /// Whether a connection of its own is answered, and not turned away.
    pub fn serves(&self) -> Result<bool> {
        let mut stream = self.connect()?;
        Ok(ask(&mut stream, HELLO).is_ok_and(|answer| answer.status == 200))
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) -> Result<()> {
        kill_process(Pid::from_child(&self.child), signal).context("it does not run")
    }

    /// Waits for its end.
    pub fn end(mut self) -> Result<ExitStatus> {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            thread::sleep(Duration::from_millis(5));
        }
        bail!("it still runs")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Both fail only where it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a request and reads one answer.
pub fn ask(stream: &mut TcpStream, request: &str) -> Result<Answer> {
    stream.write_all(request.as_bytes())?;
    answer(stream)?.context("the connection ended without an answer")
}

/// Reads one answer; `None` where the connection ends before one begins.
pub fn answer(stream: &mut TcpStream) -> Result<Option<Answer>> {
    read_answer(stream, true)
}

/// The same for a request with the method HEAD.
pub fn answer_without_body(stream: &mut TcpStream) -> Result<Option<Answer>> {
    read_answer(stream, false)
}

fn read_answer(stream: &mut TcpStream, has_body: bool) -> Result<Option<Answer>> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        match stream.read(&mut byte) {
            Ok(1) => bytes.push(byte[0]),
            Ok(_) if bytes.is_empty() => return Ok(None),
            // A reset is an end too.
            Err(error) if bytes.is_empty() && error.kind() == std::io::ErrorKind::ConnectionReset => {
                return Ok(None);
            }
            other => bail!(
                "the head broke off, {other:?}: {:?}",
                String::from_utf8_lossy(&bytes)
            ),
        }
    }
    let head = String::from_utf8(bytes)?.to_lowercase();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let length = length.filter(|_| has_body).map_or(Ok(0), str::parse)?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok(Some(Answer {
        status: status.with_context(|| format!("no status in {head}"))?,
        head,
        body: String::from_utf8(body)?,
    }))
}
