//! `cargo heddle --fix`: what it changes, what it refuses to change, and that what it leaves compiles.

use std::fs;

use anyhow::{Context, Result};
use heddle_tests::command::Finished;
use heddle_tests::fixture::Fixture;

/// A future that nobody polls, which one sure fix awaits, and a warning of rustc's with another.
const DROPS: &str = "\
pub async fn report() {
    let mut unchanged = 1;
    let _ = unchanged;
    drop(send());
}

async fn send() {}
";
const FIXED: &str = "    send().await;\n";

/// Once `report` awaits `send`, each is a part of the other.
const CALLS_ITSELF: &str = "\
pub async fn report(times: u8) {
    if times > 0 {
        drop(send(times - 1));
    }
}

async fn send(times: u8) {
    report(times).await;
}
";

/// Once `report` awaits `send`, its future is no longer `Sync`; only who needs that does not compile.
const LESS_SYNC: &str = "\
pub async fn report() {
    drop(send());
}

async fn send() {
    let cell = std::cell::Cell::new(1);
    pause().await;
    cell.set(2);
}

async fn pause() {}
";

fn read(fixture: &Fixture, file: &str) -> Result<String> {
    fs::read_to_string(fixture.path().join(file)).with_context(|| file.to_owned())
}

#[track_caller]
fn ends(finished: &Finished, code: i32, words: &[&str]) {
    let said = format!("`{}`\n{}{}", finished.line, finished.stdout, finished.stderr);
    assert_eq!(finished.code(), code, "{said}");
    for word in words {
        assert!(said.contains(word), "`{word}` is not in {said}");
    }
}

#[test]
fn a_sure_fix_is_applied_and_rustcs_own_are_not() -> Result<()> {
    let fixture = Fixture::new(DROPS)?.committed()?;
    let finished = fixture.heddle(&["--fix"])?;
    ends(
        &finished,
        0,
        &["Fixed src/lib.rs (1 fix)", "variable does not need to be mutable"],
    );
    assert!(
        !finished.stderr.contains("future_dropped_unpolled"),
        "{}",
        finished.stderr
    );
    let source = read(&fixture, "src/lib.rs")?;
    assert_eq!(source, DROPS.replace("    drop(send());\n", FIXED));
    fixture.compiles()?;
    ends(
        &fixture.heddle(&["--fix", "--allow-dirty"])?,
        0,
        &["Fixed nothing"],
    );
    Ok(())
}

#[test]
fn line_ends_and_letters_of_several_bytes_stay_as_they_are() -> Result<()> {
    let source = "//! \u{1d11e} ä.\r\npub async fn report() {\r\n    let _ä = \"𝄞\"; drop(send());\r\n}\r\nasync fn send() {}\r\n";
    let fixture = Fixture::new(source)?.committed()?;
    ends(&fixture.heddle(&["--fix"])?, 0, &["Fixed src/lib.rs (1 fix)"]);
    let expected = source.replace("drop(send());", "send().await;");
    assert_eq!(read(&fixture, "src/lib.rs")?, expected);
    Ok(())
}

#[test]
fn packages_are_fixed_each_with_all_that_is_in_its_files() -> Result<()> {
    let twice = "pub async fn both() {\n    drop(send());\n    drop(send());\n}\nasync fn send() {}\n";
    let fixture = Fixture::workspace(&[("one", DROPS), ("two", twice), ("three", "")])?.committed()?;
    let finished = fixture.heddle(&["--fix", "--workspace"])?;
    ends(
        &finished,
        0,
        &["Fixed one/src/lib.rs (1 fix)", "Fixed two/src/lib.rs (2 fixes)"],
    );
    assert!(read(&fixture, "one/src/lib.rs")?.contains(FIXED));
    assert_eq!(read(&fixture, "two/src/lib.rs")?.matches(FIXED).count(), 2);
    fixture.compiles()
}

#[test]
fn fixes_that_do_not_compile_are_taken_back_and_those_of_other_packages_stay() -> Result<()> {
    let fixture = Fixture::workspace(&[("good", DROPS), ("loops", CALLS_ITSELF)])?.committed()?;
    let finished = fixture.heddle(&["--fix", "--workspace"])?;
    let words = [
        "the fixes in `loops` are taken back, as `loops` does not compile with them",
        "E0733",
        "Fixed good/src/lib.rs (1 fix)",
    ];
    ends(&finished, 0, &words);
    assert!(!finished.stderr.contains("Fixed loops"), "{}", finished.stderr);
    assert_eq!(read(&fixture, "loops/src/lib.rs")?, CALLS_ITSELF);
    assert!(read(&fixture, "good/src/lib.rs")?.contains(FIXED));
    fixture.compiles()
}

#[test]
fn fixes_that_break_a_package_above_or_a_test_are_taken_back() -> Result<()> {
    let user = |name: &str| {
        format!(
            "fn needs_sync<T: Sync>(_: &T) {{}}\npub fn user() {{\n    needs_sync(&{name}::report());\n}}\n"
        )
    };
    let fixture =
        Fixture::workspace(&[("good", DROPS), ("low", LESS_SYNC), ("high", &user("low"))])?.committed()?;
    let finished = fixture.heddle(&["--fix", "--workspace"])?;
    let words = [
        "the fixes in `low` are taken back, as `high` does not compile with them",
        "Fixed good/src/lib.rs (1 fix)",
    ];
    ends(&finished, 0, &words);
    assert_eq!(read(&fixture, "low/src/lib.rs")?, LESS_SYNC);
    fixture.compiles()?;

    let test = format!(
        "#[test]\n{}",
        user("fixture").replace("fn needs_sync", "fn unused() {}\nfn needs_sync")
    );
    let fixture = Fixture::new(LESS_SYNC)?
        .file("tests/sync.rs", &test)?
        .committed()?;
    ends(
        &fixture.heddle(&["--fix"])?,
        0,
        &["the fixes in `fixture` are taken back"],
    );
    assert_eq!(read(&fixture, "src/lib.rs")?, LESS_SYNC);
    fixture.compiles()
}

#[test]
fn denied_findings_are_fixed_and_the_code_is_that_of_the_check_behind() -> Result<()> {
    let denied =
        format!("#![cfg_attr(heddle, deny(future_dropped_unpolled))]\n#![allow(unexpected_cfgs)]\n{DROPS}");
    let fixture = Fixture::new(&denied)?.committed()?;
    ends(&fixture.heddle(&["--fix"])?, 0, &["Fixed src/lib.rs (1 fix)"]);

    // The warning that is left is rustc's.
    let fixture = Fixture::new(DROPS)?.committed()?;
    ends(
        &fixture.heddle(&["--fix", "--", "-D", "warnings"])?,
        101,
        &["Fixed src/lib.rs (1 fix)"],
    );
    assert!(read(&fixture, "src/lib.rs")?.contains(FIXED));

    let sleeps = "pub async fn f() {\n    std::thread::sleep(std::time::Duration::ZERO);\n}\n";
    let fixture = Fixture::new(sleeps)?.committed()?;
    let deny = ["--fix", "--", "-D", "blocking_call_in_async"];
    ends(
        &fixture.heddle(&deny)?,
        101,
        &["Fixed nothing", "error: `std::thread::sleep`"],
    );
    Ok(())
}

#[test]
fn code_that_does_not_compile_to_begin_with_stays_as_it_is() -> Result<()> {
    let broken = format!("{DROPS}fn broken() -> u8 {{}}\n");
    let fixture = Fixture::workspace(&[("good", DROPS), ("bad", &broken)])?.committed()?;
    let finished = fixture.heddle(&["--fix", "--workspace"])?;
    ends(&finished, 101, &["mismatched types", "nothing was fixed"]);
    assert_eq!(read(&fixture, "good/src/lib.rs")?, DROPS);
    assert_eq!(read(&fixture, "bad/src/lib.rs")?, broken);
    Ok(())
}

#[test]
fn what_is_recorded_is_left_alone_unless_it_is_told() -> Result<()> {
    let fixture = Fixture::new(DROPS)?;
    fixture.heddle(&["baseline"])?.success()?;
    let fixture = fixture.committed()?;
    ends(
        &fixture.heddle(&["--fix"])?,
        0,
        &["Fixed nothing", "1 recorded finding"],
    );
    assert_eq!(read(&fixture, "src/lib.rs")?, DROPS);
    ends(
        &fixture.heddle(&["--fix", "--no-baseline"])?,
        0,
        &["Fixed src/lib.rs (1 fix)"],
    );
    Ok(())
}

#[test]
fn the_project_may_be_named_and_quiet_is_quiet() -> Result<()> {
    let fixture = Fixture::workspace(&[("one", DROPS), ("two", DROPS)])?.committed()?;
    let manifest = fixture.path().join("two/Cargo.toml").display().to_string();
    let elsewhere = Fixture::new("")?;
    ends(
        &elsewhere.heddle(&["--fix", "--manifest-path", &manifest])?,
        0,
        &["Fixed two/src/lib.rs (1 fix)"],
    );
    assert_eq!(read(&fixture, "one/src/lib.rs")?, DROPS);
    let folder = fixture.path().join("one").display().to_string();
    let finished = elsewhere.heddle(&["--fix", "-q", "--allow-dirty", "-C", &folder])?;
    ends(&finished, 0, &[]);
    assert!(!finished.stderr.contains("Fixed"), "{}", finished.stderr);
    assert!(read(&fixture, "one/src/lib.rs")?.contains(FIXED));
    Ok(())
}
