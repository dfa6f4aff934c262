//! `--format NAME[=FILE]`, as it is typed.

use std::ffi::OsStr;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser, ValueParserFactory};
use clap::{Arg, Command, ValueEnum};

use crate::lints;

/// A format and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Format {
    /// The format.
    pub name: Name,
    /// The file; none for the screen.
    pub file: Option<PathBuf>,
}

/// The formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Name {
    /// rustc's own text.
    Human,
    /// One line a finding.
    Short,
    /// Cargo's messages.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of GitHub's workflows.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// A summary for a pull request.
    Markdown,
    /// A page for a browser.
    Html,
}

impl FromStr for Format {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        let (name, file) = match typed.split_once('=') {
            Some((name, "")) => {
                return Err(format!(
                    "`{name}=` names no file: write `{name}` or `{name}=FILE`"
                ));
            }
            Some((name, file)) => (name, Some(file.into())),
            None => (typed, None),
        };
        let name = Name::from_str(name, true).map_err(|_| {
            let names: Vec<_> = Name::value_variants().iter().map(ToString::to_string).collect();
            let nearest = lints::nearest(name, names.iter().map(String::as_str));
            let meant = nearest.map_or_else(String::new, |nearest| format!("did you mean `{nearest}`? "));
            format!(
                "there is no format `{name}`; {meant}there are {}",
                names.join(", ")
            )
        })?;
        Ok(Self { name, file })
    }
}

/// Tells clap the names, for the help and for what a shell completes.
#[derive(Clone, Debug)]
pub struct FormatParser;

impl ValueParserFactory for Format {
    type Parser = FormatParser;

    fn value_parser() -> FormatParser {
        FormatParser
    }
}

impl TypedValueParser for FormatParser {
    type Value = Format;

    fn parse_ref(
        &self,
        command: &Command,
        option: Option<&Arg>,
        typed: &OsStr,
    ) -> Result<Format, clap::Error> {
        let parser = StringValueParser::new().try_map(|typed| typed.parse::<Format>());
        parser.parse_ref(command, option, typed)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let names = Name::value_variants().iter();
        Some(Box::new(names.filter_map(ValueEnum::to_possible_value)))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.to_possible_value();
        to.write_str(value.as_ref().map_or("", |value| value.get_name()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_may_have_a_file() {
        let format = "json=out/a=b.json".parse::<Format>().unwrap();
        assert_eq!(
            (format.name, format.file),
            (Name::Json, Some("out/a=b.json".into()))
        );
        assert_eq!("Short".parse::<Format>().unwrap().file, None);
    }

    #[test]
    fn an_unknown_format_gets_the_nearest_and_all() {
        let error = "jsn".parse::<Format>().unwrap_err();
        assert!(
            error.contains("did you mean `json`?") && error.contains("human, short"),
            "{error}"
        );
        assert!("json=".parse::<Format>().unwrap_err().contains("names no file"));
    }
}
