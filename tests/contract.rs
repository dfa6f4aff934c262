//! What programs may rely on: `docs/src/using/contract.md` and the lists in `tests/contract/` are kept.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use cargo_heddle::{CLIPPY_UTILS, Exit, PIN, VERSION};
use heddle_tests::command::{must, quietly};
use heddle_tests::contract::{self, Part};
use heddle_tests::fixture::Fixture;
use heddle_tests::kit::kit;

#[test]
fn nothing_that_was_promised_is_gone_and_what_is_new_is_listed() -> Result<()> {
    let parts = contract::parts()?;
    for part in &parts {
        let file = part.path.display();
        let gone = part.gone();
        ensure!(
            gone.is_empty(),
            "{file} promises what is no more there: {gone:#?}\n{}",
            part.way
        );
        let promised = part.promised();
        let new: Vec<_> = part.lines.difference(&promised).collect();
        ensure!(
            new.is_empty(),
            "{file} has not {new:#?}\n`cargo bless contract` adds it"
        );
        ensure!(!promised.is_empty(), "{file} promises nothing");
    }
    let strays = contract::strays(&parts)?;
    ensure!(
        strays.is_empty(),
        "{strays:?} belong to no version that is written"
    );
    Ok(())
}

#[test]
fn a_line_that_goes_is_told_and_one_that_comes_is_written() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut part = Part {
        path: folder.path().join("some-1.txt"),
        way: String::new(),
        lines: BTreeSet::from(["kept".to_owned(), "went".to_owned()]),
    };
    std::fs::write(&part.path, part.text())?;
    ensure!(part.gone().is_empty() && part.promised() == part.lines);
    part.lines = BTreeSet::from(["came".to_owned(), "kept".to_owned()]);
    ensure!(part.gone() == ["went"] && part.text().contains("came"));
    Ok(())
}

/// A project, what is typed there, and variables that are set.
struct Example {
    project: Fixture,
    flags: &'static [&'static str],
    variables: &'static [(&'static str, &'static str)],
}

/// What makes the command end this way.
fn example(exit: Exit) -> Result<Option<Example>> {
    let sleeps = "pub async fn f() {\n    std::thread::sleep(std::time::Duration::ZERO);\n}\n";
    // What started the build script is cargo.
    let kills = "fn main() {\n    let parent = std::os::unix::process::parent_id().to_string();\n    \
                 let _ = std::process::Command::new(\"kill\").args([\"-KILL\", &parent]).status();\n}\n";
    let nowhere: &[_] = &[
        ("HEDDLE_HOME", "nowhere"),
        ("RUSTUP_AUTO_INSTALL", "0"),
        ("RUSTUP_HOME", "nowhere"),
    ];
    let (project, flags, variables): (_, &[_], &[_]) = match exit {
        Exit::Success => (Fixture::new(sleeps)?, &[], &[]),
        Exit::Usage => (Fixture::new("")?, &["--no-such-option"], &[]),
        Exit::Toolchain => (Fixture::new("")?, &[], nowhere),
        Exit::Failed => (Fixture::new(sleeps)?, &["--", "-D", "warnings"], &[]),
        Exit::Signal(_) => (Fixture::new("")?.file("build.rs", kills)?, &[], &[]),
        // Cargo has no other code today.
        Exit::Cargo(_) => return Ok(None),
    };
    Ok(Some(Example {
        project,
        flags,
        variables,
    }))
}

#[test]
fn each_exit_code_is_what_the_page_the_help_and_the_manual_say() -> Result<()> {
    let table = Exit::table();
    let (_, page) = contract::page()?;
    let help = must(kit().heddle().arg("--help"), &quietly)?.stdout;
    // As it is before it is laid out.
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    let manual = must(kit().heddle().arg("man"), &quietly)?.stdout;
    let ways = [
        (Exit::Success, "0", 0),
        (Exit::Usage, "2", 2),
        (Exit::Toolchain, "3", 3),
        (Exit::Failed, "101", 101),
        (Exit::Signal(9), "128+N", 137),
        (Exit::Cargo(7), "other", 7),
    ];
    ensure!(table.len() == ways.len(), "{table:?}");
    for ((exit, shown, code), (in_table, meaning)) in ways.into_iter().zip(&table) {
        ensure!(
            shown == in_table && i32::from(exit.code()) == code,
            "{exit:?} is {in_table}"
        );
        ensure!(
            page.contains(&format!("| {shown} | {meaning} |")),
            "the page has no {shown}"
        );
        ensure!(
            help.contains(&format!("{shown} {meaning}")),
            "the help has no {shown}: {help}"
        );
        ensure!(
            manual.contains(&format!("\\fB{shown}\\fR")),
            "the manual has no {shown}"
        );
        let Some(example) = example(exit)? else {
            continue;
        };
        let finished = example.project.heddle_with(example.flags, example.variables)?;
        ensure!(
            finished.code() == code,
            "{exit:?}: {}\n{}",
            finished.code(),
            finished.stderr
        );
    }
    Ok(())
}

#[test]
fn the_version_is_three_names_with_their_values() -> Result<()> {
    let said = must(kit().heddle().arg("--version"), &quietly)?.stdout;
    let lines: Vec<_> = said
        .lines()
        .map(|line| line.split_once(' ').context("a name and a value"))
        .collect::<Result<_>>()?;
    ensure!(
        lines
            == [
                ("cargo-heddle", VERSION),
                ("toolchain", PIN),
                ("clippy_utils", CLIPPY_UTILS)
            ],
        "{said}"
    );
    Ok(())
}

#[test]
fn a_short_line_has_its_place_its_level_its_lint_and_its_message() -> Result<()> {
    let fixture =
        Fixture::new("pub async fn f() {\n    std::thread::sleep(std::time::Duration::ZERO);\n}\n")?;
    let said = fixture.heddle(&["--format", "short"])?.success()?.stdout;
    let expected = "src/lib.rs:2:5: warning[blocking_call_in_async]: `std::thread::sleep` ";
    ensure!(said.starts_with(expected) && said.lines().count() == 1, "{said}");
    Ok(())
}
