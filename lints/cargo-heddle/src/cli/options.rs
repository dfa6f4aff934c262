//! The options that `cargo heddle` has beside those of `cargo check`. What stands in the type is known as ours:
//! cargo never gets it.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::formats::Format;

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
    /// Go to this folder before anything else
    #[arg(short = 'C', value_name = "DIRECTORY", value_hint = ValueHint::DirPath)]
    pub directory: Option<PathBuf>,
}
