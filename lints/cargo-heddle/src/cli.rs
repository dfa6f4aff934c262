//! The command line: a few words of its own, everything else is a check.

mod baseline;
mod cargo;
mod completions;
mod config;
mod help;
mod lint;
mod man;
mod options;
mod setup;
mod typed;
mod usage;
mod words;

use std::ffi::OsString;
use std::iter::once;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

use baseline::BaselineOptions;
pub use cargo::CargoOptions;
use completions::CompletionsOptions;
use config::ConfigOptions;
pub use options::{FixOptions, HeddleOptions};
use setup::SetupOptions;
pub(crate) use typed::without;
pub use words::words;

use crate::{Error, Exit, check, choose, lints, prose, report};

/// Finds in async and threaded code what blocks, deadlocks, gets lost or never runs
#[derive(Parser, Debug)]
#[command(
    name = "cargo-heddle",
    bin_name = "cargo heddle",
    version = help::VERSIONS.as_str(),
    styles = help::STYLES,
    max_term_width = prose::WIDEST,
    args_conflicts_with_subcommands = true,
    after_help = help::MORE,
    after_long_help = help::REFERENCE.as_str(),
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// Levels for this run: -A, -W, -D or -F, each with a lint's name or `warnings`
    #[arg(last = true, value_name = "LINT FLAGS")]
    lints: Vec<String>,
    #[command(flatten)]
    own: HeddleOptions,
    #[command(flatten)]
    cargo: CargoOptions,
}

/// Whatever is not a check.
#[derive(Subcommand, Debug)]
enum Command {
    /// Record what is found today, so that later checks tell only what is new
    #[command(
        override_usage = "cargo heddle baseline [--shrink] [OPTIONS] [-- <LINT FLAGS>]",
        mut_args = baseline::without_what_it_refuses
    )]
    Baseline(Box<BaselineOptions>),
    /// Ask what a service does, and name the model, the runtime and the command for it
    #[command(override_usage = "cargo heddle choose [--answers <QUESTION=ANSWER,…>] [--json]")]
    Choose(choose::Options),
    /// Print what a shell needs to complete this command
    #[command(override_usage = "cargo heddle completions <SHELL>")]
    Completions(CompletionsOptions),
    /// Print the configuration that holds and where it comes from, or its schema
    #[command(override_usage = "cargo heddle config <--print | --schema> [OPTIONS] [-- <LINT FLAGS>]")]
    Config(Box<ConfigOptions>),
    /// Print what a lint finds, why, its limits and settings, and what to write instead
    #[command(override_usage = "cargo heddle explain <LINT>")]
    Explain {
        /// The lint's name, with `-` or `_`, in capitals or not
        #[arg(value_parser = lint::LintParser, hide_possible_values = true)]
        lint: &'static lints::Lint,
    },
    /// Print every lint: name, level without configuration, what it finds
    #[command(override_usage = "cargo heddle list")]
    List,
    /// Print the page of the manual
    #[command(override_usage = "cargo heddle man")]
    Man,
    /// Install the pinned toolchain with its components through rustup and build the driver into the cache
    ///
    /// What is there already is kept, and a driver that is damaged is replaced. The driver is built once for each
    /// version of the kit, or comes out of an archive that a machine of the same kind has packed: then nothing is
    /// built, and the components are not needed.
    #[command(override_usage = "cargo heddle setup [--check | --driver <FILE> | --pack <FILE> | --prune]")]
    Setup(SetupOptions),
}

/// Does what the arguments (without the program's name) ask for; gives the way to end.
pub fn run(arguments: &[OsString]) -> Result<Exit, Error> {
    let cli = match parse(arguments) {
        Ok(cli) => cli,
        Err(asked) if matches!(asked.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            let shown = help::complete(arguments).unwrap_or_else(|| asked.render());
            report::output(&shown.ansi().to_string())?;
            return Ok(Exit::Success);
        }
        Err(found) => return Err(usage::error(&found, arguments)),
    };
    report::use_color(cli.cargo.common.color);
    match cli.command {
        Some(Command::Baseline(options)) => {
            return check::run(&options.arguments(after("baseline", arguments))?);
        }
        Some(Command::Choose(options)) => choose::run(&options)?,
        Some(Command::Completions(options)) => options.run()?,
        Some(Command::Config(options)) => options.run(after("config", arguments))?,
        Some(Command::Explain { lint }) => explain(lint)?,
        Some(Command::List) => list()?,
        Some(Command::Man) => man::run()?,
        Some(Command::Setup(options)) => options.run()?,
        None => {
            return check::run(&check_arguments(cli, arguments));
        }
    }
    Ok(Exit::Success)
}

fn parse(arguments: &[OsString]) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(once(OsString::from("cargo heddle")).chain(arguments.iter().cloned()))
}

fn check_arguments(cli: Cli, arguments: &[OsString]) -> check::Arguments {
    check::Arguments {
        own: cli.own,
        typed: typed::for_cargo(arguments),
        cargo: cli.cargo,
        lints: cli.lints,
        record: None,
    }
}

/// The words after a command's name.
fn after<'a>(name: &str, arguments: &'a [OsString]) -> &'a [OsString] {
    let at = arguments.iter().position(|word| word == name);
    at.map_or(arguments, |at| &arguments[at + 1..])
}

fn explain(lint: &lints::Lint) -> Result<(), Error> {
    report::markdown(&format!(
        "# {name}\n{description} (level: {level})\n\n{documentation}\n### How to suppress it\n\
         `#[cfg_attr(heddle, allow({name}))]` on the code, or `{name} = \"allow\"` under `[lints]` in heddle.toml.",
        name = lint.name,
        description = lint.description,
        level = lint.level,
        documentation = lint.without_links(),
    ))
}

fn list() -> Result<(), Error> {
    let width = lints::all().iter().map(|lint| lint.name.len()).max().unwrap_or(0);
    let terminal = prose::width();
    let lines = lints::all().iter().map(|lint| {
        let before = format!("{:width$}  {:5}  ", lint.name, lint.level);
        match terminal {
            Some(columns) => prose::row(&before, &lint.description, columns),
            None => before + &lint.description,
        }
    });
    report::output(&lines.collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests;
