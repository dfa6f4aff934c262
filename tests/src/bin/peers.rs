//! `cargo peers`: generated services beside plain axum, actix-web, tiny_http and nginx, in one run.
//!
//! Every round asks each server in turn, so that what else the machine does falls on all of them; only the
//! ratios carry over to another machine.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use clap::Parser;
use heddle_tests::command::{clean, must, quietly, run};
use heddle_tests::kit::{self, executable, kit};
use heddle_tests::project::{Project, ROWS, projects};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde::Serialize;
use tempfile::TempDir;

/// Takes a bit less than a millisecond on the machines of today.
const ROUNDS_OF_DIGEST: &str = "5000";

/// Measures generated services beside other servers and writes tests/peers/results.{jsonl,md}.
#[derive(Parser, Debug)]
#[command(name = "cargo peers", bin_name = "cargo peers", version)]
struct Args {
    /// Only servers whose name holds this, which leaves the committed results alone
    #[arg(long, value_name = "NAME")]
    only: Option<String>,

    /// How often each server is asked
    #[arg(long, default_value_t = 3)]
    rounds: u32,

    /// How long each time
    #[arg(long, value_name = "SECONDS", default_value_t = 3)]
    seconds: u32,

    /// Idle connections; a tenth for servers with a thread for each
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    idle: usize,
}

/// One measurement.
#[derive(Clone, Debug, Serialize)]
struct Sample {
    server: String,
    test: String,
    round: u32,
    /// In the test's unit.
    value: f64,
    unit: &'static str,
}

fn main() -> ExitCode {
    let mut words: Vec<_> = std::env::args_os().collect();
    if words.get(1).is_some_and(|word| word == "--") {
        words.remove(1);
    }
    match measure(&Args::parse_from(words)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn measure(args: &Args) -> Result<()> {
    for (program, flag) in [("wrk", "-v"), ("nginx", "-v")] {
        let found = run(clean(program).arg(flag), &quietly);
        ensure!(
            found.is_ok(),
            "{program} is not installed; install the package of that name"
        );
    }
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        ..limit
    };
    setrlimit(Resource::Nofile, raised).context("cannot raise the limit of open files")?;

    let scratch = tempfile::tempdir().context("cannot make a temporary folder")?;
    let servers = servers(args, &scratch)?;
    let mut samples = Vec::new();
    for round in 1..=args.rounds {
        for server in &servers {
            eprintln!("round {round} of {}: {}", args.rounds, server.name);
            // One that fails is missing in the tables; the others are worth the time they took.
            match server.measure(args, round, scratch.path()) {
                Ok(measured) => samples.extend(measured),
                Err(error) => eprintln!("failed: {}: {error:#}", server.name),
            }
        }
    }
    let report = report(&samples, args);
    if args.only.is_none() {
        let folder = kit::root().join("tests/peers");
        let mut lines = String::new();
        for sample in &samples {
            writeln!(lines, "{}", serde_json::to_string(sample)?)?;
        }
        fs::write(folder.join("results.jsonl"), lines)?;
        fs::write(folder.join("results.md"), &report)?;
    }
    print!("{report}");
    Ok(())
}

/// A program that answers `/`.
struct Server {
    name: String,
    kind: Kind,
}

enum Kind {
    Service(PathBuf),
    Peer(PathBuf),
    Nginx,
}

/// The rows of the template, each model and runtime once, then the peers.
fn servers(args: &Args, scratch: &TempDir) -> Result<Vec<Server>> {
    let wanted = |name: &str| args.only.as_ref().is_none_or(|part| name.contains(part.as_str()));
    let mut servers = Vec::new();
    for row in ROWS.iter().filter(|row| wanted(&row.name())) {
        eprintln!("building {}", row.name());
        let name = format!("peer-{}", row.name());
        let project = Project::generate(kit(), *row, &[], &projects()?.join("peers"), &name, &quietly)?;
        let mut build = project.cargo("build");
        project.locked(&mut build);
        build.args(["--release", "--message-format", "json-render-diagnostics"]);
        let built = must(&mut build, &quietly)?;
        let program = executable(&built.stdout, &name).context("cargo built no program")?;
        // The next row may be built over it.
        let kept = scratch.path().join(&name);
        fs::copy(program, &kept)?;
        servers.push(Server {
            name: row.name(),
            kind: Kind::Service(kept),
        });
    }
    eprintln!("building the peers");
    let mut build = clean("cargo");
    build
        .current_dir(kit::root().join("tests/peers"))
        .env("CARGO_TARGET_DIR", kit().target.join("peers"))
        .args([
            "build",
            "--release",
            "--locked",
            "--message-format",
            "json-render-diagnostics",
        ]);
    let built = must(&mut build, &quietly)?;
    for peer in ["axum", "actix", "tiny_http"] {
        let program = executable(&built.stdout, peer).context("cargo built no such peer")?;
        servers.push(Server {
            name: peer.to_owned(),
            kind: Kind::Peer(program),
        });
    }
    servers.push(Server {
        name: "nginx".to_owned(),
        kind: Kind::Nginx,
    });
    let names: Vec<_> = servers.iter().map(|server| server.name.clone()).collect();
    servers.retain(|server| wanted(&server.name));
    ensure!(
        !servers.is_empty(),
        "no server has such a name; there are {}",
        names.join(", ")
    );
    Ok(servers)
}

/// A server that runs, ended when dropped.
struct Running {
    child: Child,
    address: SocketAddr,
    /// Where `/livez` is answered.
    probe: SocketAddr,
}

impl Drop for Running {
    fn drop(&mut self) {
        // nginx ends its workers only when it is asked to end.
        let pid = rustix::process::Pid::from_child(&self.child);
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        let asked = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) {
            if asked.elapsed() > Duration::from_secs(5) {
                let _ = self.child.kill();
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Server {
    fn measure(&self, args: &Args, round: u32, scratch: &Path) -> Result<Vec<Sample>> {
        let sample = |test: String, value: f64, unit| Sample {
            server: self.name.clone(),
            test,
            round,
            value,
            unit,
        };
        let mut samples = Vec::new();
        for connections in [64, 512] {
            let running = self.start(scratch)?;
            wrk(running.address, "/", connections, 1, None)?; // warms up
            let before = running.cpu_seconds()?;
            let requests = wrk(running.address, "/", connections, args.seconds, None)?;
            let cpu = running.cpu_seconds()? - before;
            let rate = requests / f64::from(args.seconds);
            samples.push(sample(
                format!("throughput, {connections} connections"),
                rate,
                "requests/s",
            ));
            let micros = cpu * 1e6 / requests;
            samples.push(sample(
                format!("CPU, {connections} connections"),
                micros,
                "µs/request",
            ));
        }
        let running = self.start(scratch)?;
        let has_threads = ["threaded", "tiny_http"].contains(&self.name.as_str());
        let idle = if has_threads { args.idle / 10 } else { args.idle };
        samples.push(sample(
            "idle connection".to_owned(),
            running.idle_kib(idle)?,
            "KiB",
        ));
        drop(running);
        // Of the peers, plain axum computes; it shows what a service is spared.
        if matches!(self.kind, Kind::Service(_)) || self.name == "axum" {
            let running = self.start(scratch)?;
            let script = scratch.join("post.lua");
            fs::write(&script, "wrk.method = 'POST'\nwrk.body = 'hello'\n")?;
            let probe = running.probe;
            let asking = thread::spawn(move || median_of_probes(probe, Duration::from_secs(2)));
            wrk(running.address, "/digest", 64, 3, Some(&script))?;
            let median = asking.join().expect("it does not panic")?;
            samples.push(sample(
                "/livez while computing, median".to_owned(),
                median * 1e3,
                "ms",
            ));
        }
        Ok(samples)
    }

    fn start(&self, scratch: &Path) -> Result<Running> {
        let (address, probe) = (free()?, free()?);
        let mut command = match &self.kind {
            Kind::Service(program) => {
                let mut command = clean(program);
                command
                    .arg(format!("--listen={address}"))
                    .arg(format!("--admin-listen={probe}"))
                    .args(["--max-connections=20000", "--idle-timeout=10m"])
                    .args(["--max-in-flight=20000", "--digest-rounds", ROUNDS_OF_DIGEST]);
                command
            }
            Kind::Peer(program) => {
                let mut command = clean(program);
                command.arg(address.to_string()).arg(ROUNDS_OF_DIGEST);
                command
            }
            Kind::Nginx => {
                let config = scratch.join("nginx.conf");
                fs::write(&config, nginx_config(scratch, address)?)?;
                let mut command = clean("nginx");
                command
                    .arg("-c")
                    .arg(config)
                    .arg("-e")
                    .arg(scratch.join("nginx.log"));
                command
            }
        };
        let child = command.stdout(Stdio::null()).spawn();
        let running = Running {
            child: child.context("it does not start")?,
            address,
            probe: if matches!(self.kind, Kind::Service(_)) {
                probe
            } else {
                address
            },
        };
        let started = Instant::now();
        while TcpStream::connect(address).is_err() {
            ensure!(started.elapsed() < Duration::from_secs(10), "it does not listen");
            thread::sleep(Duration::from_millis(20));
        }
        Ok(running)
    }
}

fn nginx_config(scratch: &Path, address: SocketAddr) -> Result<String> {
    let workers = thread::available_parallelism()?;
    let place = scratch.display();
    let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {place}/{name};\n"))
        .concat();
    Ok(format!(
        "daemon off;\nworker_processes {workers};\npid {place}/nginx.pid;\nworker_rlimit_nofile 50000;\n\
         events {{ worker_connections 20000; }}\n\
         http {{\n{paths}access_log off;\nkeepalive_requests 1000000000;\nkeepalive_timeout 600s;\n\
         server {{ listen {address} backlog=4096; location / {{ return 200 \"hello\\n\"; }} }}\n}}\n"
    ))
}

fn free() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// Requests that were answered.
fn wrk(
    address: SocketAddr,
    path: &str,
    connections: u32,
    seconds: u32,
    script: Option<&Path>,
) -> Result<f64> {
    let mut wrk = clean("wrk");
    wrk.args(["-t1", &format!("-c{connections}"), &format!("-d{seconds}s")]);
    if let Some(script) = script {
        wrk.arg("-s").arg(script);
    }
    let done = must(wrk.arg(format!("http://{address}{path}")), &quietly)?;
    let line = done.stdout.lines().find(|line| line.contains(" requests in "));
    let count = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    if let Some(errors) = done.stdout.lines().find(|line| line.contains("Non-2xx")) {
        bail!("wrk says: {errors}");
    }
    count.context("wrk tells no number of requests")
}

impl Running {
    /// The process and those it has started.
    fn processes(&self) -> Result<Vec<u32>> {
        let mut all = vec![self.child.id()];
        for entry in fs::read_dir("/proc")? {
            let Ok(pid) = entry?.file_name().to_string_lossy().parse::<u32>() else {
                continue;
            };
            if stat(pid).is_ok_and(|fields| fields[1].parse() == Ok(self.child.id())) {
                all.push(pid);
            }
        }
        Ok(all)
    }

    fn cpu_seconds(&self) -> Result<f64> {
        const A_SECOND: f64 = 100.0; // what Linux counts in, whatever its clock
        let mut ticks = 0.0;
        for pid in self.processes()? {
            let fields = stat(pid)?;
            ticks += fields[11].parse::<f64>()? + fields[12].parse::<f64>()?;
        }
        Ok(ticks / A_SECOND)
    }

    fn resident_kib(&self) -> Result<f64> {
        let mut sum = 0.0;
        for pid in self.processes()? {
            let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
            let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
            let number = line.and_then(|line| line.trim().strip_suffix(" kB"));
            sum += number.context("no VmRSS")?.parse::<f64>()?;
        }
        Ok(sum)
    }

    /// What a connection takes that has been answered and now waits.
    fn idle_kib(&self, connections: usize) -> Result<f64> {
        let before = self.resident_kib()?;
        let mut open = Vec::with_capacity(connections);
        for number in 0..connections {
            let mut stream = TcpStream::connect(self.address)
                .with_context(|| format!("cannot open connection {number}"))?;
            stream.set_read_timeout(Some(Duration::from_secs(10)))?;
            ask(&mut stream, "/")?;
            open.push(stream);
        }
        thread::sleep(Duration::from_millis(500));
        Ok((self.resident_kib()? - before) / connections as f64)
    }
}

/// What /proc tells of a process, from its state on: the name before it may hold spaces.
fn stat(pid: u32) -> Result<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, rest) = text.rsplit_once(") ").context("it has no name")?;
    Ok(rest.split(' ').map(str::to_owned).collect())
}

fn ask(stream: &mut TcpStream, path: &str) -> Result<()> {
    stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: peers\r\n\r\n").as_bytes())?;
    let mut answer = [0; 1024];
    let read = stream.read(&mut answer)?;
    ensure!(answer[..read].starts_with(b"HTTP/1.1 200"), "no answer");
    Ok(())
}

/// Seconds.
fn median_of_probes(address: SocketAddr, time: Duration) -> Result<f64> {
    thread::sleep(Duration::from_millis(500)); // until the load is there
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let started = Instant::now();
    let mut took = Vec::new();
    while started.elapsed() < time {
        let asked = Instant::now();
        ask(&mut stream, "/livez")?;
        took.push(asked.elapsed().as_secs_f64());
        thread::sleep(Duration::from_millis(2));
    }
    Ok(median(&mut took))
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The medians of the rounds, and what they are beside axum's.
fn report(samples: &[Sample], args: &Args) -> String {
    let mut tests: Vec<(&str, &str)> = Vec::new();
    let mut servers: Vec<&str> = Vec::new();
    let mut values: BTreeMap<(&str, &str), Vec<f64>> = BTreeMap::new();
    for sample in samples {
        if !tests.iter().any(|(test, _)| *test == sample.test) {
            tests.push((&sample.test, sample.unit));
        }
        if !servers.contains(&sample.server.as_str()) {
            servers.push(&sample.server);
        }
        let key = (sample.test.as_str(), sample.server.as_str());
        values.entry(key).or_default().push(sample.value);
    }
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut out = format!(
        "<!-- written by `cargo peers` from results.jsonl -->\n\n# Generated services beside other servers\n\n\
         On {cores} cores, {} rounds of {} s; wrk with one thread on the same machine, so that the fastest are \
         held up by it. Medians; in brackets the ratio to axum, which alone carries over to another machine. \
         {} idle connections, a tenth where each has a thread.\n",
        args.rounds, args.seconds, args.idle
    );
    for (test, unit) in tests {
        write!(out, "\n| {test} | {unit} | to axum |\n|---|--:|--:|\n").expect("a string");
        let axum = values
            .get(&(test, "axum"))
            .cloned()
            .map(|mut all| median(&mut all));
        for server in &servers {
            let Some(mut all) = values.get(&(test, *server)).cloned() else {
                continue;
            };
            let value = median(&mut all);
            let ratio = axum.map_or_else(|| "-".to_owned(), |axum| format!("{:.2}", value / axum));
            let digits = if value < 100.0 { 2 } else { 0 };
            writeln!(out, "| {server} | {value:.digits$} | {ratio} |").expect("a string");
        }
    }
    out
}
