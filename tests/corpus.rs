//! The corpus as it is written down; `cargo corpus` itself needs the network and minutes.

use std::collections::BTreeSet;
use std::path::PathBuf;

use heddle_tests::corpus::verdicts::Verdicts;
use heddle_tests::corpus::{Program, Verdict, folder, overhead, precision, programs};

/// Fewer say little about precision.
const PROGRAMS: usize = 30;

#[test]
fn the_programs_are_sorted_and_each_has_its_verdicts() {
    let names: Vec<String> = programs()
        .unwrap()
        .into_iter()
        .map(|program| program.name)
        .collect();
    assert!(
        names.is_sorted_by(|one, next| one < next),
        "sort tests/corpus/corpus.toml by name: {names:?}"
    );
    assert!(names.len() >= PROGRAMS, "{} programs are too few", names.len());
    for name in &names {
        let path = Verdicts::path(name);
        assert!(
            path.is_file(),
            "run `cargo corpus --bless {name}`, then read what it found"
        );
    }
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let is_verdicts = path.extension().is_some_and(|extension| extension == "toml") && stem != "corpus";
        assert!(
            !is_verdicts || names.iter().any(|name| name == stem),
            "corpus.toml names no `{stem}`"
        );
    }
}

#[test]
fn a_lock_file_lies_there_for_each_program_that_needs_one() {
    let wanted: BTreeSet<PathBuf> = programs()
        .unwrap()
        .iter()
        .filter_map(Program::lock_path)
        .collect();
    let found = std::fs::read_dir(folder().join("locks")).unwrap();
    let found: BTreeSet<PathBuf> = found.map(|entry| entry.unwrap().path()).collect();
    assert_eq!(
        found, wanted,
        "`lock = true` in corpus.toml and tests/corpus/locks differ"
    );
}

#[test]
fn every_finding_has_been_read_and_judged() {
    for program in programs().unwrap() {
        let name = program.name;
        let verdicts = Verdicts::read(&name).unwrap();
        let places: Vec<_> = verdicts.findings.iter().map(|judged| judged.finding()).collect();
        assert!(
            places.is_sorted_by(|one, next| one < next),
            "{name}: sort the findings by place"
        );
        for judged in verdicts.findings {
            let place = format!("{name}: {}:{}", judged.file, judged.line);
            assert_ne!(
                judged.verdict,
                Verdict::Unread,
                "{place}: read it in the source and judge it"
            );
            assert!(
                judged.why.split_whitespace().count() > 3,
                "{place}: say why in a sentence"
            );
        }
    }
}

#[test]
fn the_precision_page_says_what_the_verdicts_say() {
    let page = std::fs::read_to_string(precision::path()).unwrap_or_default();
    assert_eq!(
        page,
        precision::page().unwrap(),
        "not up to date: rewrite it with `cargo corpus --page`"
    );
}

#[test]
fn the_overhead_page_says_what_was_measured() {
    let runs = overhead::read().unwrap();
    let page = std::fs::read_to_string(overhead::page_path()).unwrap();
    let command = overhead::command_line(&runs);
    assert_eq!(page, overhead::page(&runs), "`{command}` rewrites it");
    assert!(
        runs.iter().map(|run| run.round).max() >= Some(3),
        "fewer than three rounds are no measurement"
    );
}
