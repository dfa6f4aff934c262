//! `cargo heddle baseline`.

use std::ffi::OsString;

use clap::Args;

use super::{CargoOptions, HeddleOptions, typed};
use crate::baseline::Update;
use crate::check;

/// What it takes: all that a check does, as it is one.
#[derive(Args, Debug)]
pub(super) struct BaselineOptions {
    /// Add nothing: only take out what is gone
    #[arg(long)]
    shrink: bool,
    /// Levels for this run, as in a check
    #[arg(last = true, value_name = "LINT FLAGS")]
    lints: Vec<String>,
    #[command(flatten)]
    own: HeddleOptions,
    #[command(flatten)]
    cargo: CargoOptions,
}

impl BaselineOptions {
    /// The check, with what was typed after the command's name.
    pub(super) fn arguments(self, words: &[OsString]) -> check::Arguments {
        let mut typed = typed::for_cargo(words);
        typed.retain(|word| word != "--shrink");
        check::Arguments {
            own: self.own,
            typed,
            cargo: self.cargo,
            lints: self.lints,
            record: Some(if self.shrink { Update::Shrink } else { Update::Anew }),
        }
    }
}
