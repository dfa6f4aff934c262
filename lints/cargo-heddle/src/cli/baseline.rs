//! `cargo heddle baseline`.

use std::ffi::OsString;

use clap::{Arg, Args};

use super::{CargoOptions, HeddleOptions, typed};
use crate::baseline::Update;
use crate::{Error, check};

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

/// Leaves out of the help and of completion what ends in an error.
pub(super) fn without_what_it_refuses(option: Arg) -> Arg {
    let refused = [
        "format",
        "no_baseline",
        "fix",
        "allow_dirty",
        "allow_staged",
        "allow_no_vcs",
    ];
    match refused.contains(&option.get_id().as_str()) {
        true => option.hide(true),
        false => option,
    }
}

impl BaselineOptions {
    /// The check, with what was typed after the command's name.
    pub(super) fn arguments(self, words: &[OsString]) -> Result<check::Arguments, Error> {
        self.refuse_what_only_a_check_takes()?;
        let mut typed = typed::for_cargo(words);
        typed.retain(|word| word != "--shrink");
        Ok(check::Arguments {
            own: self.own,
            typed,
            cargo: self.cargo,
            lints: self.lints,
            record: Some(if self.shrink { Update::Shrink } else { Update::Anew }),
        })
    }

    fn refuse_what_only_a_check_takes(&self) -> Result<(), Error> {
        let option = match &self.own {
            own if !own.format.is_empty() => "--format",
            own if own.no_baseline => "--no-baseline",
            own if own.fix.fix => "--fix",
            _ => return Ok(()),
        };
        Err(Error::Usage(format!(
            "`cargo heddle baseline` takes no `{option}`: it records and tells nothing; \
             `cargo heddle {option}`, without `baseline`, is a check"
        )))
    }
}
