//! The record of findings: what it silences, what wakes, how it shrinks, and what is said of a damaged one.

use std::fs;
use std::path::Path;

use anyhow::Result;
use heddle_tests::command::{Finished, quietly, run};
use heddle_tests::fixture::Fixture;
use heddle_tests::kit::kit;

const FILE: &str = "heddle-baseline.jsonl";
const OLD: &str = "\
pub async fn old() {
    std::thread::sleep(std::time::Duration::from_millis(1));
}
";
const NEW: &str = "\
pub async fn new() {
    std::thread::sleep(std::time::Duration::from_millis(1));
}
";
const DENY: [&str; 3] = ["--", "-D", "warnings"];

/// A check as a person starts it, wherever these tests run.
fn check(fixture: &Fixture, flags: &[&str]) -> Result<Finished> {
    fixture.heddle_with(flags, &[("CI", "")])
}

/// A package whose findings are recorded.
fn recorded(source: &str) -> Result<Fixture> {
    let fixture = Fixture::new(source)?;
    ends(&check(&fixture, &["baseline"])?, 0, &["Recorded"]);
    Ok(fixture)
}

fn lines(fixture: &Fixture) -> Result<usize> {
    Ok(fs::read_to_string(fixture.path().join(FILE))?.lines().count() - 1)
}

#[track_caller]
fn ends(finished: &Finished, code: i32, words: &[&str]) {
    let said = format!("`{}`\n{}{}", finished.line, finished.stdout, finished.stderr);
    assert_eq!(finished.code(), code, "{said}");
    for word in words {
        assert!(said.contains(word), "`{word}` is not in {said}");
    }
}

#[track_caller]
fn is_silent(finished: &Finished) {
    ends(finished, 0, &["nothing new"]);
    assert!(
        !finished.stderr.contains("blocks the thread"),
        "{}",
        finished.stderr
    );
}

#[test]
fn what_is_recorded_is_silent_even_if_denied_and_no_baseline_tells_it() -> Result<()> {
    let fixture = recorded(OLD)?;
    is_silent(&check(&fixture, &[])?);
    is_silent(&check(&fixture, &DENY)?);
    let told = check(&fixture, &["--no-baseline", "--", "-D", "warnings"])?;
    ends(&told, 101, &["blocks the thread"]);
    Ok(())
}

#[test]
fn a_new_finding_is_told_alone_and_fails_the_check_if_denied() -> Result<()> {
    let fixture = recorded(OLD)?;
    fixture.write("src/lib.rs", &format!("{OLD}{NEW}"))?;
    let told = check(&fixture, &[])?;
    ends(&told, 0, &["src/lib.rs:5:5", "1 new finding; 1 recorded"]);
    assert!(!told.stderr.contains("src/lib.rs:2:5"), "{}", told.stderr);
    let denied = check(&fixture, &DENY)?;
    ends(
        &denied,
        101,
        &["error: `std::thread::sleep`", "1 new finding denied"],
    );
    assert_eq!(lines(&fixture)?, 1, "a check adds nothing");
    Ok(())
}

#[test]
fn moving_formatting_and_renaming_a_file_wake_nothing() -> Result<()> {
    let fixture = recorded(&format!("{OLD}{NEW}"))?;
    fixture.write(
        "src/lib.rs",
        "//! Moved.\n\nmod elsewhere;\npub use elsewhere::*;\n",
    )?;
    let formatted = NEW.replace("(std::time", "(\n        // a while\n        std::time");
    let formatted = formatted.replace("(1));", "(\n            1,\n        ),\n    );");
    assert_eq!(formatted.lines().count(), 8, "{formatted}");
    fixture.write(
        "src/elsewhere.rs",
        &format!("//! Here.\n{formatted}\npub mod inner {{\n{OLD}}}\n"),
    )?;
    is_silent(&check(&fixture, &DENY)?);
    assert_eq!(lines(&fixture)?, 2);
    Ok(())
}

#[test]
fn a_second_one_of_the_same_kind_wakes_in_the_same_function_and_in_another() -> Result<()> {
    let fixture = recorded(OLD)?;
    let line = OLD.lines().nth(1).unwrap_or_default();
    fixture.write("src/lib.rs", &OLD.replace(line, &format!("{line}\n{line}")))?;
    ends(&check(&fixture, &[])?, 0, &["1 new finding; 1 recorded"]);
    fixture.write("src/lib.rs", NEW)?;
    ends(&check(&fixture, &[])?, 0, &["1 new finding"]);
    Ok(())
}

#[test]
fn the_record_shrinks_at_a_persons_check_but_neither_in_ci_nor_for_an_editor() -> Result<()> {
    let fixture = recorded(&format!("{OLD}{NEW}"))?;
    fixture.write("src/lib.rs", OLD)?;
    let in_ci = fixture.heddle_with(&[], &[("CI", "true")])?;
    ends(
        &in_ci,
        0,
        &["1 recorded finding", "cargo heddle baseline --shrink"],
    );
    check(&fixture, &["--message-format", "json"])?;
    check(&fixture, &["--all-features"])?;
    check(&fixture, &["--", "-A", "blocking_call_in_async"])?;
    assert_eq!(lines(&fixture)?, 2);
    ends(&check(&fixture, &[])?, 0, &["Shrunk", "by 1 finding"]);
    assert_eq!(lines(&fixture)?, 1);
    // What comes back is new.
    fixture.write("src/lib.rs", &format!("{OLD}{NEW}"))?;
    ends(&check(&fixture, &DENY)?, 101, &[]);
    let shrunk = fixture.heddle_with(&["baseline", "--shrink"], &[("CI", "true")])?;
    ends(&shrunk, 0, &["Recorded 1 finding"]);
    Ok(())
}

#[test]
fn what_a_part_had_that_is_removed_goes_out_like_all_that_is_gone() -> Result<()> {
    let fixture = Fixture::new(OLD)?.file("examples/walk.rs", &format!("fn main() {{}}\n{NEW}"))?;
    let all = ["--all-targets"];
    check(&fixture, &["baseline", "--all-targets"])?.success()?;
    assert_eq!(lines(&fixture)?, 2);
    fs::remove_file(fixture.path().join("examples/walk.rs"))?;
    ends(&check(&fixture, &all)?, 0, &["Shrunk", "by 1 finding"]);
    assert_eq!(lines(&fixture)?, 1);
    Ok(())
}

fn package(name: &str, more: &str) -> String {
    format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{more}")
}

/// A workspace of two packages, `api` on top of `store`.
fn workspace() -> Result<Fixture> {
    Fixture::new("")?
        .file(
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"api\", \"store\"]\n",
        )?
        .file(
            "api/Cargo.toml",
            &package("api", "[dependencies]\nstore = { path = \"../store\" }\n"),
        )?
        .file("api/src/lib.rs", &format!("pub use store;\n{OLD}"))?
        .file("store/Cargo.toml", &package("store", ""))?
        .file("store/src/lib.rs", OLD)
}

#[test]
fn a_check_of_one_package_leaves_the_records_of_the_others() -> Result<()> {
    let fixture = workspace()?;
    check(&fixture, &["baseline", "--workspace"])?.success()?;
    assert_eq!(lines(&fixture)?, 2);
    fixture.write("api/src/lib.rs", "")?;
    fixture.write("store/src/lib.rs", "")?;
    check(&fixture, &["-p", "store"])?.success()?;
    assert_eq!(lines(&fixture)?, 1, "that of `api` stays");
    check(&fixture, &["baseline", "-p", "store"])?.success()?;
    assert_eq!(lines(&fixture)?, 1);
    check(&fixture, &["-p", "api"])?.success()?;
    assert_eq!(lines(&fixture)?, 0);
    Ok(())
}

/// Alone a package may have fewer features than beside others that want more of it.
#[test]
fn a_check_with_fewer_features_takes_nothing_out() -> Result<()> {
    let fixture = workspace()?;
    let dependency = "[dependencies]\nstore = { path = \"../store\", features = [\"slow\"] }\n";
    fixture.write("api/Cargo.toml", &package("api", dependency))?;
    fixture.write("store/Cargo.toml", &package("store", "[features]\nslow = []\n"))?;
    fixture.write("store/src/lib.rs", &format!("#[cfg(feature = \"slow\")]\n{OLD}"))?;
    check(&fixture, &["baseline", "--workspace"])?.success()?;
    assert_eq!(lines(&fixture)?, 2);
    check(&fixture, &["-p", "store"])?.success()?;
    assert_eq!(lines(&fixture)?, 2);
    ends(&check(&fixture, &["--workspace"])?, 0, &["Found nothing new"]);
    Ok(())
}

#[test]
fn a_denied_finding_hides_none_in_what_depends_on_it() -> Result<()> {
    let fixture = workspace()?;
    // It comes to the denied call of the other package, by what the check of that one leaves.
    let reaches = "pub use store;\npub async fn far() { store::near() }\n";
    fixture.write("api/src/lib.rs", reaches)?;
    let near = OLD.replace("async fn old", "fn near");
    fixture.write("store/src/lib.rs", &format!("{OLD}{near}"))?;
    let all = ["baseline", "--workspace", "--", "-D", "warnings"];
    ends(&check(&fixture, &all)?, 0, &["Recorded 2 findings"]);
    fixture.write("api/src/lib.rs", &format!("{reaches}{NEW}"))?;
    let checked = check(&fixture, &DENY)?;
    ends(
        &checked,
        101,
        &["api/src/lib.rs:4:5", "1 new finding; 2 recorded"],
    );
    // Without the record a crate that was let through is none.
    let told = check(&fixture, &["--no-baseline", "--", "-D", "warnings"])?;
    ends(&told, 101, &["could not compile `store`"]);
    Ok(())
}

#[test]
fn code_that_does_not_compile_is_neither_recorded_nor_taken_for_mended() -> Result<()> {
    let fixture = recorded(OLD)?;
    let before = fs::read_to_string(fixture.path().join(FILE))?;
    fixture.write("src/lib.rs", "pub fn broken() -> u8 { }")?;
    ends(&check(&fixture, &[])?, 101, &["mismatched types"]);
    ends(
        &check(&fixture, &["baseline"])?,
        101,
        &["mismatched types", "stays as it is"],
    );
    assert_eq!(fs::read_to_string(fixture.path().join(FILE))?, before);
    Ok(())
}

#[test]
fn other_errors_than_findings_fail_as_ever() -> Result<()> {
    let fixture = recorded(OLD)?;
    fixture.write("src/lib.rs", &format!("{OLD}pub fn f() {{ let unused = 1; }}\n"))?;
    ends(
        &check(&fixture, &DENY)?,
        101,
        &["unused variable", "could not compile"],
    );
    Ok(())
}

#[test]
fn editors_get_cargos_messages_without_what_is_recorded() -> Result<()> {
    let fixture = recorded(OLD)?;
    fixture.write("src/lib.rs", &format!("{OLD}{NEW}"))?;
    let told = check(&fixture, &["--message-format=json", "--all-targets"])?;
    ends(&told, 0, &["compiler-artifact", "build-finished"]);
    assert_eq!(
        told.stdout.matches("\"blocking_call_in_async\"").count(),
        1,
        "{}",
        told.stdout
    );
    assert!(told.stdout.contains("\"line_start\":5"), "{}", told.stdout);
    assert!(!told.stdout.contains("heddle-finished"), "{}", told.stdout);
    Ok(())
}

#[test]
fn a_record_that_cannot_be_read_ends_with_2_and_the_cure() -> Result<()> {
    for (content, words) in [
        ("", "is empty"),
        ("[1, 2]\n", ":1: is no record"),
        ("{\"heddle-baseline\":2,\"flags\":[]}\n", "update cargo-heddle"),
        (
            "{\"heddle-baseline\":1,\"flags\":[]}\n{\"package\":",
            ":2: is damaged",
        ),
        (
            "{\"heddle-baseline\":1,\"flags\":[]}\n<<<<<<< HEAD\n",
            "keep the lines of both sides",
        ),
    ] {
        let fixture = Fixture::new(OLD)?.file(FILE, content)?;
        ends(&check(&fixture, &[])?, 2, &[words, FILE]);
        ends(&check(&fixture, &["--no-baseline"])?, 0, &["blocks the thread"]);
        ends(&check(&fixture, &["baseline"])?, 2, &[words]);
    }
    let fixture = Fixture::new(OLD)?;
    fs::create_dir(fixture.path().join(FILE))?;
    ends(&check(&fixture, &[])?, 2, &["cannot be read"]);
    ends(
        &check(&Fixture::new(OLD)?, &["baseline", "--shrink"])?,
        2,
        &["cargo heddle baseline"],
    );
    Ok(())
}

#[test]
fn without_summaries_of_dependencies_it_works_the_same() -> Result<()> {
    let fixture = Fixture::new(OLD)?;
    ends(
        &check(&fixture, &["baseline", "--no-deps"])?,
        0,
        &["Recorded 1 finding"],
    );
    is_silent(&check(&fixture, &["--no-deps", "--", "-D", "warnings"])?);
    Ok(())
}

#[test]
fn the_record_is_sorted_and_its_lines_end() -> Result<()> {
    let fixture = recorded(&format!("{NEW}{OLD}"))?;
    let text = fs::read_to_string(fixture.path().join(FILE))?;
    let records: Vec<_> = text.lines().skip(1).collect();
    assert!(records.is_sorted() && records.len() == 2, "{text}");
    assert!(text.ends_with("}\n") && !text.contains("src/"), "{text}");
    assert!(
        !text.contains(fixture.path().to_string_lossy().as_ref()),
        "{text}"
    );
    Ok(())
}

/// The page's commands are those of the tests above; here they run as they stand.
#[test]
fn the_commands_of_the_page_run() -> Result<()> {
    let fixture = Fixture::new(OLD)?;
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/src/using/adopt.md"))?;
    let commands = page.lines().filter_map(|line| line.strip_prefix("cargo heddle "));
    let commands: Vec<Vec<&str>> = commands.map(|line| line.split_whitespace().collect()).collect();
    assert!(commands.len() >= 3, "{commands:?}");
    for flags in commands {
        let mut heddle = kit().heddle();
        heddle.current_dir(fixture.path()).args(flags);
        run(&mut heddle, &quietly)?.success()?;
    }
    Ok(())
}
