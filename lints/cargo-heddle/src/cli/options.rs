//! The options that `cargo heddle` has beside those of `cargo check`. What stands in the type is known as ours:
//! cargo never gets it.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::formats::Format;
use crate::selection::Share;

/// What a check takes beside cargo's options. Each has a long name and at most one value, which is never left out.
#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
pub struct HeddleOptions {
    /// Read this file in place of heddle.toml and the manifest
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub heddle_config: Option<PathBuf>,
    /// Read the workspace's own code only: a call into a dependency counts if the catalogue has it
    #[arg(long)]
    pub no_deps: bool,
    /// Write findings in another way; to FILE, or here
    #[arg(long, value_name = "NAME[=FILE]", conflicts_with = "message_format")]
    pub format: Vec<Format>,
    /// Tell what is recorded in heddle-baseline.jsonl, too
    #[arg(long)]
    pub no_baseline: bool,
    /// Check only the K-th of N shares of the packages; together they are all
    #[arg(long, value_name = "K/N", conflicts_with = "fix")]
    pub partition: Option<Share>,
    /// Check only packages that have changed since this git revision, or are built from such
    #[arg(long, value_name = "REV", conflicts_with = "fix")]
    pub changed_since: Option<String>,
    /// Whether the code is changed.
    #[command(flatten)]
    pub fix: FixOptions,
    /// Go to this folder before anything else
    #[arg(short = 'C', value_name = "DIRECTORY", value_hint = ValueHint::DirPath)]
    pub directory: Option<PathBuf>,
}

/// Whether the code is changed, and what need not be safe before.
#[derive(Args, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FixOptions {
    /// Apply the fixes that are sure, check again, and take back those with which the code does not compile
    #[arg(long, conflicts_with_all = ["format", "message_format"])]
    pub fix: bool,
    /// With --fix: also where there are changes that are not committed
    #[arg(long, requires = "fix", hide_short_help = true)]
    pub allow_dirty: bool,
    /// With --fix: also where changes are staged
    #[arg(long, requires = "fix", hide_short_help = true)]
    pub allow_staged: bool,
    /// With --fix: also where there is no version control
    #[arg(long, requires = "fix", hide_short_help = true)]
    pub allow_no_vcs: bool,
}
