//! The help: its look, and the texts that are no option's or command's.

use std::ffi::OsString;
use std::sync::LazyLock;

use clap::CommandFactory;
use clap::builder::{StyledStr, Styles};

use super::Cli;
use crate::{CLIPPY_UTILS, PIN, VERSION, report};

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

/// Ends the long help.
pub(super) const REFERENCE: &str = "\
Lint flags: -A, -W, -D or -F and a lint's name; `-- -D warnings` makes every finding an error

Configuration: heddle.toml beside the workspace's manifest, or [workspace.metadata.heddle] in it

Baseline: heddle-baseline.jsonl there, which `cargo heddle baseline` writes

Environment:
  CI              where it is set, a check takes nothing out of the baseline
  HEDDLE_HOME     where the built driver is kept, in place of the platform's cache folder
  NO_COLOR        no colours, as with --color never; CLICOLOR_FORCE is the opposite
  And all that cargo reads, as CARGO_TARGET_DIR

Exit codes:
    0  no error; there may be warnings
    2  wrong use: a flag, the configuration, the baseline, an unknown lint, a file that cannot be written
    3  the toolchain is missing or the driver cannot be set up
  101  the code does not compile, or a finding was denied that the baseline does not hold
  128  and a signal's number: the signal that ended cargo";

/// The whole help of a check, if that is asked for: each option on one line, as cargo has it.
pub(super) fn complete(arguments: &[OsString]) -> Option<StyledStr> {
    let mut words = arguments.iter().take_while(|word| *word != "--");
    let wants_all = match arguments {
        [first] if first == "help" => true,
        [first, ..] if first.as_encoded_bytes().starts_with(b"-") => words.any(|word| word == "--help"),
        _ => false,
    };
    let command = Cli::command().mut_args(|option| option.hide_short_help(false));
    wants_all.then(|| command.after_help(REFERENCE).render_help())
}
