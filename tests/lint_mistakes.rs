//! Each lint finds its mistake in a service that was generated for it, and nothing else is found there; the repairs
//! are quiet. What the lints' pages quote is what is said today.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use heddle_tests::command::{must, quietly};
use heddle_tests::kit::{kit, root};
use heddle_tests::mistakes::plant::{Planted, lock_path};
use heddle_tests::mistakes::{self, said};
use heddle_tests::project::ROWS;

#[test]
fn async_on_tokio() -> Result<()> {
    mistakes_and_repairs("async-tokio")
}

#[test]
fn async_on_smol() -> Result<()> {
    mistakes_and_repairs("async-smol")
}

#[test]
fn async_on_async_std() -> Result<()> {
    mistakes_and_repairs("async-async-std")
}

#[test]
fn hybrid_on_smol() -> Result<()> {
    mistakes_and_repairs("hybrid-smol")
}

#[test]
fn hybrid_on_tokio() -> Result<()> {
    mistakes_and_repairs("hybrid-tokio")
}

#[test]
fn threaded() -> Result<()> {
    mistakes_and_repairs("threaded")
}

#[test]
fn every_row_with_mistakes_has_a_test() -> Result<()> {
    let source = include_str!("lint_mistakes.rs");
    for row in mistakes::rows()? {
        let call = format!("mistakes_and_repairs(\"{}\")", row.name());
        assert!(
            source.contains(&call),
            "row {} has no test in lint_mistakes.rs",
            row.name()
        );
    }
    Ok(())
}

#[test]
fn the_lock_files_are_those_that_the_mistakes_need() -> Result<()> {
    let folder = root().join("tests/locks");
    let found = names(&folder)?.into_iter();
    let found: BTreeSet<PathBuf> = found
        .filter(|name| name.ends_with("-mistakes.lock"))
        .map(|name| folder.join(name))
        .collect();
    let mut needed = BTreeSet::new();
    for row in mistakes::rows()? {
        needed.extend(lock_path(row)?);
    }
    assert_eq!(found, needed, "`cargo bless mistakes` writes what is missing");
    Ok(())
}

#[test]
fn every_folder_is_of_a_lint_and_holds_four_files() -> Result<()> {
    let lints: BTreeSet<String> = mistakes::all()?
        .into_iter()
        .map(|mistake| mistake.lint.name.clone())
        .collect();
    assert_eq!(names(&mistakes::folder())?, lints);
    for lint in lints {
        assert_eq!(
            names(&mistakes::folder().join(&lint))?,
            BTreeSet::from(
                ["mistake.rs", "mistake.stderr", "mistake.toml", "repaired.rs"].map(str::to_owned)
            ),
            "{lint}"
        );
    }
    Ok(())
}

fn mistakes_and_repairs(name: &str) -> Result<()> {
    let row = *ROWS
        .iter()
        .find(|row| row.name() == name)
        .context("no such row")?;
    let planted = Planted::new(kit(), row, &quietly)?;
    for service in [&planted.wrong, &planted.repaired] {
        must(service.cargo("fmt").arg("--check"), &quietly)?;
    }
    let said = said::of_mistakes(kit(), &planted, &quietly)?;
    for mistake in &planted.mistakes {
        let (lint, committed) = (&mistake.lint.name, mistake.said());
        ensure!(
            said[lint] == committed,
            "{} is not up to date: rewrite it with `cargo bless mistakes pages`\n--- committed\n{committed}\n--- said\n{}",
            mistake.said_path().display(),
            said[lint]
        );
    }
    said::nothing_of_repairs(kit(), &planted, &quietly)
}

fn names(folder: &Path) -> Result<BTreeSet<String>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    entries
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect()
}
