//! Starts the service as its users do, and speaks to it byte by byte.

use std::fmt::Display;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

/// For anything that should take milliseconds, on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub const PROGRAM: &str = env!(concat!("CARGO_BIN_EXE_", env!("CARGO_PKG_NAME")));

/// A running service, killed when dropped.
pub struct Service {
    pub child: Child,
    pub public: SocketAddr,
    pub admin: SocketAddr,
    pub log: Arc<Mutex<String>>,
}

impl Service {
    /// Starts it on free ports and waits until it listens.
    pub fn start(flags: &[&str]) -> Self {
        let mut child = command()
            .args([
                "--listen=127.0.0.1:0",
                "--admin-listen=127.0.0.1:0",
                "--log-format=json",
            ])
            .args(flags)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the service starts");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        // Others may have something to say before it.
        let mut log = String::new();
        let listening = lines.by_ref().map_while(Result::ok).find_map(|line| {
            log.push_str(&(line.clone() + "\n"));
            let entry: Value = serde_json::from_str(&line).ok()?;
            (entry["message"] == "listening").then_some(entry)
        });
        let Some(listening) = listening else {
            let _ = child.kill();
            panic!("it does not say where it listens: {log}");
        };
        let address = |key: &str| {
            let address = listening[key].as_str().expect("an address");
            address.parse().expect("an address")
        };
        let log = Arc::new(Mutex::new(log));
        let written = Arc::clone(&log);
        // Read to the end, so that the service never waits for its logs to be read.
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                written.lock().unwrap().push_str(&(line + "\n"));
            }
        });
        Self {
            public: address("listen"),
            admin: address("admin"),
            child,
            log,
        }
    }

    pub fn connect(&self) -> TcpStream {
        connect(self.public)
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("it runs");
    }

    /// Waits for its end; panics when that takes longer than `limit`.
    pub fn ended_within(&mut self, limit: Duration) -> ExitStatus {
        let asked = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("it is our child") {
                return status;
            }
            assert!(
                asked.elapsed() < limit,
                "still running after {limit:?}: {}",
                self.log.lock().unwrap()
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Memory that the process takes, in bytes.
    pub fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.expect("only Linux tells the memory of a process in /proc");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        let kilobytes = kilobytes.and_then(|number| number.parse::<u64>().ok());
        kilobytes.expect("a number of kB") * 1024
    }

    /// The value of the metric `name`.
    pub fn metric(&self, name: &str) -> f64 {
        let metrics = get(self.admin, "/metrics").body;
        let mut lines = metrics.lines();
        let value = lines.find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
        value.unwrap_or_else(|| panic!("no {name} in {metrics}"))
    }

    /// Panics unless it runs and answers.
    pub fn assert_serves(&mut self) {
        let ended = self.child.try_wait().expect("it is our child");
        assert!(ended.is_none(), "it ended: {}", self.log.lock().unwrap());
        assert_eq!(get(self.public, "/").status, 200);
        assert_eq!(get(self.admin, "/livez").status, 200);
    }

    /// Waits until the metric `name` has this value.
    pub fn wait_for_metric(&self, name: &str, value: &str) {
        let line = format!("\n{name} {value}\n");
        wait_until(&line, || get(self.admin, "/metrics").body.contains(&line));
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // Both fail only where it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Says what an attack came to: `cargo test -- --show-output` lists it.
pub fn came_to(attack: &str, end: impl Display) {
    println!("attack: {attack}: {end}");
}

/// The program, free of settings of whoever runs the tests.
pub fn command() -> Command {
    let mut command = Command::new(PROGRAM);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("APP_") {
            command.env_remove(name);
        }
    }
    command
}

pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < PATIENCE, "never: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

pub fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

/// Reads one answer; `None` when the connection ends before one begins.
pub fn answer(stream: &mut TcpStream) -> Option<Answer> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        match stream.read(&mut byte) {
            Ok(1) => bytes.push(byte[0]),
            _ if bytes.is_empty() => return None,
            other => panic!(
                "the head broke off, {other:?}: {:?}",
                String::from_utf8_lossy(&bytes)
            ),
        }
    }
    let head = String::from_utf8(bytes)
        .expect("a head is text")
        .to_lowercase();
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .expect("a status");
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().expect("a length"))];
    stream.read_exact(&mut body).expect("a whole body");
    Some(Answer {
        status,
        head,
        body: String::from_utf8(body).expect("text"),
    })
}

pub fn ask(stream: &mut TcpStream, request: &str) -> Answer {
    stream.write_all(request.as_bytes()).expect("it reads");
    answer(stream).expect("an answer")
}

pub fn get(address: SocketAddr, path: &str) -> Answer {
    ask(
        &mut connect(address),
        &format!("GET {path} HTTP/1.1\r\nhost: test\r\n\r\n"),
    )
}

pub fn post(address: SocketAddr, path: &str, body: &str) -> Answer {
    let length = body.len();
    let head = format!("POST {path} HTTP/1.1\r\nhost: test\r\ncontent-length: {length}\r\n\r\n");
    ask(&mut connect(address), &(head + body))
}

/// An upstream that answers each connection after `delay`, or never.
pub fn upstream(delay: Option<Duration>, body: &'static str) -> SocketAddr {
    let length = body.len();
    upstream_that(move |_, mut stream| {
        let Some(delay) = delay else {
            // Until the service gives up.
            return while stream.read(&mut [0; 1024]).is_ok_and(|read| read > 0) {};
        };
        thread::sleep(delay);
        let _ = write!(
            stream,
            "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}"
        );
    })
}

/// An upstream that reads a request from each connection, which it counts from 0, and then does this with it.
pub fn upstream_that(answer: impl Fn(usize, TcpStream) + Send + Copy + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let mut stream = stream.unwrap();
            thread::spawn(move || {
                let _ = stream.read(&mut [0; 1024]);
                answer(number, stream);
            });
        }
    });
    address
}
