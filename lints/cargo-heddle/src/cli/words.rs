//! What the command line takes, as a list: what programs may rely on is held against it.

use clap::builder::PossibleValue;
use clap::{Arg, Command, CommandFactory};

use super::Cli;

/// The commands, each with its options and the values that these list; `check` stands for none. What is passed on to cargo
/// is cargo's.
pub fn words() -> Vec<String> {
    let mut cli = Cli::command().disable_help_subcommand(true);
    cli.build();
    let mut words = options("check", &cli, |_| true);
    for command in cli.get_subcommands() {
        words.push(command.get_name().to_owned());
        // Some take what a check takes, where it is listed.
        let is_other = |option: &Arg| cli.get_arguments().all(|it| it.get_id() != option.get_id());
        words.extend(options(command.get_name(), command, is_other));
    }
    words
}

fn options(name: &str, command: &Command, is_listed: impl Fn(&Arg) -> bool) -> Vec<String> {
    let own = command
        .get_arguments()
        .filter(|option| option.get_help_heading().is_none() && is_listed(option));
    let words = own.flat_map(|option| {
        let word = format!("{name} {option}");
        let values = match option.is_hide_possible_values_set() {
            true => Vec::new(),
            false => option.get_possible_values(),
        };
        let values: Vec<_> = values
            .iter()
            .map(PossibleValue::get_name)
            .map(|value| format!("{word} {value}"))
            .collect();
        std::iter::once(word).chain(values)
    });
    words.collect()
}
