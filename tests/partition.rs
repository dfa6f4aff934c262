//! `--partition`: the shares of a real workspace, and what holds for the packages of the other shares.

use std::fs;

use anyhow::{Context, Result};
use heddle_tests::workspace::{BLOCKS, MEMBERS, Workspace, ends};
use serde_json::Value;

const DENY: [&str; 3] = ["--", "-D", "blocking-call-in-async"];

#[test]
fn the_shares_together_tell_what_a_whole_check_tells_and_nothing_twice() -> Result<()> {
    let workspace = Workspace::new()?;
    let whole = workspace.told(&["--workspace"])?;
    assert_eq!(whole.len(), MEMBERS.len(), "{whole:?}");
    for of in [1, 2, 3, 6] {
        assert_eq!(together(&workspace, &["--workspace"], of)?, whole, "{of} shares");
    }
    // Without --workspace too, as this one has no package at its root.
    assert_eq!(workspace.looked_at(&["--partition=2/3"])?, "api");
    Ok(())
}

/// What `of` shares tell, sorted.
fn together(workspace: &Workspace, flags: &[&str], of: usize) -> Result<Vec<String>> {
    let mut told = Vec::new();
    for number in 1..=of {
        let share = format!("--partition={number}/{of}");
        told.extend(workspace.told(&[flags, &[&share]].concat())?);
    }
    told.sort();
    Ok(told)
}

#[test]
fn a_feature_that_another_share_turns_on_is_on() -> Result<()> {
    let workspace = Workspace::with_features()?;
    for (flags, findings) in [
        (&["--workspace"][..], "alone api store"),
        (&["--workspace", "--features=extra"], "alone api store store"),
        (
            &["--workspace", "--features", "macros/own", "-Fstore/extra"],
            "alone api store store",
        ),
        // Features of who is left out do not count.
        (&["--workspace", "--exclude=api"], "alone"),
        (&["--workspace", "--exclude=macros"], "api store"),
        (&["-p=alone", "-p=store"], ""),
        // A check tells of all members that are compiled, named or not.
        (&["-p=api"], "api store"),
        (&["--workspace", "--exclude=store"], "alone api store"),
        (&["-p=alone", "-p=store", "-p=macros"], "alone"),
    ] {
        assert_eq!(workspace.looked_at(flags)?, findings, "{flags:?}");
        let whole = workspace.told(flags)?;
        for of in [2, 3, 4] {
            assert_eq!(
                together(&workspace, flags, of)?,
                whole,
                "{of} shares of {flags:?}"
            );
        }
    }
    Ok(())
}

#[test]
fn a_member_that_is_built_in_two_ways_is_told_of_in_both() -> Result<()> {
    let workspace = Workspace::with_features()?;
    workspace.write(
        "rust/alone/Cargo.toml",
        "[package]\nname = \"alone\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
         [build-dependencies]\nstore = { path = \"../store\", features = [\"extra\"] }\n",
    )?;
    workspace.write("rust/alone/build.rs", "fn main() {}\n")?;
    workspace.write("rust/alone/src/lib.rs", "")?;
    let whole = workspace.told(&["--workspace"])?;
    assert_eq!(workspace.looked_at(&["--workspace"])?, "api store store");
    for of in [2, 3, 4] {
        assert_eq!(together(&workspace, &["--workspace"], of)?, whole, "{of} shares");
    }
    Ok(())
}

#[test]
fn no_more_is_compiled_than_a_share_needs() -> Result<()> {
    let workspace = Workspace::with_features()?;
    ends(
        &workspace.check(&["--partition=1/4"])?,
        0,
        &["Selected 1 of 4 packages (share 1/4): alone\n", "Checking alone"],
    );
    let compiled = workspace.check(&["--partition=1/4", "-v"])?.stderr;
    assert!(!compiled.contains("store v0.1.0"), "{compiled}");
    // Neither the features of all members nor those of `alone` are those of this choice.
    ends(
        &workspace.check(&["--exclude=api", "--workspace", "--partition=1/3"])?,
        0,
        &["share 1/3): alone; all are compiled, as these alone would be built otherwise"],
    );
    ends(
        &workspace.check(&["--exclude=api", "--workspace", "--partition=3/3"])?,
        0,
        &["share 3/3): store\n"],
    );
    Ok(())
}

#[test]
fn what_another_share_has_is_compiled_but_fails_no_check_unless_it_does_not_compile() -> Result<()> {
    let workspace = Workspace::new()?;
    for member in MEMBERS {
        let source = BLOCKS.replace("fn unused() {}\n", "");
        let source = if member == "store" { &source } else { "" };
        workspace.write(&format!("rust/{member}/src/lib.rs"), source)?;
    }
    let check = |share| workspace.check(&[&["--partition", share], &DENY[..]].concat());
    let of_api = check("2/4")?;
    ends(
        &of_api,
        0,
        &[
            "Selected 1 of 4 packages (share 2/4): api",
            "Compiling store",
            "Checking api",
        ],
    );
    assert!(!of_api.stderr.contains("blocks the thread"), "{}", of_api.stderr);
    ends(
        &check("4/4")?,
        101,
        &["store/src/lib.rs:2:5", "error: 1 finding denied"],
    );
    // What was let through there is no sound package for a check of all.
    ends(&workspace.check(&DENY)?, 101, &["could not compile `store`"]);

    workspace.write("rust/store/src/lib.rs", "pub fn broken() -> u8 { }")?;
    ends(&check("2/4")?, 101, &["mismatched types"]);
    ends(&check("1/4")?, 0, &[]);
    Ok(())
}

#[test]
fn editors_get_the_messages_of_the_share_alone() -> Result<()> {
    let workspace = Workspace::new()?;
    let finished = workspace
        .check(&["--message-format", "json", "--partition", "2/4"])?
        .success()?;
    let messages = finished.stdout.lines().map(serde_json::from_str::<Value>);
    let messages: Vec<_> = messages.collect::<Result<_, _>>()?;
    let warned: Vec<_> = messages
        .iter()
        .filter(|it| it["reason"] == "compiler-message")
        .filter_map(|it| it["target"]["src_path"].as_str())
        .filter(|it| it.ends_with(".rs"))
        .collect();
    assert!(
        !warned.is_empty() && warned.iter().all(|it| it.contains("/rust/api/")),
        "{warned:?}"
    );
    assert_eq!(messages.last().context("no message")?["reason"], "build-finished");
    Ok(())
}

#[test]
fn a_share_is_one_of_what_is_named() -> Result<()> {
    let workspace = Workspace::new()?;
    for (flags, expected) in [
        // `store` is built from `macros`, which a check without shares tells of too.
        (&["-p", "store", "-papi", "--partition=3/3"][..], "store"),
        (&["-p", "store", "-papi", "--partition=2/3"], "macros"),
        (&["--package", "a*", "--partition", "2/4"], "api"),
        (
            &["--workspace", "--exclude", "alone", "--partition", "1/3"],
            "api",
        ),
        (&["--partition", "2/4", "--all-targets"], "api"),
        (&["--partition", "2/4", "--no-deps"], "api"),
    ] {
        assert_eq!(workspace.looked_at(flags)?, expected, "{flags:?}");
    }
    let unknown = workspace.check(&["-p", "strore", "--partition", "1/2"])?;
    ends(&unknown, 101, &["error: package ID specification `strore`"]);
    Ok(())
}

#[test]
fn what_another_share_has_is_not_gone_from_the_baseline() -> Result<()> {
    let workspace = Workspace::new()?;
    let record = workspace.root().join("heddle-baseline.jsonl");
    let recorded = || -> Result<usize> { Ok(fs::read_to_string(&record)?.lines().count() - 1) };
    ends(
        &workspace.check(&["baseline", "--partition", "1/2"])?,
        0,
        &["Recorded 2 findings"],
    );
    ends(
        &workspace.check(&["baseline", "--partition", "2/2"])?,
        0,
        &["Recorded 4 findings"],
    );
    ends(
        &workspace.check(&["--partition", "2/2"])?,
        0,
        &["nothing new; 2 recorded findings"],
    );

    for member in MEMBERS {
        workspace.write(&format!("rust/{member}/src/lib.rs"), "")?;
    }
    workspace.check(&["--partition", "3/4"])?.success()?;
    assert_eq!(recorded()?, 3, "`macros` was looked at");
    workspace
        .check(&["-p", "store", "-p", "api", "--partition", "3/3"])?
        .success()?;
    assert_eq!(
        recorded()?,
        2,
        "`store` was looked at, `macros` and `api` were not"
    );
    Ok(())
}

#[test]
fn an_empty_share_says_so_and_nothing_if_it_is_to_be_quiet() -> Result<()> {
    let workspace = Workspace::new()?;
    ends(
        &workspace.check(&["--partition", "5/5"])?,
        0,
        &["none of 4 packages (share 5/5): there is nothing to check"],
    );
    let quiet = workspace.check(&["--partition", "5/5", "--quiet"])?;
    assert_eq!((quiet.code(), quiet.stderr.as_str()), (0, ""));
    Ok(())
}

#[test]
fn what_is_no_share_ends_with_2_and_how_one_is_written() -> Result<()> {
    let workspace = Workspace::new()?;
    for share in ["0/2", "3/2", "two"] {
        let finished = workspace.check(&["--partition", share])?;
        ends(&finished, 2, &[share, "K from 1 to N, as in 1/4"]);
    }
    Ok(())
}
