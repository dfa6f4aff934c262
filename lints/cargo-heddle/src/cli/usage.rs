//! What is said when the command line cannot be understood: clap's words, and the next step.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory};

use super::Cli;
use crate::{Error, lints};

/// An option of a check, which only the commands have that take them all.
const CHECKS: &str = "manifest_path";

/// Turns what clap found into an error of ours.
pub(super) fn error(found: &clap::Error, arguments: &[OsString]) -> Error {
    let mut command = Cli::command();
    command.build();
    let command = named(&command, arguments);
    let unknown = unknown_command(found, command, arguments);
    Error::Usage(unknown.unwrap_or_else(|| {
        let said = found.render().to_string();
        let said = said.strip_prefix("error: ").unwrap_or(&said);
        // Clap's own next step names no command.
        let said = said
            .split_once("\n\nFor more information")
            .map_or(said, |(said, _)| said);
        format!("{}\n\n{}", said.trim_end(), next_step(command))
    }))
}

/// The command that the first words name.
fn named<'a>(mut command: &'a Command, arguments: &[OsString]) -> &'a Command {
    for argument in arguments {
        match command.find_subcommand(argument) {
            Some(found) => command = found,
            None => break,
        }
    }
    command
}

/// A word in a command's place that is none.
fn unknown_command(found: &clap::Error, command: &Command, arguments: &[OsString]) -> Option<String> {
    let kind = match found.kind() {
        ErrorKind::InvalidSubcommand => ContextKind::InvalidSubcommand,
        ErrorKind::UnknownArgument => ContextKind::InvalidArg,
        _ => return None,
    };
    let Some(ContextValue::String(word)) = found.get(kind) else {
        return None;
    };
    if word.starts_with('-') || !command.has_subcommands() {
        return None;
    }
    let names: Vec<_> = command
        .get_subcommands()
        .filter(|it| !it.is_hide_set())
        .map(Command::get_name)
        .collect();
    if let Some(meant) = command.find_subcommand(word) {
        return Some(not_first(meant, arguments));
    }
    let meant = lints::nearest(word, names.iter().copied())
        .map_or_else(String::new, |nearest| format!("did you mean `{nearest}`? "));
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    Some(format!(
        "there is no command `{word}`; {meant}there are {}, and without a command every option of `cargo check`; \
         see `{} --help`",
        names.join(", "),
        full_name(command)
    ))
}

/// A command that stands behind options.
fn not_first(command: &Command, arguments: &[OsString]) -> String {
    let (word, name) = (command.get_name(), full_name(command));
    let takes_them = command.get_arguments().any(|it| it.get_id() == CHECKS);
    if !takes_them {
        return format!(
            "`{word}` is a command and comes first; it takes no options of a check: `{name}`; see `{name} --help`"
        );
    }
    let at = arguments.iter().position(|it| it == word);
    let others = arguments.iter().enumerate().filter(|(it, _)| Some(*it) != at);
    let others: Vec<_> = others.map(|(_, it)| quoted(&it.to_string_lossy())).collect();
    format!(
        "`{word}` is a command and comes first, with its options behind it: `{name} {}`; see `{name} --help`",
        others.join(" ")
    )
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./:=+@,%".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

fn next_step(command: &Command) -> String {
    let name = full_name(command);
    let help = format!("see `{name} --help`");
    match command.get_name() {
        "explain" => {
            format!("`{name}` takes the name of one lint; `cargo heddle list` shows them all; {help}")
        }
        _ => help,
    }
}

fn full_name(command: &Command) -> &str {
    command.get_bin_name().unwrap_or("cargo heddle")
}
