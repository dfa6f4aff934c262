//! Running other programs: a clean environment, all output kept, failures that show what was run.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group};
use wait4::Wait4;

use crate::timing::Used;

/// Called with every line a program prints, so that a long step can show where it is.
pub type Watch<'a> = &'a (dyn Fn(&str) + Sync);

/// A [`Watch`] that looks away.
pub fn quietly(_line: &str) {}

/// How many of a failed program's last lines an error quotes.
const QUOTED_LINES: usize = 30;

/// What Cargo and rustup tell the program they run. Handed on, it would decide for the cargo we start
/// which toolchain, which target folder and which manifest that one uses.
const INHERITED: &[&str] = &[
    "CARGO",
    "CARGO_BUILD_TARGET_DIR",
    "CARGO_CRATE_NAME",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_PRIMARY_PACKAGE",
    "CARGO_TARGET_DIR",
    "HEDDLE_ARGS",
    "HEDDLE_CONFIG",
    "OUT_DIR",
    "RUSTC",
    "RUSTC_WORKSPACE_WRAPPER",
    "RUSTC_WRAPPER",
    "RUSTDOC",
    "RUSTDOCFLAGS",
    "RUSTFLAGS",
    "RUSTUP_TOOLCHAIN",
    "RUST_RECURSION_COUNT",
];
const INHERITED_PREFIXES: &[&str] = &["CARGO_BIN_", "CARGO_GENERATE_", "CARGO_MANIFEST_", "CARGO_PKG_"];

/// A command that sees the user's environment, without what the cargo that runs us has added to it.
pub fn clean(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for name in INHERITED {
        command.env_remove(name);
    }
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if INHERITED_PREFIXES.iter().any(|prefix| text.starts_with(prefix)) {
            command.env_remove(&name);
        }
    }
    command.stdin(Stdio::null());
    command
}

/// What a program that ran to its end left behind.
#[derive(Debug)]
pub struct Finished {
    /// The command line, for messages.
    pub line: String,
    /// How it ended.
    pub status: ExitStatus,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
    /// What it cost.
    pub used: Used,
}

impl Finished {
    /// The exit code, or -1 when a signal ended the program.
    pub fn code(&self) -> i32 {
        self.status.code().unwrap_or(-1)
    }

    /// Panics unless it ended with this code and said these words.
    #[track_caller]
    pub fn assert_ended(&self, code: i32, words: &[&str]) {
        let said = format!("`{}`\n{}{}", self.line, self.stdout, self.stderr);
        assert_eq!(self.code(), code, "{said}");
        for word in words {
            assert!(said.contains(word), "`{word}` is not in {said}");
        }
    }

    /// Passes a success on and turns anything else into an error with the command and its last lines.
    pub fn success(self) -> Result<Self> {
        if self.status.success() {
            return Ok(self);
        }
        bail!(
            "`{}` failed with {}\n{}",
            self.line,
            self.status,
            self.last_lines()
        )
    }

    /// The end of what was printed, indented for an error.
    pub fn last_lines(&self) -> String {
        let all: Vec<&str> = self.stdout.lines().chain(self.stderr.lines()).collect();
        let from = all.len().saturating_sub(QUOTED_LINES);
        all[from..]
            .iter()
            .map(|line| format!("    {line}"))
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// Runs a program to its end and keeps what it prints. Only a program that cannot start is an error.
pub fn run(command: &mut Command, watch: Watch<'_>) -> Result<Finished> {
    run_telling(command, watch, |_| ())
}

/// [`run`], which tells the process's number once it has started.
pub fn run_telling(command: &mut Command, watch: Watch<'_>, tell: impl FnOnce(u32)) -> Result<Finished> {
    let line = shown(command);
    let started = Instant::now();
    let (mut child, _running) = start(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    tell(child.id());
    let out = child.stdout.take().expect("standard output is piped");
    let err = child.stderr.take().expect("standard error is piped");
    let (stdout, stderr) = thread::scope(|scope| {
        let err = scope.spawn(|| collect(err, watch));
        (
            collect(out, watch),
            err.join().expect("the reader of standard error does not panic"),
        )
    });
    let ended = child
        .wait4()
        .with_context(|| format!("cannot wait for `{line}`"))?;
    Ok(Finished {
        line,
        status: ended.status,
        stdout,
        stderr,
        used: Used::new(started.elapsed(), &ended.rusage),
    })
}

/// [`run`], where anything but success is an error.
pub fn must(command: &mut Command, watch: Watch<'_>) -> Result<Finished> {
    run(command, watch)?.success()
}

/// Starts a program. As long as the second value lives, an interrupt that [`stop_on_interrupt`] listens for
/// reaches the program and whatever it has started.
pub(crate) fn start(command: &mut Command) -> Result<(Child, Running)> {
    if INTERRUPTIBLE.load(Ordering::Relaxed) {
        command.process_group(0);
    }
    let mut running = running();
    let child = command
        .spawn()
        .with_context(|| format!("cannot start `{}`", shown(command)))?;
    running.insert(child.id());
    let guard = Running(child.id());
    Ok((child, guard))
}

/// From now on SIGINT and SIGTERM end this process with exit code 130, and before it all that it has started.
pub fn stop_on_interrupt() -> Result<()> {
    INTERRUPTIBLE.store(true, Ordering::Relaxed);
    let stop = || {
        let running = running();
        let groups = running
            .iter()
            .filter_map(|id| Pid::from_raw(i32::try_from(*id).ok()?));
        for group in groups {
            let _ = kill_process_group(group, Signal::TERM); // it may have ended by itself
        }
        eprintln!("\ninterrupted: what was started is told to stop");
        // `running` is still locked: nothing can be started any more.
        std::process::exit(130);
    };
    ctrlc::set_handler(stop).context("cannot listen for an interrupt")
}

/// A program that runs; dropped when it has ended.
#[derive(Debug)]
pub(crate) struct Running(u32);

impl Drop for Running {
    fn drop(&mut self) {
        running().remove(&self.0);
    }
}

/// Whether programs get process groups of their own. Only then may an interrupt be sent to them by group, and
/// only then must it be: the terminal no longer does.
static INTERRUPTIBLE: AtomicBool = AtomicBool::new(false);
static RUNNING: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

fn running() -> MutexGuard<'static, BTreeSet<u32>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The command as a user would type it, for messages.
pub fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| quoted(&word.to_string_lossy()))
        .collect::<Vec<_>>()
        .join(" ")
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:=+@,%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

fn collect(stream: impl Read, watch: Watch<'_>) -> String {
    let mut kept = String::new();
    let mut reader = BufReader::new(stream);
    let mut bytes = Vec::new();
    while reader.read_until(b'\n', &mut bytes).is_ok_and(|read| read > 0) {
        let line = String::from_utf8_lossy(&bytes);
        watch(line.trim_end());
        kept.push_str(&line);
        bytes.clear();
    }
    kept
}
