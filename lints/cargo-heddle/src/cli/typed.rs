//! Tells what was typed for cargo from what was typed for the command itself.

use std::ffi::{OsStr, OsString};

use clap::{Arg, Args, Command};
use clap_lex::RawArgs;

use super::cargo::CargoOptions;
use super::options::HeddleOptions;

/// Cargo's, but cargo gets another value.
const REPLACED: &str = "target_dir";

/// Those of `arguments` that cargo gets, as they stand there: all but our own options with their values and what
/// follows `--`. The arguments have been found right.
pub(super) fn for_cargo(arguments: &[OsString]) -> Vec<OsString> {
    let own = HeddleOptions::augment_args(Command::new("own"));
    keep(arguments, |option| {
        option.get_id() != REPLACED && own.get_arguments().all(|it| it != option)
    })
}

/// What [`for_cargo`] gave, without these options of cargo's.
pub(crate) fn without(typed: &[OsString], options: &[&str]) -> Vec<OsString> {
    keep(typed, |option| !options.contains(&option.get_id().as_str()))
}

/// The words before `--` that belong to no option but those for which `is_kept` holds.
fn keep(arguments: &[OsString], is_kept: impl Fn(&Arg) -> bool) -> Vec<OsString> {
    let known = CargoOptions::augment_args(HeddleOptions::augment_args(Command::new("check")));
    let mut kept = Vec::new();
    let raw = RawArgs::new(arguments);
    let mut cursor = raw.cursor();
    while let Some(argument) = raw.next(&mut cursor) {
        if argument.is_escape() {
            break;
        }
        let (option, inline) = if let Some((name, value)) = argument.to_long() {
            let option = name.ok().and_then(|name| long(&known, name));
            (option, value.is_some())
        } else if let Some(letters) = argument.to_short() {
            let (flags, option, inline) = last_of(letters, &known);
            if !flags.is_empty() && option.is_some_and(|option| !is_kept(option)) {
                kept.push(format!("-{flags}").into());
            }
            (option, inline)
        } else {
            (None, false)
        };
        match option.filter(|option| !is_kept(option)) {
            Some(option) if option.get_action().takes_values() && !inline => {
                let may_lack_value = option.get_num_args().unwrap_or_default().min_values() == 0;
                let next = raw.peek(&cursor);
                if !may_lack_value
                    || next.is_some_and(|it| !it.to_value_os().as_encoded_bytes().starts_with(b"-"))
                {
                    raw.next(&mut cursor);
                }
            }
            Some(_) => {}
            None => kept.push(argument.to_value_os().to_owned()),
        }
    }
    kept
}

fn long<'a>(known: &'a Command, name: &str) -> Option<&'a Arg> {
    known
        .get_arguments()
        .find(|option| option.get_long() == Some(name))
}

/// Of letters behind one dash: those that are flags, the option after them, and whether its value follows in the
/// same word.
fn last_of<'a>(mut letters: clap_lex::ShortFlags<'_>, known: &'a Command) -> (String, Option<&'a Arg>, bool) {
    let mut flags = String::new();
    while let Some(Ok(letter)) = letters.next_flag() {
        let mut options = known.get_arguments();
        match options.find(|option| option.get_short() == Some(letter)) {
            Some(option) if option.get_action().takes_values() => {
                let value = letters.next_value_os().map(OsStr::is_empty);
                return (flags, Some(option), value == Some(false));
            }
            _ => flags.push(letter),
        }
    }
    (flags, None, false)
}
