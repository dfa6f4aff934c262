//! Checks what the configuration's types let pass, as names of lints and runtimes and paths, and what they refuse in
//! words that help nobody, as numbers.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

use crate::lints;
use crate::pin::SOURCE;

/// A value that is wrong: where it stands and what would be right.
pub(super) type Mistake = (Range<usize>, String);

/// The keys that take a number, with the least; the most is [`MOST`].
pub(super) const LEAST: [(&str, u32); 2] = [("large-future-bytes", 0), ("max-depth", 1)];

/// No chain of calls and no future comes near it, and every reader of TOML and of the schema holds it.
pub(super) const MOST: u32 = u32::MAX;

/// Checks what the types would refuse with words that name no key. `table` holds the keys of a configuration.
pub(super) fn check_before_reading(table: &DeTable<'_>) -> Result<(), Mistake> {
    for (key, value) in table {
        match (&**key.get_ref(), value.get_ref()) {
            (key, DeValue::Integer(number)) => {
                check_number(key, number).map_err(|problem| (value.span(), problem))?;
            }
            ("lints", DeValue::Table(levels)) => check_levels(levels)?,
            _ => {}
        }
    }
    Ok(())
}

fn check_number(key: &str, number: &DeInteger<'_>) -> Result<(), String> {
    let Some((_, least)) = LEAST.iter().find(|(name, _)| *name == key) else {
        return Ok(());
    };
    let value = i128::from_str_radix(number.as_str(), number.radix());
    if value.is_ok_and(|value| (i128::from(*least)..=i128::from(MOST)).contains(&value)) {
        return Ok(());
    }
    Err(format!(
        "`{key}` is at least {least} and at most {MOST}, and not {number}"
    ))
}

/// Each lint has one level, which is a word.
fn check_levels(levels: &DeTable<'_>) -> Result<(), Mistake> {
    let mut known = BTreeSet::new();
    for (name, level) in levels {
        let lint = name.get_ref().replace('-', "_");
        if level.get_ref().as_str().is_none() {
            let problem = format!(
                "`{lint}` takes a level and nothing else: `allow`, `warn`, `deny` or `forbid`, as in `{lint} = \"deny\"`"
            );
            return Err((level.span(), problem));
        }
        if known.contains(&lint) {
            let problem = format!("`{lint}` has two levels, each under another spelling; keep one of them");
            return Err((name.span(), problem));
        }
        known.insert(lint);
    }
    Ok(())
}

/// Checks what the types let pass in `table`.
pub(super) fn check(table: &DeTable<'_>) -> Result<(), Mistake> {
    for (key, value) in table {
        match (&**key.get_ref(), value.get_ref()) {
            ("lints", DeValue::Table(levels)) => {
                for name in levels.keys() {
                    lints::exact(name.get_ref()).map_err(|problem| (name.span(), problem))?;
                }
            }
            ("runtime", _) => check_with(value, check_runtime)?,
            ("offload-wrappers" | "ready-wrappers", DeValue::Array(paths)) => {
                for path in paths {
                    check_with(path, check_path)?;
                }
            }
            ("blocking" | "non-blocking", DeValue::Array(functions)) => {
                for path in functions
                    .iter()
                    .filter_map(|function| function.get_ref().get("path"))
                {
                    check_with(path, check_path)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Adds the nearest of the valid words to what serde says of an unknown one.
pub(super) fn with_nearest(message: &str) -> String {
    let message = message.replace('\n', ", ");
    if !message.starts_with("unknown ") {
        return message;
    }
    // "unknown field `x`, expected one of `a`, `b`": every second part stands between backquotes.
    let mut words = message.split('`').skip(1).step_by(2);
    let nearest = words.next().and_then(|unknown| lints::nearest(unknown, words));
    match nearest {
        Some(nearest) => format!("{message}; did you mean `{nearest}`?"),
        None => message,
    }
}

fn check_with(
    value: &Spanned<DeValue<'_>>,
    check: impl Fn(&str) -> Result<(), String>,
) -> Result<(), Mistake> {
    let text = value.get_ref().as_str().unwrap_or_default();
    check(text).map_err(|problem| (value.span(), problem))
}

fn check_runtime(name: &str) -> Result<(), String> {
    let known = runtimes();
    if known.iter().any(|runtime| runtime == name) {
        return Ok(());
    }
    let meant = lints::nearest(name, known.iter().map(String::as_str))
        .map_or_else(String::new, |nearest| format!("; did you mean `{nearest}`?"));
    let known: Vec<_> = known.iter().map(|runtime| format!("`{runtime}`")).collect();
    Err(format!(
        "unknown runtime `{name}`, expected one of {}{meant}",
        known.join(", ")
    ))
}

/// A path has a crate and at least one name in it, each of letters, digits, `_` and `*`.
fn check_path(path: &str) -> Result<(), String> {
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .chars()
                .all(|letter| letter.is_alphanumeric() || letter == '_' || letter == '*')
    };
    if path.contains("::") && path.split("::").all(is_name) {
        return Ok(());
    }
    Err(format!(
        "`{path}` is not the path of a function; write it as a `use` would, from the crate on, as in \
         `std::fs::read` or `std::fs::*`"
    ))
}

/// The runtimes that the catalogue has ways out for.
pub(super) fn runtimes() -> Vec<String> {
    #[derive(Deserialize)]
    struct File {
        runtime: Vec<Runtime>,
    }
    #[derive(Deserialize)]
    struct Runtime {
        name: String,
    }
    let (_, text) = SOURCE
        .iter()
        .find(|(name, _)| *name == "catalogue/wrappers.toml")
        .expect("the driver's source has its catalogue");
    let file: File = toml::from_slice(text).expect("the catalogue is valid");
    file.runtime.into_iter().map(|runtime| runtime.name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_have_a_crate_and_names_and_may_have_stars() {
        for good in ["std::fs::read", "a::*", "*::read", "a::b*::c_1"] {
            assert_eq!(check_path(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "read",
            "*",
            "std.fs.read",
            "a::",
            "::a",
            "a::::b",
            "a::b()",
            "a:: b",
            "a:b",
        ] {
            assert!(check_path(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_nearest_is_told_only_where_a_word_is_unknown_and_like_another() {
        let hint = |message: &str| {
            with_nearest(message)
                .split_once("; ")
                .map(|(_, hint)| hint.to_owned())
        };
        assert_eq!(
            hint("unknown field `teirs`, expected one of `runtime`, `tiers`").as_deref(),
            Some("did you mean `tiers`?")
        );
        assert_eq!(
            hint("unknown field `zzz`, expected one of `runtime`, `tiers`"),
            None
        );
        assert_eq!(hint("missing field `why`"), None);
    }
}
