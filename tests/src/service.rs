//! A generated service as a running program: start it, ask it, stop it.

use std::fmt::{self, Display, Formatter};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::command::{Running, clean, start};

/// A service that has not said where it listens by then never will.
const START: Duration = Duration::from_secs(10);
/// Longer than a service's own limit for draining.
const STOP: Duration = Duration::from_secs(40);
/// For one answer.
const ANSWER: Duration = Duration::from_secs(20);
/// How long the last request is kept waiting after SIGTERM: a service that drops what it has begun shows it.
const LINGER: Duration = Duration::from_millis(700);

/// The request that waits for the upstream.
const HELD: Request = Request::get("/aggregate");

/// A few requests that show what a service does.
pub const TOUR: &[Request] = &[
    Request::get("/livez"),
    Request::get("/readyz"),
    Request {
        path: "/digest",
        body: Some("heddle"),
    },
    Request::get("/aggregate"),
    Request::get("/metrics"),
];

/// A request: GET, or POST with a body.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// The path.
    pub path: &'static str,
    /// The body of a POST.
    pub body: Option<&'static str>,
}

impl Request {
    const fn get(path: &'static str) -> Self {
        Self { path, body: None }
    }
}

impl Display for Request {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} {}",
            if self.body.is_some() { "POST" } else { "GET" },
            self.path
        )
    }
}

/// Makes the service listen on free ports of the loopback and ask `upstream`.
fn configure(command: &mut Command, upstream: SocketAddr) {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("APP_") {
            command.env_remove(&name); // its own settings, were it started by hand
        }
    }
    command.args([
        "--listen",
        "127.0.0.1:0",
        "--admin-listen",
        "127.0.0.1:0",
        "--log-format",
        "json",
    ]);
    command.arg("--upstreams").arg(format!("http://{upstream}/"));
}

/// Where a service listens, as it says in its log.
#[derive(Debug, Default)]
struct Addresses {
    traffic: Option<SocketAddr>,
    admin: Option<SocketAddr>,
}

impl Addresses {
    fn known(&self) -> bool {
        self.traffic.is_some() && self.admin.is_some()
    }

    fn read(&mut self, line: &str) {
        let Ok(entry) = serde_json::from_str::<Value>(line) else {
            return;
        };
        if entry["message"] == "listening" {
            let address = |key: &str| entry[key].as_str()?.parse().ok();
            self.traffic = address("listen");
            self.admin = address("admin");
        }
    }

    fn of(&self, path: &str) -> Option<SocketAddr> {
        if matches!(path, "/livez" | "/readyz" | "/metrics") {
            self.admin
        } else {
            self.traffic
        }
    }
}

/// An answer of a service.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The body, as text.
    pub body: String,
}

/// How a service ended that was told to stop while a request was under way.
#[derive(Debug)]
pub struct LastAnswer {
    /// The answer to that request.
    pub answer: Answer,
    /// How the service ended.
    pub exit: ExitStatus,
}

/// A running service. Dropped, it is ended at once.
#[derive(Debug)]
pub struct Service {
    child: Child,
    _running: Running,
    log: Log,
    addresses: Addresses,
    upstream: Upstream,
}

/// Every line the service has printed.
type Log = Arc<Mutex<Vec<String>>>;

impl Service {
    /// Starts the program, with a fake upstream to ask, and waits until it says where it listens.
    pub fn start(program: &Path) -> Result<Self> {
        Self::start_by(clean(program))
    }

    /// Starts a program that knows nothing but a folder, as nobody. Only root may.
    pub fn start_in(root: &Path, program: &str) -> Result<Self> {
        let mut command = clean("chroot");
        command.arg("--userspec=65532:65532").arg(root).arg(program);
        Self::start_by(command)
    }

    fn start_by(mut command: Command) -> Result<Self> {
        let program = Path::new(command.get_program()).to_owned();
        let upstream = Upstream::start()?;
        configure(&mut command, upstream.address);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let (mut child, running) = start(&mut command)?;
        let log = Log::default();
        let (lines, printed) = mpsc::channel();
        follow(
            child.stdout.take().expect("standard output is piped"),
            Arc::clone(&log),
            lines.clone(),
        );
        follow(
            child.stderr.take().expect("standard error is piped"),
            Arc::clone(&log),
            lines,
        );
        let mut service = Self {
            child,
            _running: running,
            log,
            addresses: Addresses::default(),
            upstream,
        };
        let deadline = Instant::now() + START;
        while !service.addresses.known() {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(line) = printed.recv_timeout(left) else {
                bail!(
                    "{} does not say where it listens\n{}",
                    program.display(),
                    service.printed()
                );
            };
            service.addresses.read(&line);
        }
        Ok(service)
    }

    /// Asks the service, on the address that answers this path.
    pub fn ask(&self, request: Request) -> Result<Answer> {
        let address = self
            .addresses
            .of(request.path)
            .context("the service has not said where it listens")?;
        ask(address, request).with_context(|| format!("{request} failed\n{}", self.printed()))
    }

    /// Sends SIGTERM while a request waits for the upstream, lets the upstream answer a moment later, and
    /// waits for the end.
    pub fn stop_while_asked(mut self) -> Result<LastAnswer> {
        let address = self
            .addresses
            .of(HELD.path)
            .context("the service has not said where it listens")?;
        self.upstream.hold();
        let request = thread::spawn(move || ask(address, HELD));
        self.upstream.wait_until_asked()?;
        self.terminate()?;
        thread::sleep(LINGER);
        let early = self.child.try_wait()?;
        self.upstream.release();
        if let Some(exit) = early {
            bail!(
                "the service ended with {exit} before it had answered\n{}",
                self.printed()
            );
        }
        let answer = request.join().expect("the request does not panic");
        let answer = answer.with_context(|| format!("the last request was dropped\n{}", self.printed()))?;
        Ok(LastAnswer {
            answer,
            exit: self.wait()?,
        })
    }

    /// Sends SIGTERM.
    pub fn terminate(&self) -> Result<()> {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, Signal::TERM).context("cannot send SIGTERM to the service")
    }

    /// Waits for the end; a service that takes too long is ended and is an error.
    pub fn wait(mut self) -> Result<ExitStatus> {
        let deadline = Instant::now() + STOP;
        while Instant::now() < deadline {
            if let Some(exit) = self.child.try_wait()? {
                return Ok(exit);
            }
            thread::sleep(Duration::from_millis(20));
        }
        bail!(
            "the service still runs {} s after SIGTERM\n{}",
            STOP.as_secs(),
            self.printed()
        )
    }

    fn printed(&self) -> String {
        let lines = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        lines
            .iter()
            .map(|line| format!("    {line}"))
            .collect::<Vec<_>>()
            .join("\n")
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(Some(_))) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// Collects what a service prints, for errors, and passes each line on while somebody listens.
fn follow(stream: impl Read + Send + 'static, log: Log, lines: mpsc::Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            log.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(line.clone());
            let _ = lines.send(line); // nobody reads on once the addresses are known
        }
    });
}

fn ask(address: SocketAddr, request: Request) -> Result<Answer> {
    let settings = ureq::Agent::config_builder()
        .timeout_global(Some(ANSWER))
        .http_status_as_error(false);
    let agent = ureq::Agent::new_with_config(settings.build());
    let url = format!("http://{address}{}", request.path);
    let answered = match request.body {
        Some(body) => agent.post(url).send(body),
        None => agent.get(url).call(),
    };
    let mut response = answered?;
    Ok(Answer {
        status: response.status().as_u16(),
        body: response.body_mut().read_to_string()?,
    })
}

/// What a service asks in `/aggregate`: answers "ok", at once or, while it is held, later.
#[derive(Debug)]
struct Upstream {
    address: SocketAddr,
    gate: Arc<Gate>,
}

#[derive(Debug, Default)]
struct Gate {
    state: Mutex<GateState>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct GateState {
    held: bool,
    waiting: usize,
}

impl Upstream {
    fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").context("cannot listen on the loopback")?;
        let address = listener.local_addr()?;
        let gate = Arc::new(Gate::default());
        let shared = Arc::clone(&gate);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let gate = Arc::clone(&shared);
                thread::spawn(move || answer(&stream, &gate));
            }
        });
        Ok(Self { address, gate })
    }

    fn hold(&self) {
        self.gate.lock().held = true;
    }

    fn release(&self) {
        self.gate.lock().held = false;
        self.gate.changed.notify_all();
    }

    fn wait_until_asked(&self) -> Result<()> {
        let idle = |state: &mut GateState| state.waiting == 0;
        let waited = self
            .gate
            .changed
            .wait_timeout_while(self.gate.lock(), ANSWER, idle);
        let timed_out = waited.unwrap_or_else(PoisonError::into_inner).1.timed_out();
        if timed_out {
            bail!(
                "the service did not ask its upstream within {} s",
                ANSWER.as_secs()
            );
        }
        Ok(())
    }
}

impl Gate {
    fn lock(&self) -> MutexGuard<'_, GateState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pass(&self) {
        let mut state = self.lock();
        state.waiting += 1;
        self.changed.notify_all();
        while state.held {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.waiting -= 1;
    }
}

/// One fixed answer to whatever is asked, so that no server library is needed here.
fn answer(mut stream: &TcpStream, gate: &Gate) {
    let head = BufReader::new(stream)
        .lines()
        .map_while(Result::ok)
        .find(String::is_empty);
    if head.is_some() {
        gate.pass();
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok");
    }
}
