//! The machine that is measured on: what it is, and whether it is quiet.

use std::fs;
use std::thread;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, ensure};
use heddle_tests::command::{clean, must, quietly};
use heddle_tests::kit::root;
use heddle_tests::measured::Machine;
use sha2::{Digest, Sha256};

/// How long the processors are watched before a run.
const WATCHED: Duration = Duration::from_secs(2);

/// Describes the machine, which is watched for a moment.
pub(crate) fn describe(quick: bool, rounds: u32) -> Result<Machine> {
    ensure!(
        cfg!(target_os = "linux"),
        "the measures come from Linux's /proc: run it there, in a virtual machine for instance"
    );
    let rustc = must(clean("rustc").arg("--version").current_dir(root()), &quietly)?;
    let rustc = rustc
        .stdout
        .split_whitespace()
        .nth(1)
        .context("rustc tells no version")?
        .to_owned();
    let lock = fs::read(root().join("Cargo.lock")).context("cannot read Cargo.lock")?;
    let lock: String = Sha256::digest(lock)
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let mut date = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    date.truncate("2026-01-31".len());
    Ok(Machine {
        kernel: kernel(&read("/proc/sys/kernel/osrelease")?),
        cpu: field("/proc/cpuinfo", "model name").unwrap_or_else(|_| std::env::consts::ARCH.to_owned()),
        cores: cores(),
        memory_gib: memory_gib()?,
        rustc,
        lock,
        date,
        quick,
        rounds,
        busy: busy()?,
    })
}

/// What follows the version is the builder's own.
fn kernel(release: &str) -> String {
    format!("Linux {}", release.trim().split('-').next().unwrap_or_default())
}

/// Names the machine's results: what kind it is, not which.
pub(crate) fn slug() -> String {
    format!(
        "{}-{}-{}-cores",
        std::env::consts::OS,
        std::env::consts::ARCH,
        cores()
    )
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// To a tenth.
fn memory_gib() -> Result<f64> {
    let total = field("/proc/meminfo", "MemTotal")?;
    let kib: f64 = total
        .trim_end_matches(" kB")
        .parse()
        .context("no number of KiB")?;
    Ok((kib / f64::from(1 << 20) * 10.0).round() / 10.0)
}

/// The share of all processors' time that is used while this program does nothing, in percents' steps.
fn busy() -> Result<f64> {
    let (idle, all) = times()?;
    thread::sleep(WATCHED);
    let (idle_after, all_after) = times()?;
    let share = 1.0 - (idle_after - idle) / (all_after - all).max(1.0);
    Ok((share * 100.0).round() / 100.0)
}

/// Idle time and all time of all processors since the start.
fn times() -> Result<(f64, f64)> {
    let stat = read("/proc/stat")?;
    let line = stat.lines().next().context("/proc/stat is empty")?;
    let numbers: Vec<f64> = line
        .split_whitespace()
        .skip(1)
        .map_while(|word| word.parse().ok())
        .collect();
    ensure!(numbers.len() > 4, "/proc/stat tells no times");
    // The last two are contained in the first two.
    Ok((numbers[3] + numbers[4], numbers.iter().take(8).sum()))
}

fn field(path: &str, name: &str) -> Result<String> {
    let text = read(path)?;
    let mut lines = text.lines().filter_map(|line| line.split_once(':'));
    let found = lines.find(|(key, _)| key.trim() == name);
    let (_, value) = found.with_context(|| format!("{path} has no {name}"))?;
    Ok(value.trim().to_owned())
}

fn read(path: &str) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {path}"))
}
