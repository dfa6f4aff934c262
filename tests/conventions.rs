//! The repository keeps its own rules: what CONTRIBUTING.md says of lints, cases and files is checked here.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cargo_heddle::lints;
use heddle_tests::kit::root;
use heddle_tests::pin;

/// The longest a lint's file may be.
const LINT_LINES: usize = 300;
/// How many cases of each kind a lint needs.
const CASES: usize = 6;

#[test]
fn every_lint_is_one_registered_file_of_bounded_length() {
    let folder = root().join("lints/driver/src/lints");
    let registry = read(&folder.join("mod.rs"));
    let files = names(&folder, "rs");
    let lints: BTreeSet<String> = lints::all().iter().map(|lint| lint.name.clone()).collect();
    assert_eq!(
        files
            .iter()
            .filter(|name| *name != "mod")
            .cloned()
            .collect::<BTreeSet<_>>(),
        lints
    );
    for lint in &lints {
        assert!(
            registry.contains(&format!("    {lint}: ")),
            "`{lint}` is not in lints! of mod.rs"
        );
        let lines = read(&folder.join(format!("{lint}.rs"))).lines().count();
        assert!(
            lines <= LINT_LINES,
            "{lint}.rs has {lines} lines; move shared logic to a module of its own"
        );
    }
    let registered: Vec<&str> = registry
        .lines()
        .filter_map(|line| Some(line.strip_prefix("    ")?.split_once(": ")?.0))
        .collect();
    let registered: Vec<&str> = registered
        .into_iter()
        .filter(|name| lints.contains(*name))
        .collect();
    assert!(registered.is_sorted(), "lints! of mod.rs is not sorted");
}

#[test]
fn the_pin_is_the_nightly_that_clippys_library_names() {
    let pin = pin::of(&root().join("lints/driver/Cargo.toml")).expect("the driver depends on clippy_utils");
    assert_eq!(
        (pin.release.as_str(), pin.nightly.as_str()),
        (cargo_heddle::CLIPPY_UTILS, cargo_heddle::PIN),
        "`cargo pin` moves both"
    );
}

#[test]
fn every_lint_has_cases_and_a_page() {
    for lint in lints::all() {
        let cases = names(&root().join("tests/ui").join(&lint.name), "rs");
        for prefix in ["fires_", "quiet_"] {
            let count = cases.iter().filter(|name| name.starts_with(prefix)).count();
            assert!(
                count >= CASES,
                "`{}` has {count} `{prefix}` cases, it needs {CASES}",
                lint.name
            );
        }
        let summary = read(&root().join("docs/src/SUMMARY.md"));
        assert!(
            summary.contains(&format!("lints/{}.md", lint.name)),
            "SUMMARY.md misses `{}`",
            lint.name
        );
    }
}

#[test]
fn every_case_belongs_to_a_lint_and_every_stderr_to_a_case() {
    let lints: BTreeSet<String> = lints::all().iter().map(|lint| lint.name.clone()).collect();
    for folder in fs::read_dir(root().join("tests/ui")).expect("tests/ui") {
        let folder = folder.expect("tests/ui can be read").path();
        let lint = stem(&folder);
        // Beside the cases lies the package with their dependencies.
        if !folder.is_dir() || lint == "fixtures" {
            continue;
        }
        assert!(lints.contains(&lint), "tests/ui/{lint} belongs to no lint");
        let cases = names(&folder, "rs");
        for case in &cases {
            let named = case.starts_with("fires_") || case.starts_with("quiet_");
            assert!(named, "{lint}/{case}.rs is named neither fires_ nor quiet_");
            let text = read(&folder.join(format!("{case}.rs")));
            assert!(
                text.lines().any(|line| line == format!("#![deny({lint})]")),
                "{lint}/{case}.rs does not deny its lint"
            );
            let expected = folder.join(format!("{case}.stderr")).is_file();
            assert_eq!(expected, case.starts_with("fires_"), "{lint}/{case}.stderr");
        }
        for stderr in names(&folder, "stderr") {
            assert!(
                cases.contains(&stderr),
                "{lint}/{stderr}.stderr belongs to no case"
            );
        }
    }
}

#[test]
fn messages_are_lower_case_without_full_stop_and_offer_a_way_out() {
    for path in files(&root().join("tests/ui"))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|e| e == "stderr"))
    {
        let text = read(&path);
        for line in text.lines() {
            let line = line.trim_start_matches([' ', '=', '|']);
            let said = ["error: ", "note: ", "help: "]
                .iter()
                .find_map(|prefix| line.strip_prefix(prefix));
            let Some(said) = said else { continue };
            let lower = said.chars().next().is_some_and(|first| !first.is_uppercase());
            assert!(lower && !said.ends_with('.'), "{}: {said}", path.display());
        }
        assert!(text.contains("help: "), "{} offers no way out", path.display());
    }
}

#[test]
fn every_test_file_is_declared() {
    let manifest = read(&root().join("tests/Cargo.toml"));
    for test in names(&root().join("tests"), "rs") {
        assert!(
            manifest.contains(&format!("path = \"{test}.rs\"")),
            "tests/Cargo.toml misses {test}.rs"
        );
    }
}

#[test]
fn nothing_is_left_open() {
    let marks = [
        ["TO", "DO"].concat(),
        ["FIX", "ME"].concat(),
        ["todo", "!("].concat(),
        ["#[ig", "nore"].concat(),
    ];
    for folder in ["lints", "template", "tests", "docs"] {
        for path in files(&root().join(folder)) {
            let Ok(text) = fs::read_to_string(&path) else {
                continue;
            };
            for mark in &marks {
                assert!(
                    !text.contains(mark.as_str()),
                    "{} contains {mark}",
                    path.display()
                );
            }
        }
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files below `folder`, build output left out.
fn files(folder: &Path) -> Vec<PathBuf> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_entry(|entry| entry.file_name() != "target")
        .map(|entry| entry.expect("the repository can be read").into_path())
        .filter(|path| path.is_file())
        .collect()
}

/// The names, without the extension, of the files with `extension` in `folder` itself.
fn names(folder: &Path, extension: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .map(|path| stem(&path))
        .collect()
}

fn stem(path: &Path) -> String {
    path.file_stem().expect("a name").to_string_lossy().into_owned()
}
