//! The neighbours, lints of rustc and clippy about lost futures and held guards, and ours do not say the same twice:
//! where one of them speaks, ours are silent.
//!
//! clippy runs over the programs of `neighbours/`, one a neighbour, where a comment marks each line at which it
//! must speak, and over the cases of every lint.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use cargo_heddle::lints;
use heddle_tests::examples::{Examples, code};
use heddle_tests::kit::{kit, root};
use serde_json::Value;

/// The first three speak unasked.
const NEIGHBOURS: [&str; 4] = [
    "unused_must_use",
    "clippy::let_underscore_future",
    "clippy::await_holding_lock",
    "clippy::large_futures",
];
/// How a lint calls the case of what it leaves to its neighbours.
const LEFT_TO_THEM: &str = "quiet_what_rustc_and_clippy_say";

/// What rustc says, by program.
type Found = BTreeMap<String, Vec<Value>>;

#[test]
fn neighbours_speak_where_ours_are_silent() {
    let programs = in_folder(&root().join("tests/neighbours"));
    let names: BTreeSet<&str> = programs.keys().map(String::as_str).collect();
    assert_eq!(names, NEIGHBOURS.map(last).into(), "one program a neighbour");
    let (ours, theirs) = both(&programs);

    for (program, code) in &programs {
        let mark = format!("//~ {program}");
        let marked: BTreeSet<usize> = numbered(code)
            .filter(|(_, line)| line.ends_with(&mark))
            .map(|(number, _)| number)
            .collect();
        assert!(!marked.is_empty(), "{program}.rs marks no line");
        let spoken: BTreeSet<usize> = found(&theirs, program)
            .filter(|it| last(self::code(it)) == program)
            .flat_map(|it| spans(it, "line_start", "line_end"))
            .map(|lines| lines.start)
            .collect();
        assert_eq!(spoken, marked, "lines of {program}.rs at which {program} speaks");
        let said: Vec<String> = found(&ours, program).map(shown).collect();
        assert!(
            said.is_empty(),
            "{program}.rs: ours speak too\n{}",
            said.join("\n")
        );
    }
}

#[test]
fn no_case_repeats_a_neighbour() {
    let mut cases = BTreeMap::new();
    for lint in lints::all() {
        for (case, code) in in_folder(&root().join("tests/ui").join(&lint.name)) {
            cases.insert(format!("{}__{case}", lint.name), code);
        }
    }
    let (ours, theirs) = both(&cases);

    let mut repeated = Vec::new();
    for program in cases.keys() {
        let places: Vec<_> = found(&theirs, program)
            .flat_map(|it| spans(it, "byte_start", "byte_end"))
            .collect();
        let is_told = |finding: &&Value| {
            let mut own = spans(finding, "byte_start", "byte_end");
            own.any(|own| places.iter().any(|it| own.start < it.end && it.start < own.end))
        };
        repeated.extend(
            found(&ours, program)
                .filter(is_told)
                .map(|it| format!("{program}: {}", shown(it))),
        );
        if program.ends_with(LEFT_TO_THEM) {
            assert!(
                !places.is_empty(),
                "{program}.rs: no neighbour speaks of anything in it"
            );
        }
    }
    assert!(
        repeated.is_empty(),
        "a neighbour speaks there:\n{}",
        repeated.join("\n")
    );
}

/// What our lints say of `programs`, every one of them switched on, and what the neighbours say.
fn both(programs: &BTreeMap<String, String>) -> (Found, Found) {
    let examples = Examples::new().expect("a package for the programs");
    let names: Vec<String> = lints::all().iter().map(|lint| lint.name.clone()).collect();
    let all_of_ours = format!("#![cfg_attr(heddle, warn({}))] ", names.join(", "));
    for (name, code) in programs {
        examples
            .put(name, &(all_of_ours.clone() + code))
            .expect("a program");
    }
    let mut ours = examples.check(kit()).expect("the programs compile");
    let mut theirs = examples
        .clippy(kit(), &NEIGHBOURS)
        .expect("clippy compiles the programs");
    for said in ours.values_mut() {
        said.retain(|it| names.iter().any(|name| name == code(it)));
    }
    for said in theirs.values_mut() {
        said.retain(|it| NEIGHBOURS.contains(&code(it)));
    }
    (ours, theirs)
}

/// The programs in `folder`, by name.
fn in_folder(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let files = entries.map(|entry| entry.expect("the folder can be read").path());
    let programs = files.filter(|path: &PathBuf| path.extension().is_some_and(|it| it == "rs"));
    programs
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("a program"))
        })
        .collect()
}

fn found<'a>(found: &'a Found, program: &str) -> impl Iterator<Item = &'a Value> {
    found.get(program).into_iter().flatten()
}

/// Where a diagnostic points, by the fields of a span that say from where to where.
fn spans<'a>(diagnostic: &'a Value, start: &'a str, end: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
    let number = |value: &Value| usize::try_from(value.as_u64().expect("a number")).expect("a small one");
    let spans = diagnostic["spans"].as_array().into_iter().flatten();
    spans
        .filter(|span| span["is_primary"] == true)
        .map(move |span| number(&span[start])..number(&span[end]))
}

fn numbered(code: &str) -> impl Iterator<Item = (usize, &str)> {
    code.lines().enumerate().map(|(at, line)| (at + 1, line))
}

fn shown(diagnostic: &Value) -> String {
    diagnostic["rendered"].as_str().unwrap_or_default().to_owned()
}

/// A lint's name without the tool's.
fn last(lint: &str) -> &str {
    lint.rsplit("::").next().unwrap_or(lint)
}
