//! `cargo heddle completions`: what a shell needs to complete the command, by both its names.

use clap::{Arg, Args, Command, CommandFactory};
use clap_complete::Shell;

use super::Cli;
use crate::{Error, VERSION, report};

/// The program's own name; `cargo heddle` leads to it.
const NAME: &str = "cargo-heddle";

/// What bash and fish need beside clap's text to complete `cargo heddle`. Cargo's own completion for zsh asks a function
/// of the name that clap's has; those of the other shells leave no place for a subcommand's.
const BASH: &str = include_str!("completions/cargo.bash");
const FISH: &str = include_str!("completions/cargo.fish");

#[derive(Args, Debug)]
pub(super) struct CompletionsOptions {
    /// The shell
    shell: Shell,
}

impl CompletionsOptions {
    pub(super) fn run(&self) -> Result<(), Error> {
        report::document(&text(self.shell))
    }
}

/// What the shell reads.
fn text(shell: Shell) -> String {
    let mut written = Vec::new();
    clap_complete::generate(shell, &mut command(), NAME, &mut written);
    let clap = String::from_utf8(written).expect("clap writes text");
    match shell {
        // Clap writes the hyphen of the name in two ways, so that what stands behind a command is never found.
        Shell::Bash => format!(
            "{}\n{BASH}",
            clap.replace("cargo__subcmd__heddle", "cargo__heddle")
        ),
        Shell::Fish => format!("{clap}{}\n{FISH}", words_for_fish(&command())),
        _ => clap,
    }
}

/// The command line without the words after `--`: for zsh these would stand in the place of a command.
fn command() -> Command {
    let cli = Cli::command();
    let options = cli.get_arguments().filter(|it| !it.is_last_set());
    let about = cli.get_about().cloned().unwrap_or_default();
    Command::new(NAME)
        .version(VERSION)
        .about(about)
        .args(options)
        .subcommands(cli.get_subcommands())
}

/// What a command takes beside options, such as the names of lints: clap leaves it out for fish.
fn words_for_fish(cli: &Command) -> String {
    let mut lines = String::new();
    for command in cli.get_subcommands() {
        let values = command.get_positionals().flat_map(Arg::get_possible_values);
        let values: Vec<_> = values.map(|value| value.get_name().to_owned()).collect();
        if !values.is_empty() {
            lines.push_str(&format!(
                "complete -c {NAME} -n \"__fish_cargo_heddle_using_subcommand {}\" -f -a \"{}\"\n",
                command.get_name(),
                values.join(" ")
            ));
        }
    }
    lines
}
