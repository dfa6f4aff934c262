//! The name of a lint, as it is typed.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Command};

use crate::lints::{self, Lint};

/// Takes a name in every spelling, and tells the shells the one to complete.
#[derive(Clone, Debug)]
pub(super) struct LintParser;

impl TypedValueParser for LintParser {
    type Value = &'static Lint;

    fn parse_ref(
        &self,
        command: &Command,
        option: Option<&Arg>,
        typed: &OsStr,
    ) -> Result<&'static Lint, clap::Error> {
        let parser = StringValueParser::new().try_map(|typed| lints::find(&typed));
        parser.parse_ref(command, option, typed)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let lints = lints::all().iter();
        Some(Box::new(lints.map(|lint| {
            PossibleValue::new(lint.name.as_str()).help(lint.description.as_str())
        })))
    }
}
