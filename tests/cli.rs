//! `cargo heddle` from outside: exit codes, messages, levels, folders.

use std::collections::BTreeSet;
use std::fs;

use anyhow::Result;
use heddle_tests::command::{Finished, clean, quietly, run};
use heddle_tests::fixture::Fixture;
use heddle_tests::kit::kit;
use heddle_tests::project::findings;
use serde_json::Value;

const LINT: &str = "blocking_call_in_async";

const CLEAN: &str = "pub async fn pause() {}\n";
const BLOCKS: &str = "\
pub async fn pause() {
    std::thread::sleep(std::time::Duration::from_millis(1));
}
";

#[track_caller]
fn assert_code(finished: &Finished, code: i32) {
    assert_eq!(
        finished.code(),
        code,
        "`{}`\n{}{}",
        finished.line,
        finished.stdout,
        finished.stderr
    );
}

#[track_caller]
fn assert_says(finished: &Finished, words: &str) {
    assert!(
        finished.stderr.contains(words),
        "`{words}` is not in:\n{}",
        finished.stderr
    );
}

#[test]
fn a_clean_project_ends_with_0_and_nothing_found() -> Result<()> {
    let finished = Fixture::new(CLEAN)?.heddle(&[])?;
    assert_code(&finished, 0);
    assert!(!finished.stderr.contains("warning"), "{}", finished.stderr);
    Ok(())
}

#[test]
fn a_finding_is_a_warning_and_ends_with_0() -> Result<()> {
    let finished = Fixture::new(BLOCKS)?.heddle(&[])?;
    assert_code(&finished, 0);
    assert_says(&finished, "warning: ");
    assert_says(&finished, "std::thread::sleep");
    assert_says(&finished, LINT);
    Ok(())
}

#[test]
fn denied_warnings_end_with_101_like_clippys() -> Result<()> {
    let fixture = Fixture::new(BLOCKS)?;
    let finished = fixture.heddle(&["--", "-D", "warnings"])?;
    assert_code(&finished, 101);
    assert_says(&finished, "error: ");
    assert_code(&Fixture::new(CLEAN)?.heddle(&["--", "-D", "warnings"])?, 0);
    Ok(())
}

#[test]
fn code_that_does_not_compile_ends_with_101() -> Result<()> {
    assert_code(&Fixture::new("pub fn broken() -> u8 { }")?.heddle(&[])?, 101);
    Ok(())
}

#[test]
fn an_unknown_lint_in_the_configuration_ends_with_2_and_names_the_right_one() -> Result<()> {
    let fixture = Fixture::new(CLEAN)?.file("heddle.toml", "[lints]\nblocking_call_in_asinc = \"deny\"\n")?;
    let finished = fixture.heddle(&[])?;
    assert_code(&finished, 2);
    assert_says(&finished, "heddle.toml:2");
    assert_says(&finished, LINT);
    Ok(())
}

#[test]
fn a_bad_level_in_the_configuration_ends_with_2_and_names_the_valid_ones() -> Result<()> {
    let fixture = Fixture::new(CLEAN)?.file("heddle.toml", &format!("[lints]\n{LINT} = \"loud\"\n"))?;
    let finished = fixture.heddle(&[])?;
    assert_code(&finished, 2);
    for level in ["allow", "warn", "deny", "forbid"] {
        assert_says(&finished, level);
    }
    Ok(())
}

#[test]
fn two_configurations_end_with_2_and_both_names() -> Result<()> {
    let more = format!("[workspace.metadata.heddle.lints]\n{LINT} = \"deny\"\n");
    let fixture = Fixture::with_manifest(CLEAN, &more)?.file("heddle.toml", "check-tests = true\n")?;
    let finished = fixture.heddle(&[])?;
    assert_code(&finished, 2);
    assert_says(&finished, "heddle.toml");
    assert_says(&finished, "[workspace.metadata.heddle]");
    Ok(())
}

#[test]
fn a_missing_toolchain_ends_with_3_and_the_commands_that_help() -> Result<()> {
    let fixture = Fixture::new(CLEAN)?;
    let (rustup, cache) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let mut command = kit().heddle();
    command
        .current_dir(fixture.path())
        .env("RUSTUP_HOME", rustup.path())
        .env("HEDDLE_HOME", cache.path());
    // Without this rustup would fetch the toolchain instead of missing it.
    let finished = run(command.env("RUSTUP_AUTO_INSTALL", "0"), &quietly)?;
    assert_code(&finished, 3);
    assert_says(
        &finished,
        &format!("rustup toolchain install {}", cargo_heddle::PIN),
    );
    assert_says(&finished, "cargo heddle setup");
    Ok(())
}

#[test]
fn json_messages_are_cargos_own_with_the_lint_as_code() -> Result<()> {
    let finished = Fixture::new(BLOCKS)?.heddle(&["--message-format", "json"])?;
    assert_code(&finished, 0);
    let messages: Vec<Value> = finished
        .stdout
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    assert!(
        messages
            .iter()
            .any(|message| message["reason"] == "build-finished"),
        "{messages:#?}"
    );
    let found = findings(&finished.stdout);
    assert_eq!(
        found.iter().filter(|finding| finding.lint == LINT).count(),
        1,
        "{found:#?}"
    );
    Ok(())
}

#[test]
fn an_attribute_for_the_driver_alone_sets_the_level() -> Result<()> {
    let allowed = format!("#![cfg_attr(heddle, allow({LINT}))]\n{BLOCKS}");
    let cfg = "[lints.rust]\nunexpected_cfgs = { level = \"deny\", check-cfg = [\"cfg(heddle)\"] }\n";
    let fixture = Fixture::with_manifest(&allowed, cfg)?;
    let finished = fixture.heddle(&["--", "-D", "warnings"])?;
    assert_code(&finished, 0);
    let denied = format!("#![cfg_attr(heddle, deny({LINT}))]\n{BLOCKS}");
    assert_code(&Fixture::with_manifest(&denied, cfg)?.heddle(&[])?, 101);
    Ok(())
}

#[test]
fn a_configuration_file_sets_the_level() -> Result<()> {
    let configured = |level: &str| {
        Fixture::new(BLOCKS)?
            .file("heddle.toml", &format!("[lints]\n{LINT} = \"{level}\"\n"))?
            .heddle(&[])
    };
    assert_code(&configured("deny")?, 101);
    let allowed = configured("allow")?;
    assert_code(&allowed, 0);
    assert!(!allowed.stderr.contains(LINT), "{}", allowed.stderr);
    Ok(())
}

#[test]
fn the_workspaces_metadata_sets_the_level() -> Result<()> {
    let more = format!("[workspace.metadata.heddle.lints]\n{LINT} = \"deny\"\n");
    assert_code(&Fixture::with_manifest(BLOCKS, &more)?.heddle(&[])?, 101);
    Ok(())
}

#[test]
fn a_flag_sets_the_level_and_wins_over_the_configuration() -> Result<()> {
    let fixture = Fixture::new(BLOCKS)?.file("heddle.toml", &format!("[lints]\n{LINT} = \"deny\"\n"))?;
    let allowed = fixture.heddle(&["--", "-A", LINT])?;
    assert_code(&allowed, 0);
    assert!(
        !allowed.stderr.contains("std::thread::sleep"),
        "{}",
        allowed.stderr
    );
    assert_code(&Fixture::new(BLOCKS)?.heddle(&["--", "-D", LINT])?, 101);
    Ok(())
}

#[test]
fn a_wrong_lint_flag_ends_with_2_and_what_would_be_right() -> Result<()> {
    let fixture = Fixture::new(BLOCKS)?;
    let meant = format!("did you mean `{LINT}`?");
    let prefixed = format!("heddle::{LINT}");
    for (flags, words) in [
        (&["-D", "blocking_call_in_asyn"][..], meant.as_str()),
        (&["-D", "unused_variable"], "did you mean `unused_variables`?"),
        (&["-D"], "takes the name of a lint"),
        (&["-D", &prefixed], "no prefix"),
        (&[LINT], "no lint flag"),
    ] {
        for before in [&["--"][..], &["baseline", "--"], &["config", "--print", "--"]] {
            let finished = fixture.heddle(&[before, flags].concat())?;
            assert_code(&finished, 2);
            assert_says(&finished, words);
            assert_eq!(finished.stderr.lines().count(), 1, "{}", finished.stderr);
        }
    }
    Ok(())
}

#[test]
fn a_lint_flag_of_the_compilers_passes() -> Result<()> {
    let unused = "pub fn pause() {\n    let never = 1;\n}\n";
    let fixture = Fixture::new(unused)?;
    assert_code(&fixture.heddle(&["--", "-D", "unused-variables"])?, 101);
    for flags in [
        &["--allow=unused", "-D", "warnings"][..],
        &["-Aunused", "-Dclippy::all", "-D", "rustdoc::all"],
        &["--cap-lints", "warn", "-D", "unused"],
    ] {
        assert_code(&fixture.heddle(&[&["--"], flags].concat())?, 0);
    }
    Ok(())
}

#[test]
fn a_changed_level_is_noticed_without_a_changed_source() -> Result<()> {
    let fixture = Fixture::new(BLOCKS)?;
    assert_code(&fixture.heddle(&[])?, 0);
    assert_code(&fixture.heddle(&["--", "-D", "warnings"])?, 101);
    assert_code(&fixture.heddle(&[])?, 0);
    Ok(())
}

#[test]
fn a_check_keeps_to_its_own_folder() -> Result<()> {
    let fixture = Fixture::new(CLEAN)?;
    assert_code(&fixture.heddle(&[])?, 0);
    let entries = fs::read_dir(fixture.path().join("target"))?.collect::<Result<Vec<_>, _>>()?;
    let folders: Vec<_> = entries.iter().filter(|entry| entry.path().is_dir()).collect();
    assert_eq!(folders.len(), 1, "{folders:?}");
    assert_eq!(folders[0].file_name(), "heddle");

    let elsewhere = tempfile::tempdir()?;
    let named = elsewhere.path().to_string_lossy();
    assert_code(&fixture.heddle(&["--target-dir", &named])?, 0);
    assert!(elsewhere.path().join("heddle").is_dir());
    Ok(())
}

#[test]
fn flags_of_cargo_check_are_passed_on() -> Result<()> {
    let gated = format!("#[cfg(feature = \"extra\")]\n{BLOCKS}");
    let fixture = Fixture::with_manifest(&gated, "[features]\nextra = []\n")?;
    assert_code(&fixture.heddle(&["--", "-D", "warnings"])?, 0);
    assert_code(
        &fixture.heddle(&["--features", "extra", "--", "-D", "warnings"])?,
        101,
    );
    Ok(())
}

#[test]
fn every_option_of_the_pinned_cargos_check_is_known_and_no_other_passes_as_one() -> Result<()> {
    let fixture = Fixture::new(CLEAN)?;
    let ours = fixture.heddle(&["--help"])?.stdout;
    let cargo = ["run", cargo_heddle::PIN, "cargo", "check", "-h"];
    let cargos = run(clean("rustup").args(cargo), &quietly)?.stdout;
    let (known, there) = (options(&ours), options(&cargos));
    assert!(there.len() > 30, "{cargos}");
    for option in &there {
        assert!(
            known.contains(option),
            "`cargo check` has `{option}`: add it to lints/cargo-heddle/src/cli/cargo.rs"
        );
    }
    let (_, passed_on) = ours.split_once("\nCommon Options:\n").expect("cargo's options");
    for option in options(passed_on) {
        assert!(
            there.contains(&option),
            "`cargo check` has no `{option}`: remove it from lints/cargo-heddle/src/cli/cargo.rs"
        );
    }
    Ok(())
}

/// The options that a help lists, each as it is to be typed: `-p, --package [<SPEC>]`.
fn options(help: &str) -> BTreeSet<&str> {
    let lines = help.lines().map(str::trim).filter(|line| line.starts_with('-'));
    lines
        .map(|line| line.split("  ").next().unwrap_or(line))
        .collect()
}

#[test]
fn an_option_that_cargo_hides_and_those_it_judges_itself_reach_it() -> Result<()> {
    let fixture = Fixture::new(CLEAN)?;
    // Its own words: cargo has seen it.
    for (option, said) in [
        ("--compile-time-deps", "-Z unstable-options"),
        ("--jobs=many", "many"),
    ] {
        let finished = fixture.heddle(&[option])?;
        assert_ne!(finished.code(), 0, "{option}");
        assert_says(&finished, said);
    }
    Ok(())
}

#[test]
fn explain_shows_the_lints_documentation_and_names_a_mistyped_one() -> Result<()> {
    let fixture = Fixture::new(CLEAN)?;
    let shown = fixture.heddle(&["explain", LINT])?;
    assert_code(&shown, 0);
    for section in [
        "What it does",
        "Why is this bad?",
        "Known limits",
        "Example",
        "Use instead",
    ] {
        assert!(
            shown.stdout.contains(section),
            "`{section}` is not in:\n{}",
            shown.stdout
        );
    }
    let mistyped = fixture.heddle(&["explain", "blocking_cal_in_async"])?;
    assert_code(&mistyped, 2);
    assert_says(&mistyped, LINT);
    Ok(())
}

#[test]
fn list_and_version_name_what_is_there() -> Result<()> {
    let fixture = Fixture::new(CLEAN)?;
    let list = fixture.heddle(&["list"])?;
    assert_code(&list, 0);
    assert!(list.stdout.contains(LINT), "{}", list.stdout);
    let version = fixture.heddle(&["--version"])?;
    assert_code(&version, 0);
    assert!(version.stdout.contains(cargo_heddle::PIN), "{}", version.stdout);
    Ok(())
}
