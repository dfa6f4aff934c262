//! The command line: a few words of its own, everything else is a check.

use std::ffi::OsString;

use crate::{CLIPPY_UTILS, Error, Exit, PIN, check, driver, lints, report, toolchain};

const HELP: &str = "\
Checks a package for what blocks, deadlocks, gets lost or never runs

Usage: cargo heddle [CARGO CHECK'S OPTIONS] [-- LINT FLAGS]
       cargo heddle <COMMAND>

Commands:
  explain <LINT>  What a lint finds, why, and what to write instead
  list            All lints with their levels
  setup           Install the pinned toolchain and build the driver; `--check` only looks

Options:
      --heddle-config <FILE>  Read this file in place of heddle.toml and the manifest
  -h, --help                  Print this
  -V, --version               Print the versions of the kit, its nightly and clippy_utils
  All options of `cargo check` (see `cargo help check`), such as --workspace, --all-targets,
  --features, --message-format json

Lint flags: -A, -W, -D or -F with a lint's name; `-- -D warnings` makes every finding an error

Exit codes:
    0  no error
    2  wrong use, or a configuration that cannot be understood
    3  the toolchain is missing or the driver cannot be built
  101  the code does not compile, or a finding was denied";

/// Does what the arguments (without the program's name) ask for; gives the exit code.
pub fn run(arguments: &[OsString]) -> Result<u8, Error> {
    let words: Vec<_> = arguments
        .iter()
        .map(|argument| argument.to_string_lossy())
        .collect();
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    let ours = words.iter().take_while(|word| **word != "--");
    if ours.clone().any(|word| ["-h", "--help"].contains(word)) {
        report::output(HELP);
        return Ok(Exit::Success.code());
    }
    match words.as_slice() {
        ["-V" | "--version"] => version(),
        ["explain", names @ ..] => explain(names)?,
        ["list"] => list(),
        ["setup"] => set_up()?,
        ["setup", "--check"] => look()?,
        ["list" | "setup", other, ..] => {
            return Err(Error::Usage(format!(
                "unexpected `{other}`; see `cargo heddle --help`"
            )));
        }
        [word, ..] if !word.starts_with('-') => {
            let nearest = lints::nearest(word, ["explain", "list", "setup"].into_iter());
            let meant = nearest.map_or_else(String::new, |nearest| format!(" Did you mean `{nearest}`?"));
            return Err(Error::Usage(format!(
                "there is no command `{word}`; there are `explain`, `list` and `setup`, and flags of `cargo check`.{meant}"
            )));
        }
        _ => return check::run(&check::Arguments::parse(arguments)?),
    }
    Ok(Exit::Success.code())
}

fn version() {
    report::output(&format!(
        "cargo-heddle {}\ntoolchain    {PIN}\nclippy_utils {CLIPPY_UTILS}",
        env!("CARGO_PKG_VERSION")
    ));
}

fn explain(names: &[&str]) -> Result<(), Error> {
    let [name] = names else {
        return Err(Error::Usage(
            "`cargo heddle explain` takes one lint; `cargo heddle list` shows them".to_owned(),
        ));
    };
    let lint = lints::find(name).map_err(Error::Usage)?;
    report::markdown(&format!(
        "# {name}\n{description} (level: {level})\n\n{documentation}\n### How to silence it\n\
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
    toolchain::install()?;
    let driver = driver::ensure()?;
    report::status("Ready", &format!("{PIN}, driver {}", driver.display()));
    Ok(())
}

fn look() -> Result<(), Error> {
    toolchain::check()?;
    let driver = driver::driver_path()?;
    if !driver.is_file() {
        return Err(Error::NoToolchain {
            what: format!("the driver of heddle {}", env!("CARGO_PKG_VERSION")),
        });
    }
    report::status("Ready", &format!("{PIN}, driver {}", driver.display()));
    Ok(())
}
