//! The lint flags behind `--`: what rustc would only warn of, or tell with the driver's whole command line, is an error here.

use std::cell::LazyCell;
use std::collections::BTreeSet;

use crate::toolchain::Toolchain;
use crate::{Error, lints};

/// The flags that take a lint's name, short and long.
const NAMING: [&str; 9] = [
    "-A",
    "-W",
    "-D",
    "-F",
    "--allow",
    "--warn",
    "--deny",
    "--forbid",
    "--force-warn",
];

/// The flag that takes one of [`CAPS`].
const CAP: &str = "--cap-lints";
const CAPS: [&str; 4] = ["allow", "warn", "deny", "forbid"];

/// What stands for lints in a name's place, and is known without asking rustc: `help` prints the names.
const WORDS: [&str; 2] = [WARNINGS, "help"];

/// Stands for all lints that are at `warn` in the end.
pub(crate) const WARNINGS: &str = "warnings";

/// A part of what follows `--`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    /// A flag that sets levels, and its value, if one follows.
    Flag(&'static str, Option<&'a str>),
    /// Any other word.
    Other(&'a str),
}

/// Reads what follows `--`, with values joined to their flags or not, as rustc does.
pub(crate) fn read(words: &[String]) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        parts.push(match split(word) {
            Some((flag, joined)) => Part::Flag(flag, joined.or_else(|| words.next().map(String::as_str))),
            None => Part::Other(word),
        });
    }
    parts
}

fn split(word: &str) -> Option<(&'static str, Option<&str>)> {
    NAMING.into_iter().chain([CAP]).find_map(|flag| {
        let rest = word.strip_prefix(flag)?;
        if rest.is_empty() {
            return Some((flag, None));
        }
        let joined = if flag.starts_with("--") {
            rest.strip_prefix('=')?
        } else {
            rest
        };
        Some((flag, Some(joined)))
    })
}

/// Fails if a word behind `--` is no flag, or a name is neither a lint's of ours nor one that rustc knows.
pub(crate) fn check(words: &[String], toolchain: &Toolchain) -> Result<(), Error> {
    check_with(words, || rustcs(toolchain)).map_err(Error::Usage)
}

fn check_with(words: &[String], rustcs: impl FnOnce() -> BTreeSet<String>) -> Result<(), String> {
    let rustcs = LazyCell::new(rustcs);
    for part in read(words) {
        match part {
            Part::Flag(CAP, level) => check_cap(level)?,
            Part::Flag(flag, name) => check_name(flag, name, &rustcs)?,
            // Whether the next word is its value cannot be told; a file of arguments cannot be looked into.
            Part::Other(word) if word.starts_with(['-', '@']) => return Ok(()),
            Part::Other(word) => return Err(no_flag(word)),
        }
    }
    Ok(())
}

fn check_cap(level: Option<&str>) -> Result<(), String> {
    match level {
        Some(level) if CAPS.contains(&level) => Ok(()),
        _ => Err(format!(
            "`{CAP}` takes `allow`, `warn`, `deny` or `forbid`, as in `-- {CAP} warn`"
        )),
    }
}

fn check_name(
    flag: &str,
    name: Option<&str>,
    rustcs: &LazyCell<BTreeSet<String>, impl FnOnce() -> BTreeSet<String>>,
) -> Result<(), String> {
    let Some(name) = name.filter(|name| !name.is_empty() && !name.starts_with('-')) else {
        return Err(format!(
            "`{flag}` takes the name of a lint, as in `-- {flag} {WARNINGS}`; `cargo heddle list` shows the names"
        ));
    };
    if name.contains(',') {
        let each: Vec<_> = name.split(',').map(|name| format!("{flag} {name}")).collect();
        return Err(format!(
            "`{flag} {name}` names several lints; each takes a flag of its own: `-- {}`",
            each.join(" ")
        ));
    }
    if let Some(own) = name.strip_prefix("heddle::") {
        return lints::exact(own).and_then(|lint| {
            Err(format!(
                "lints of heddle have no prefix: `-- {flag} {}`",
                lint.name
            ))
        });
    }
    // Those of other tools are rustc's to judge.
    if name.contains("::") || WORDS.contains(&name) || lints::exact(name).is_ok() {
        return Ok(());
    }
    // Asking costs as much as all else that happens before the check.
    let wanted = name.replace('-', "_");
    if rustcs.is_empty() || rustcs.contains(&wanted) {
        return Ok(());
    }
    let known = rustcs
        .iter()
        .map(String::as_str)
        .chain(lints::all().iter().map(|it| it.name.as_str()));
    let meant = lints::nearest(&wanted.to_lowercase(), known)
        .map_or_else(String::new, |nearest| format!("did you mean `{nearest}`? "));
    Err(format!(
        "there is no lint `{name}`; {meant}`cargo heddle list` shows those of heddle, `rustc -W help` those of the compiler"
    ))
}

fn no_flag(word: &str) -> String {
    let example = match lints::find(word) {
        Ok(lint) => &lint.name,
        Err(_) => WARNINGS,
    };
    format!(
        "`{word}` is no lint flag; behind `--` stand -A, -W, -D or -F, each with a lint's name, as in `-- -D {example}`"
    )
}

/// The lints and groups that rustc knows, with `_`; none where it does not say, so that nothing is refused.
fn rustcs(toolchain: &Toolchain) -> BTreeSet<String> {
    let mut rustc = toolchain.command(&toolchain.program("rustc"));
    let output = rustc.args(["-W", "help"]).output();
    let said = output.map(|output| output.stdout).unwrap_or_default();
    names(&String::from_utf8_lossy(&said))
}

/// The names in the tables of `rustc -W help`, which stand right-aligned in front of what they mean.
fn names(help: &str) -> BTreeSet<String> {
    let first = help.lines().filter_map(|line| {
        let (name, meaning) = line.strip_prefix(' ')?.trim_start().split_once("  ")?;
        let is_head = matches!(meaning.split_whitespace().next(), Some("default" | "sub-lints"));
        let is_name = name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
        (is_name && !is_head && !name.starts_with('-')).then(|| name.replace('-', "_"))
    });
    first.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINT: &str = "blocking_call_in_async";
    const HELP: &str = "
Available lint options:
    -W <foo>           Warn about <foo>

Lint checks provided by rustc:

                  name  default  meaning
                  ----  -------  -------
          missing-docs  allow    detects missing documentation
      unused-variables  warn     detects variables  which are not used

Lint groups provided by rustc:

                  name  sub-lints
                  ----  ---------
              warnings  all lints that are set to issue warnings
                unused  unused-imports, unused-variables
";

    fn said(line: &str) -> Result<(), String> {
        let words: Vec<_> = line.split_whitespace().map(str::to_owned).collect();
        check_with(&words, || names(HELP))
    }

    #[test]
    fn what_rustc_prints_gives_the_names_of_lints_and_groups() {
        let names = names(HELP);
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        assert_eq!(names, ["missing_docs", "unused", "unused_variables", "warnings"]);
    }

    #[test]
    fn every_spelling_of_what_is_known_passes() {
        for line in [
            "",
            "-D warnings",
            "-Dwarnings -A blocking-call-in-async",
            "--deny=blocking_call_in_async --allow unused --warn unused-variables",
            "--force-warn missing-docs --forbid wrong_runtime -Fwrong_runtime",
            "-A clippy::all -D rustdoc::all",
            "--cap-lints warn --cap-lints=allow -W help",
            "-Zunknown what -D ever",
            "-D unused --cfg loom",
            "@file",
        ] {
            assert_eq!(said(line), Ok(()), "{line}");
        }
    }

    #[test]
    fn rustc_is_asked_only_for_a_name_that_nobody_else_has() {
        let words = ["-D", "warnings", "-A", LINT, "-W", "clippy::all"].map(str::to_owned);
        let asked = || panic!("rustc is asked");
        assert_eq!(check_with(&words, asked), Ok(()));
    }

    #[test]
    fn a_wrong_word_is_answered_with_the_right_one() {
        for (line, words) in [
            (
                "-D blocking_call_in_asyn",
                &["no lint", "did you mean `blocking_call_in_async`?"][..],
            ),
            (
                "-Dblocking-call-in-asyn",
                &["did you mean `blocking_call_in_async`?"],
            ),
            (
                "-D Blocking_Call_In_Async",
                &["did you mean `blocking_call_in_async`?"],
            ),
            (
                "-D warnings -A unused_variable",
                &["did you mean `unused_variables`?", "rustc -W help"],
            ),
            ("--force-warn=zzz", &["no lint `zzz`; `cargo heddle list`"]),
            ("-D", &["`-D` takes the name of a lint", "`-- -D warnings`"]),
            ("--allow=", &["`--allow` takes the name"]),
            ("-D -A unused", &["`-D` takes the name"]),
            ("-D unused,missing_docs", &["`-- -D unused -D missing_docs`"]),
            (
                "-A heddle::blocking-call-in-async",
                &["no prefix: `-- -A blocking_call_in_async`"],
            ),
            (
                "-A heddle::blocking",
                &["no lint `blocking`", "cargo heddle list"],
            ),
            (
                "blocking_call_in_async",
                &["no lint flag", "`-- -D blocking_call_in_async`"],
            ),
            (
                "-D unused missing_docs",
                &["`missing_docs` is no lint flag", "`-- -D warnings`"],
            ),
            (
                "--cap-lints loud",
                &["`--cap-lints` takes `allow`, `warn`, `deny` or `forbid`"],
            ),
            ("--cap-lints", &["`--cap-lints` takes"]),
        ] {
            let problem = said(line).unwrap_err();
            for word in words {
                assert!(problem.contains(word), "{line}: `{word}` is not in: {problem}");
            }
        }
    }
}
