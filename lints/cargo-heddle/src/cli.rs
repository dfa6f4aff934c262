//! The command line: a few words of its own, everything else is a check.

use std::ffi::OsString;

use crate::toolchain::{self, Toolchain};
use crate::{CLIPPY_UTILS, Error, Exit, PIN, VERSION, check, driver, lints, report};

const HELP: &str = "\
Finds in async and threaded code what blocks, deadlocks, gets lost or never runs

Usage: cargo heddle [OPTIONS OF CARGO CHECK] [-- LINT FLAGS]
       cargo heddle <COMMAND>

Commands:
  explain <LINT>   what a lint finds, why, and what to write instead
  list             all lints with their levels
  setup [--check]  install the pinned toolchain and build the driver, or only look whether both are there

Options:
  --heddle-config <FILE>  read this file in place of heddle.toml and the manifest
  --no-deps               read the workspace's own code only: a call into a dependency counts if the catalogue has it
  -h, --help              print this; after a command, print that command's help
  -V, --version           print the versions of the kit, its nightly and clippy_utils

Every option of `cargo check` works too: --workspace, --all-targets, --features, --message-format json …

Lint flags: -A, -W, -D or -F and a lint's name; `-- -D warnings` makes every finding an error

Configuration: heddle.toml beside the workspace's manifest, or [workspace.metadata.heddle] in it

Environment:
  HEDDLE_HOME  where the built driver is kept, in place of the platform's cache folder

Exit codes:
    0  no error; there may be warnings
    2  wrong use: a flag, the configuration, an unknown lint
    3  the toolchain is missing or the driver cannot be built
  101  the code does not compile, or a finding was denied
  128  and a signal's number: the signal that ended cargo";

const EXPLAIN_HELP: &str = "\
Prints what a lint finds, why, its limits and settings, and what to write instead

Usage: cargo heddle explain <LINT>

The name is taken with `-` or `_`, in capitals or not; `cargo heddle list` shows them all";

const LIST_HELP: &str = "\
Prints every lint: name, level without configuration, what it finds

Usage: cargo heddle list";

const SETUP_HELP: &str = "\
Installs the pinned toolchain with its components through rustup and builds the driver into the cache

Usage: cargo heddle setup [--check]

Options:
  --check  install and build nothing; end with 0 if all is there, else with 3

What is there already is kept. The driver is built once for each version of the kit";

const COMMANDS: [&str; 3] = ["explain", "list", "setup"];

/// Does what the arguments (without the program's name) ask for; gives the way to end.
pub fn run(arguments: &[OsString]) -> Result<Exit, Error> {
    let words: Vec<_> = arguments
        .iter()
        .map(|argument| argument.to_string_lossy())
        .collect();
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    if let Some(help) = help(&words) {
        report::output(help);
        return Ok(Exit::Success);
    }
    match words.as_slice() {
        ["-V" | "--version"] => version(),
        ["explain", names @ ..] => explain(names)?,
        ["list"] => list(),
        ["setup"] => set_up()?,
        ["setup", "--check"] => look()?,
        [command @ ("list" | "setup"), rest @ ..] => {
            return Err(Error::Usage(format!(
                "`cargo heddle {command}` does not take `{}`; see `cargo heddle {command} --help`",
                rest.join(" ")
            )));
        }
        [word, ..] if !word.starts_with('-') => return Err(unknown(word)),
        _ => return check::run(&check::Arguments::parse(arguments)?),
    }
    Ok(Exit::Success)
}

/// The help that is asked for, if it is.
fn help(words: &[&str]) -> Option<&'static str> {
    let mut ours = words.iter().take_while(|word| **word != "--");
    if !ours.any(|word| ["-h", "--help"].contains(word)) {
        return None;
    }
    Some(match words[0] {
        "explain" => EXPLAIN_HELP,
        "list" => LIST_HELP,
        "setup" => SETUP_HELP,
        _ => HELP,
    })
}

fn unknown(word: &str) -> Error {
    let meant = lints::nearest(word, COMMANDS.into_iter())
        .map_or_else(String::new, |nearest| format!("did you mean `{nearest}`? "));
    Error::Usage(format!(
        "there is no command `{word}`; {meant}there are `explain`, `list` and `setup`, and without a command \
         every option of `cargo check`; see `cargo heddle --help`"
    ))
}

fn version() {
    report::output(&format!(
        "cargo-heddle {VERSION}\ntoolchain {PIN}\nclippy_utils {CLIPPY_UTILS}"
    ));
}

fn explain(names: &[&str]) -> Result<(), Error> {
    let [name] = names else {
        return Err(Error::Usage(
            "`cargo heddle explain` takes the name of one lint; `cargo heddle list` shows them all"
                .to_owned(),
        ));
    };
    let lint = lints::find(name).map_err(Error::Usage)?;
    report::markdown(&format!(
        "# {name}\n{description} (level: {level})\n\n{documentation}\n### How to suppress it\n\
         `#[cfg_attr(heddle, allow({name}))]` on the code, or `{name} = \"allow\"` under `[lints]` in heddle.toml.",
        name = lint.name,
        description = lint.description,
        level = lint.level,
        documentation = lint.documentation,
    ));
    Ok(())
}

fn list() {
    let width = lints::all().iter().map(|lint| lint.name.len()).max().unwrap_or(0);
    let lines = lints::all()
        .iter()
        .map(|lint| format!("{:width$}  {:5}  {}", lint.name, lint.level, lint.description));
    report::output(&lines.collect::<Vec<_>>().join("\n"));
}

fn set_up() -> Result<(), Error> {
    let driver = driver::ensure(&toolchain::install()?)?;
    report::status("Ready", &format!("{PIN}, driver {}", driver.display()));
    Ok(())
}

fn look() -> Result<(), Error> {
    let toolchain = Toolchain::find()?;
    let driver = driver::driver_path()?;
    if !driver.is_file() {
        toolchain.check_components()?;
        return Err(Error::NoDriver);
    }
    report::status("Ready", &format!("{PIN}, driver {}", driver.display()));
    Ok(())
}
