//! `cargo heddle man`: the help as a page of the manual. Every text is the help's own.

use std::io;

use clap::builder::{PossibleValue, StyledStr};
use clap::{Arg, Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, roman};
use textwrap::WordSplitter;

use super::{Cli, help};
use crate::environment::{ALSO, VARIABLES};
use crate::files::FILES;
use crate::{Error, Exit, PIN, VERSION, report};

/// How long a line of the source may be.
const LINE: usize = 80;

/// Prints the page.
pub(super) fn run() -> Result<(), Error> {
    report::document(&page().expect("memory takes all"))
}

fn page() -> io::Result<String> {
    let mut command = Cli::command()
        .disable_help_subcommand(true)
        .override_usage("cargo heddle [OPTIONS] [-- <LINT FLAGS>]\ncargo heddle <COMMAND> [OPTIONS]");
    command.build();
    let command = command.mut_args(|option| with_values(option.hide_short_help(false)));
    let mut written = Vec::new();
    let man = Man::new(command.clone())
        .title("CARGO-HEDDLE")
        // What it says holds for the code of this day.
        .date(PIN.trim_start_matches("nightly-"))
        .source(format!("Heddle {VERSION}"))
        .manual("Heddle");
    man.render_title(&mut written)?;
    man.render_name_section(&mut written)?;
    man.render_synopsis_section(&mut written)?;
    man.render_description_section(&mut written)?;
    man.render_options_section(&mut written)?;

    let mut ours = Roff::new();
    commands(&mut ours, &command);
    ours.control("SH", ["LINT FLAGS"]).text(text(help::LINT_FLAGS));
    let codes = Exit::table();
    let codes = codes.iter().map(|(code, meaning)| (code.as_str(), *meaning));
    table(&mut ours, "EXIT STATUS", codes);
    let variables = VARIABLES.iter().map(|it| (it.name, it.meaning));
    table(&mut ours, "ENVIRONMENT", variables);
    ours.control("PP", []).text(text(ALSO));
    let files = FILES.iter().map(|it| (it.name, it.meaning));
    table(&mut ours, "FILES", files);
    ours.control("SH", ["SEE ALSO"]);
    ours.text([bold("cargo-check"), roman("(1), "), bold("cargo"), roman("(1)")]);
    ours.to_writer(&mut written)?;
    Ok(filled(&String::from_utf8(written).expect("the texts are UTF-8")))
}

/// The values in a line of the text, which are a list as long as a screen else.
fn with_values(option: Arg) -> Arg {
    let values = option.get_possible_values();
    if values.is_empty() || option.is_hide_possible_values_set() {
        return option;
    }
    let values: Vec<_> = values.iter().map(PossibleValue::get_name).collect();
    let help = option.get_help().map(ToString::to_string).unwrap_or_default();
    option
        .help(format!("{help}: {}", values.join(", ")))
        .hide_possible_values(true)
}

/// What is not a check: each command with the options that a check does not have.
fn commands(page: &mut Roff, check: &Command) {
    page.control("SH", ["COMMANDS"]);
    for command in check.get_subcommands() {
        page.control("SS", [command.get_name()]);
        let about = command.get_long_about().or(command.get_about());
        paragraphs(page, about.unwrap_or_default());
        let own = command.get_arguments().filter(|option| {
            !option.is_hide_set() && check.get_arguments().all(|it| it.get_id() != option.get_id())
        });
        for option in own {
            page.control("TP", []).text([bold(option.to_string())]);
            paragraphs(page, option.get_help().unwrap_or_default());
        }
    }
}

fn table<'a>(page: &mut Roff, title: &str, rows: impl Iterator<Item = (&'a str, &'a str)>) {
    page.control("SH", [title]);
    for (name, meaning) in rows {
        page.control("TP", []).text([bold(name)]).text(text(meaning));
    }
}

fn paragraphs(page: &mut Roff, prose: &StyledStr) {
    for line in prose.to_string().lines() {
        if line.is_empty() {
            page.control("PP", []);
        } else {
            page.text(text(line));
        }
    }
}

/// What stands between backquotes is bold, as names are.
fn text(markdown: &str) -> Vec<Inline> {
    let parts = markdown.split('`').enumerate();
    let parts = parts.filter(|(_, part)| !part.is_empty());
    parts
        .map(|(at, part)| if at % 2 == 1 { bold(part) } else { roman(part) })
        .collect()
}

/// Lines of text as long as those of other pages, so that their sources can be read and compared.
fn filled(page: &str) -> String {
    // A word that is taken apart at a hyphen would get a space there.
    let whole = textwrap::Options::new(LINE).word_splitter(WordSplitter::NoHyphenation);
    let lines = page.lines().flat_map(|line| match line.as_bytes() {
        [b'.' | b'\'', ..] => vec![line.into()],
        _ => textwrap::wrap(line, &whole),
    });
    lines.map(|line| line + "\n").collect()
}
