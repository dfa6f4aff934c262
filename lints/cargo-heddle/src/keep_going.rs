//! Lets cargo go on after a denied finding, so that one that is recorded hides no others.
//!
//! rustc fails the crate of a denied finding, and cargo then checks nothing that depends on it. Where there is a
//! record of findings, cargo therefore calls this program in rustc's place, and this program calls the driver. If
//! nothing but findings has failed the crate, the driver runs once more without lints, for the metadata
//! alone: cargo goes on, and knows the messages of the first run, errors as errors. How the check ends is decided
//! from these.
//!
//! Cargo keeps a member's messages by the path of the workspace's wrapper. That one has another name here, so that
//! a check without a record never takes a crate for sound which this made so.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use serde::Deserialize;

use crate::error::target_error;
use crate::{Error, lints, wrapper};

/// What the program's name begins with where it is the wrapper; the key of the check follows.
const NAME: &str = "keep-going-";

/// The folder in which the driver has its other name.
const FOLDER: &str = "keep-going";

/// Names what this program calls in its place; empty if that is rustc itself.
const INNER: &str = "HEDDLE_WRAPPED";

/// Has `cargo` call this program, which calls `inner` as the wrapper of every crate, if there is one, and `driver`
/// for members.
pub(crate) fn set_up(
    cargo: &mut Command,
    folder: &Path,
    key: &str,
    inner: Option<PathBuf>,
    driver: &Path,
) -> Result<(), Error> {
    let suffix = env::consts::EXE_SUFFIX;
    let this = env::current_exe().map_err(target_error("find", Path::new("cargo-heddle")))?;
    let outer = folder.join(format!("{NAME}{key}{suffix}"));
    wrapper::link(&this, &outer)?;

    let others = folder.join(FOLDER);
    fs::create_dir_all(&others).map_err(target_error("make", &others))?;
    let member = others.join(driver.file_name().unwrap_or_default());
    wrapper::link(driver, &member)?;
    cargo
        .env("RUSTC_WRAPPER", outer)
        .env("RUSTC_WORKSPACE_WRAPPER", member)
        .env(INNER, inner.unwrap_or_default());
    Ok(())
}

/// Whether cargo has started this program in rustc's place; it then does what is asked and gives its exit code.
pub fn run() -> Option<io::Result<u8>> {
    let mut words = env::args_os();
    let program = words.next()?;
    let name = Path::new(&program).file_stem()?.to_string_lossy().into_owned();
    let inner = env::var_os(INNER).filter(|_| name.starts_with(NAME))?;
    Some(wrap(&inner, words.collect()))
}

fn wrap(inner: &OsString, words: Vec<OsString>) -> io::Result<u8> {
    let driver = words.first().map(|first| Path::new(first).to_owned());
    let is_member = driver.is_some_and(|path| path.file_stem().is_some_and(|stem| stem == "heddle-driver"));
    let tells_json = words.iter().any(|word| word == "--error-format=json");
    let command = || {
        let mut all = words.iter();
        let program = if inner.is_empty() { all.next() } else { Some(inner) };
        let mut command = Command::new(program.cloned().unwrap_or_default());
        command.args(all).env("RUSTC_WRAPPER", inner);
        command
    };
    if !is_member || !tells_json {
        return replace(command());
    }
    let mut first = Run::default();
    let status = first.follow(&mut command(), true)?;
    if status.success() || !first.failed_by_findings_alone() {
        for line in &first.held {
            io::stderr().write_all(line)?;
        }
        return Ok(code(status));
    }
    let status = Run::default().follow(command().arg("--cap-lints=allow"), false)?;
    Ok(code(status))
}

/// What one run of the compiler has said.
#[derive(Debug, Default)]
struct Run {
    findings: usize,
    other_errors: usize,
    /// The last words of a failure, which are wrong if there is none.
    held: Vec<Vec<u8>>,
}

/// What is read of rustc's messages.
#[derive(Deserialize)]
struct Message {
    #[serde(rename = "$message_type")]
    kind: String,
    level: Option<String>,
    message: Option<String>,
    code: Option<Code>,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

impl Run {
    /// Runs `compiler` and passes on what it says; without `diagnostics` only what cargo needs to go on.
    fn follow(&mut self, compiler: &mut Command, diagnostics: bool) -> io::Result<ExitStatus> {
        let mut child = compiler.stderr(Stdio::piped()).spawn()?;
        let mut stderr = BufReader::new(child.stderr.take().ok_or(io::ErrorKind::BrokenPipe)?);
        let mut line = Vec::new();
        while stderr.read_until(b'\n', &mut line)? > 0 {
            let message = serde_json::from_slice::<Message>(&line).ok();
            let is_diagnostic = message.as_ref().is_some_and(|it| it.kind == "diagnostic");
            if message.is_some_and(|it| self.is_last_word(&it)) {
                self.held.push(line.clone());
            } else if diagnostics || !is_diagnostic {
                io::stderr().write_all(&line)?;
            }
            line.clear();
        }
        child.wait()
    }

    /// Counts an error; tells whether it is the one that sums up all others.
    fn is_last_word(&mut self, message: &Message) -> bool {
        if message.kind != "diagnostic"
            || message
                .level
                .as_deref()
                .is_none_or(|level| !level.starts_with("error"))
        {
            return false;
        }
        let text = message.message.as_deref().unwrap_or_default();
        match &message.code {
            None if text.starts_with("aborting due to ") => return true,
            Some(Code { code }) if lints::all().iter().any(|lint| lint.name == *code) => self.findings += 1,
            _ => self.other_errors += 1,
        }
        false
    }

    fn failed_by_findings_alone(&self) -> bool {
        self.findings > 0 && self.other_errors == 0
    }
}

/// The process becomes `command`.
#[cfg(unix)]
fn replace(mut command: Command) -> io::Result<u8> {
    Err(std::os::unix::process::CommandExt::exec(&mut command))
}

#[cfg(not(unix))]
fn replace(mut command: Command) -> io::Result<u8> {
    command.status().map(code)
}

fn code(status: ExitStatus) -> u8 {
    // A signal has no code; cargo only asks whether it is 0.
    status.code().and_then(|code| code.try_into().ok()).unwrap_or(101)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Run {
        let mut run = Run::default();
        for line in lines {
            let message: Message = serde_json::from_str(line).unwrap();
            if run.is_last_word(&message) {
                run.held.push(line.as_bytes().to_vec());
            }
        }
        run
    }

    const FINDING: &str = r#"{"$message_type":"diagnostic","level":"error","message":"blocks","code":{"code":"blocking_call_in_async"}}"#;
    const WARNING: &str = r#"{"$message_type":"diagnostic","level":"warning","message":"unused","code":{"code":"unused_variables"}}"#;
    const TYPES: &str =
        r#"{"$message_type":"diagnostic","level":"error","message":"mismatched","code":{"code":"E0308"}}"#;
    const LAST: &str = r#"{"$message_type":"diagnostic","level":"error","message":"aborting due to 1 previous error","code":null}"#;
    const ARTIFACT: &str = r#"{"$message_type":"artifact","artifact":"x.rmeta","emit":"metadata"}"#;

    #[test]
    fn findings_alone_do_not_stop_the_build() {
        let run = read(&[WARNING, FINDING, ARTIFACT, LAST]);
        assert!(run.failed_by_findings_alone());
        assert_eq!(run.held.len(), 1);
    }

    #[test]
    fn any_other_error_does() {
        assert!(!read(&[FINDING, TYPES, LAST]).failed_by_findings_alone());
        assert!(!read(&[WARNING, LAST]).failed_by_findings_alone());
    }
}
