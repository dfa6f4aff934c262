//! `cargo peers`: generated services beside plain axum, actix-web, tiny_http and nginx, in one run.
//!
//! Every round asks each server in turn, so that what else the machine does falls on all of them; only the
//! ratios carry over to another machine.

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use clap::Parser;
use heddle_tests::command::stop_on_interrupt;
use heddle_tests::load::{self, Program, Server, idle, probe, wrk};
use heddle_tests::peers::{Results, Sample, Settings};
use heddle_tests::project::ROWS;
use tempfile::TempDir;

/// Takes about half a millisecond on the machines of today.
const ROUNDS_OF_DIGEST: u32 = 5000;

/// Measures generated services beside other servers and writes tests/peers/results.jsonl.
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
    let settings = Settings {
        cores: thread::available_parallelism().map_or(1, usize::from),
        rounds: args.rounds,
        seconds: args.seconds,
        idle: args.idle,
    };
    let results = Results::new(settings, samples);
    print!("{}", results.tables()?);
    if args.only.is_none() {
        results.keep()?;
        println!("\ntests/peers/results.jsonl: written; `cargo bless pages` writes the book's page from it");
    }
    Ok(())
}

/// The rows of the template, each model and runtime once, then the peers.
fn servers(args: &Args, scratch: &TempDir) -> Result<Vec<Server>> {
    let wanted = |name: &str| args.only.as_ref().is_none_or(|part| name.contains(part.as_str()));
    let mut servers = Vec::new();
    for row in ROWS.iter().filter(|row| wanted(&row.name())) {
        eprintln!("building {}", row.name());
        let service = load::service(*row, scratch.path())?;
        // Beside the same on all cores it tells what it costs that threads share the tasks.
        let alone = service.with(&format!("{}, one thread", row.name()), &["--threads", "1"]);
        servers.push(service);
        if row.model == "async" {
            servers.push(alone);
        }
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
    let sample = |test: String, value: f64, unit: &str| Sample {
        server: server.name.clone(),
        test,
        round,
        value,
        unit: unit.to_owned(),
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
