//! `cargo peers`: generated services beside plain axum, actix-web, tiny_http and nginx, in one run.
//!
//! Every round asks each server in turn, so that what else the machine does falls on all of them; only the
//! ratios carry over to another machine.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use clap::Parser;
use heddle_tests::command::stop_on_interrupt;
use heddle_tests::kit;
use heddle_tests::load::{self, Program, Server, idle, probe, wrk};
use heddle_tests::project::ROWS;
use serde::Serialize;
use tempfile::TempDir;

/// Takes a bit less than a millisecond on the machines of today.
const ROUNDS_OF_DIGEST: u32 = 5000;

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
    load::check_tools()?;
    load::raise_open_files()?;
    stop_on_interrupt()?;
    let scratch = tempfile::tempdir().context("cannot make a temporary folder")?;
    let servers = servers(args, &scratch)?;
    let mut samples = Vec::new();
    for round in 1..=args.rounds {
        for server in &servers {
            eprintln!("round {round} of {}: {}", args.rounds, server.name);
            // One that fails is missing in the tables; the others are worth the time they took.
            match measure_one(server, args, round, scratch.path()) {
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

/// The rows of the template, each model and runtime once, then the peers.
fn servers(args: &Args, scratch: &TempDir) -> Result<Vec<Server>> {
    let wanted = |name: &str| args.only.as_ref().is_none_or(|part| name.contains(part.as_str()));
    let mut servers = Vec::new();
    for row in ROWS.iter().filter(|row| wanted(&row.name())) {
        eprintln!("building {}", row.name());
        servers.push(load::service(*row, scratch.path())?);
    }
    eprintln!("building the peers");
    servers.extend(load::built_peers()?);
    servers.push(load::nginx());
    let names: Vec<_> = servers.iter().map(|server| server.name.clone()).collect();
    servers.retain(|server| wanted(&server.name));
    ensure!(
        !servers.is_empty(),
        "no server has such a name; there are {}",
        names.join(", ")
    );
    Ok(servers)
}

fn measure_one(server: &Server, args: &Args, round: u32, scratch: &Path) -> Result<Vec<Sample>> {
    let sample = |test: String, value: f64, unit| Sample {
        server: server.name.clone(),
        test,
        round,
        value,
        unit,
    };
    let time = Duration::from_secs(args.seconds.into());
    let mut samples = Vec::new();
    for connections in [64, 512] {
        let running = server.start(scratch, ROUNDS_OF_DIGEST)?;
        wrk(running.address, "/", connections, Duration::from_secs(1), None)?; // warms up
        let before = running.cpu_seconds()?;
        let load = wrk(running.address, "/", connections, time, None)?;
        let cpu = running.cpu_seconds()? - before;
        samples.push(sample(
            format!("throughput, {connections} connections"),
            load.rate(),
            "requests/s",
        ));
        let micros = cpu * 1e6 / load.requests;
        samples.push(sample(
            format!("CPU, {connections} connections"),
            micros,
            "µs/request",
        ));
    }
    let running = server.start(scratch, ROUNDS_OF_DIGEST)?;
    let has_threads = ["threaded", "tiny_http"].contains(&server.name.as_str());
    let count = if has_threads { args.idle / 10 } else { args.idle };
    let before = running.memory()?;
    let open = idle(running.address, count)?;
    thread::sleep(Duration::from_millis(500));
    let each = running.memory()?.each(&before, count).resident;
    samples.push(sample("idle connection".to_owned(), each, "KiB"));
    drop((running, open));
    // Of the peers, plain axum computes; it shows what a service is spared.
    if matches!(server.program, Program::Service(_)) || server.name == "axum" {
        let running = server.start(scratch, ROUNDS_OF_DIGEST)?;
        let script = scratch.join("post.lua");
        fs::write(&script, "wrk.method = 'POST'\nwrk.body = 'hello'\n")?;
        let address = running.probe;
        let asking = thread::spawn(move || {
            thread::sleep(Duration::from_millis(500)); // until the load is there
            probe(address, "/livez", Duration::from_secs(2))
        });
        wrk(
            running.address,
            "/digest",
            64,
            Duration::from_secs(3),
            Some(&script),
        )?;
        let median = asking.join().expect("it does not panic")?.quantile(0.5);
        samples.push(sample(
            "/livez while computing, median".to_owned(),
            median * 1e3,
            "ms",
        ));
    }
    Ok(samples)
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
