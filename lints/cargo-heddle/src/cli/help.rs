//! The help: its look, and the texts that are no option's or command's.

use std::ffi::OsString;
use std::sync::LazyLock;

use clap::CommandFactory;
use clap::builder::{StyledStr, Styles};

use super::Cli;
use crate::environment::{ALSO, VARIABLES};
use crate::files::FILES;
use crate::{CLIPPY_UTILS, Exit, PIN, VERSION, report};

/// What `--version` says behind the program's name.
pub(super) static VERSIONS: LazyLock<String> =
    LazyLock::new(|| format!("{VERSION}\ntoolchain {PIN}\nclippy_utils {CLIPPY_UTILS}"));

/// How headings and names look.
pub(super) const STYLES: Styles = Styles::styled()
    .header(report::STATUS)
    .usage(report::STATUS)
    .literal(report::CODE)
    .placeholder(report::CODE)
    .error(report::ERROR)
    .valid(report::CODE)
    .invalid(report::ERROR);

/// Ends the short help.
pub(super) const MORE: &str = "\
Every option of `cargo check` works too, as --workspace or --message-format json
`cargo heddle --help` shows them all, the configuration, the environment and the exit codes";

/// What follows `--`.
pub(super) const LINT_FLAGS: &str =
    "-A, -W, -D or -F and a lint's name; `-- -D warnings` makes every finding an error";

/// Ends the long help.
pub(super) static REFERENCE: LazyLock<String> = LazyLock::new(|| {
    let variables = VARIABLES.iter();
    let variables = variables.map(|it| (it.name.to_owned(), it.meaning));
    format!(
        "\
Lint flags: {LINT_FLAGS}

Files:
{}
Environment:
{}  {ALSO}

Exit codes:
{}",
        table(FILES.iter().map(|it| (it.name.to_owned(), it.meaning))),
        table(variables),
        table(Exit::table()).trim_end()
    )
});

/// Two columns, the first as wide as it must be.
fn table(rows: impl IntoIterator<Item = (String, &'static str)>) -> String {
    let rows: Vec<_> = rows.into_iter().collect();
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let lines = rows
        .iter()
        .map(|(name, meaning)| format!("  {name:width$}  {meaning}\n"));
    lines.collect()
}

/// The whole help of a check, if that is asked for: each option on one line, as cargo has it.
pub(super) fn complete(arguments: &[OsString]) -> Option<StyledStr> {
    let mut words = arguments.iter().take_while(|word| *word != "--");
    let wants_all = match arguments {
        [first] if first == "help" => true,
        [first, ..] if first.as_encoded_bytes().starts_with(b"-") => words.any(|word| word == "--help"),
        _ => false,
    };
    let command = Cli::command().mut_args(|option| option.hide_short_help(false));
    wants_all.then(|| command.after_help(REFERENCE.as_str()).render_help())
}
