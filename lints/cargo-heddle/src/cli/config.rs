//! `cargo heddle config`.

use std::ffi::OsString;

use clap::Args;

use super::{CargoOptions, HeddleOptions, typed};
use crate::{Error, check, config, report};

/// What it takes: one thing to print, and all that a check takes, of which some says where the project is.
#[derive(Args, Debug)]
pub(super) struct ConfigOptions {
    #[command(flatten)]
    what: What,
    /// Levels for this run, as in a check
    #[arg(last = true, value_name = "LINT FLAGS")]
    lints: Vec<String>,
    #[command(flatten)]
    own: HeddleOptions,
    #[command(flatten)]
    cargo: CargoOptions,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct What {
    /// Print what holds for a check with these words, and where each value comes from
    #[arg(long)]
    print: bool,
    /// Print the schema of heddle.toml, for editors
    #[arg(long)]
    schema: bool,
}

impl ConfigOptions {
    /// Prints, with what was typed after the command's name.
    pub(super) fn run(self, words: &[OsString]) -> Result<(), Error> {
        let text = if self.what.schema {
            serde_json::to_string_pretty(&config::schema()).expect("plain data becomes JSON") + "\n"
        } else {
            let arguments = check::Arguments {
                own: self.own,
                typed: typed::for_cargo(words),
                cargo: self.cargo,
                lints: self.lints,
                record: None,
            };
            let (root, loaded) = check::configuration(&arguments)?;
            let before = words.iter().take_while(|word| *word != "--");
            let typed: Vec<_> = before
                .filter(|word| *word != "--print")
                .map(|word| word.to_string_lossy().into_owned())
                .collect();
            config::print(&root, &loaded, &arguments.lints, &typed)
        };
        report::document(&text)
    }
}
