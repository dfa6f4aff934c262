//! `cargo heddle --fix`: what it changes, what it refuses to change, and that what it leaves compiles.

use anyhow::Result;
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
trait Report {
    async fn report(&self);
}

pub struct Sender;

impl Report for Sender {
    async fn report(&self) {
        drop(send(self));
    }
}

pub async fn send(sender: &Sender) {
    sender.report().await;
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

#[test]
fn a_sure_fix_is_applied_and_rustcs_own_are_not() -> Result<()> {
    let fixture = Fixture::new(DROPS)?.committed()?;
    let finished = fixture.heddle(&["--fix"])?;
    finished.assert_ended(
        0,
        &["Fixed src/lib.rs (1 fix)", "variable does not need to be mutable"],
    );
    assert!(
        !finished.stderr.contains("future_dropped_unpolled"),
        "{}",
        finished.stderr
    );
    let source = fixture.read("src/lib.rs")?;
    assert_eq!(source, DROPS.replace("    drop(send());\n", FIXED));
    fixture.compiles()?;
    fixture
        .heddle(&["--fix", "--allow-dirty"])?
        .assert_ended(0, &["Fixed nothing"]);
    Ok(())
}

#[test]
fn line_ends_and_letters_of_several_bytes_stay_as_they_are() -> Result<()> {
    let source = "//! \u{1d11e} ä.\r\npub async fn report() {\r\n    let _ä = \"𝄞\"; drop(send());\r\n}\r\nasync fn send() {}\r\n";
    let fixture = Fixture::new(source)?.committed()?;
    fixture
        .heddle(&["--fix"])?
        .assert_ended(0, &["Fixed src/lib.rs (1 fix)"]);
    let expected = source.replace("drop(send());", "send().await;");
    assert_eq!(fixture.read("src/lib.rs")?, expected);
    Ok(())
}

#[test]
fn packages_are_fixed_each_with_all_that_is_in_its_files() -> Result<()> {
    let twice = "pub async fn both() {\n    drop(send());\n    drop(send());\n}\nasync fn send() {}\n";
    let fixture = Fixture::workspace(&[("one", DROPS), ("two", twice), ("three", "")])?.committed()?;
    let finished = fixture.heddle(&["--fix", "--workspace"])?;
    finished.assert_ended(
        0,
        &["Fixed one/src/lib.rs (1 fix)", "Fixed two/src/lib.rs (2 fixes)"],
    );
    assert!(fixture.read("one/src/lib.rs")?.contains(FIXED));
    assert_eq!(fixture.read("two/src/lib.rs")?.matches(FIXED).count(), 2);
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
    finished.assert_ended(0, &words);
    assert!(!finished.stderr.contains("Fixed loops"), "{}", finished.stderr);
    assert_eq!(fixture.read("loops/src/lib.rs")?, CALLS_ITSELF);
    assert!(fixture.read("good/src/lib.rs")?.contains(FIXED));
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
    finished.assert_ended(0, &words);
    assert_eq!(fixture.read("low/src/lib.rs")?, LESS_SYNC);
    fixture.compiles()?;

    let test = format!(
        "#[test]\n{}",
        user("fixture").replace("fn needs_sync", "fn unused() {}\nfn needs_sync")
    );
    let fixture = Fixture::new(LESS_SYNC)?
        .file("tests/sync.rs", &test)?
        .committed()?;
    fixture.heddle(&["--fix"])?.assert_ended(
        0,
        &[
            "the fixes in `fixture` are taken back",
            "Fixed nothing: what was tried does not compile",
        ],
    );
    assert_eq!(fixture.read("src/lib.rs")?, LESS_SYNC);
    fixture.compiles()
}

#[test]
fn denied_findings_are_fixed_and_the_code_is_that_of_the_check_behind() -> Result<()> {
    let denied =
        format!("#![cfg_attr(heddle, deny(future_dropped_unpolled))]\n#![allow(unexpected_cfgs)]\n{DROPS}");
    let fixture = Fixture::new(&denied)?.committed()?;
    fixture
        .heddle(&["--fix"])?
        .assert_ended(0, &["Fixed src/lib.rs (1 fix)"]);

    // The warning that is left is rustc's.
    let fixture = Fixture::new(DROPS)?.committed()?;
    fixture
        .heddle(&["--fix", "--", "-D", "warnings"])?
        .assert_ended(101, &["Fixed src/lib.rs (1 fix)"]);
    assert!(fixture.read("src/lib.rs")?.contains(FIXED));

    let sleeps = "pub async fn f() {\n    std::thread::sleep(std::time::Duration::ZERO);\n}\n";
    let fixture = Fixture::new(sleeps)?.committed()?;
    let deny = ["--fix", "--", "-D", "blocking_call_in_async"];
    fixture
        .heddle(&deny)?
        .assert_ended(101, &["Fixed nothing", "error: `std::thread::sleep`"]);
    Ok(())
}

#[test]
fn code_that_does_not_compile_to_begin_with_stays_as_it_is() -> Result<()> {
    let broken = format!("{DROPS}fn broken() -> u8 {{}}\n");
    let fixture = Fixture::workspace(&[("good", DROPS), ("bad", &broken)])?.committed()?;
    let finished = fixture.heddle(&["--fix", "--workspace"])?;
    finished.assert_ended(101, &["mismatched types", "nothing was fixed"]);
    assert_eq!(fixture.read("good/src/lib.rs")?, DROPS);
    assert_eq!(fixture.read("bad/src/lib.rs")?, broken);
    Ok(())
}

#[test]
fn what_is_recorded_is_left_alone_unless_it_is_told() -> Result<()> {
    let fixture = Fixture::new(DROPS)?;
    fixture.heddle(&["baseline"])?.success()?;
    let fixture = fixture.committed()?;
    fixture
        .heddle(&["--fix"])?
        .assert_ended(0, &["Fixed nothing", "1 recorded finding"]);
    assert_eq!(fixture.read("src/lib.rs")?, DROPS);
    fixture
        .heddle(&["--fix", "--no-baseline"])?
        .assert_ended(0, &["Fixed src/lib.rs (1 fix)"]);
    Ok(())
}

#[test]
fn the_project_may_be_named_and_quiet_is_quiet() -> Result<()> {
    let fixture = Fixture::workspace(&[("one", DROPS), ("two", DROPS)])?.committed()?;
    let manifest = fixture.path().join("two/Cargo.toml").display().to_string();
    let elsewhere = Fixture::new("")?;
    elsewhere
        .heddle(&["--fix", "--manifest-path", &manifest])?
        .assert_ended(0, &["Fixed two/src/lib.rs (1 fix)"]);
    assert_eq!(fixture.read("one/src/lib.rs")?, DROPS);
    let folder = fixture.path().join("one").display().to_string();
    let finished = elsewhere.heddle(&["--fix", "-q", "--allow-dirty", "-C", &folder])?;
    finished.assert_ended(0, &[]);
    assert!(!finished.stderr.contains("Fixed"), "{}", finished.stderr);
    assert!(fixture.read("one/src/lib.rs")?.contains(FIXED));
    Ok(())
}
