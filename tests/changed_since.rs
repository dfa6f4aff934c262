//! `--changed-since` in a real repository: whom a change concerns, and what is said where git cannot tell.

use std::fs;
use std::os::unix::fs::symlink;

use anyhow::Result;
use heddle_tests::command::{quietly, run};
use heddle_tests::git::{commit, git};
use heddle_tests::kit::kit;
use heddle_tests::workspace::{BLOCKS, MEMBERS, Workspace, ends};
use serde_json::Value;

const ALL: &str = "alone api macros store";

#[test]
fn a_change_concerns_its_package_and_all_that_are_built_from_it() -> Result<()> {
    let workspace = Workspace::new()?.committed()?;
    let start = git(workspace.path(), &["rev-parse", "HEAD"])?.stdout;
    let start = start.trim();
    for (file, expected) in [
        ("rust/api/src/lib.rs", "api"),
        ("rust/api/data.txt", "api"),
        ("rust/store/src/lib.rs", "api store"),
        ("rust/macros/src/new.rs", "api macros store"),
        ("shared/src/lib.rs", "alone"),
        ("rust/Cargo.toml", ALL),
        ("rust/Cargo.lock", ALL),
        ("rust/heddle.toml", ALL),
        ("rust-toolchain.toml", ALL),
        ("README.md", ""),
        ("rust/README.md", ""),
    ] {
        git(workspace.path(), &["checkout", "--quiet", "--detach", start])?;
        let before = fs::read_to_string(workspace.path().join(file)).unwrap_or_default();
        let more = match file.rsplit_once('.') {
            Some((_, "rs")) => "//\n",
            // Cargo takes comments out.
            Some((_, "lock")) => "\n[metadata]\nof = \"the test\"\n",
            _ => "#\n",
        };
        workspace.write(file, &format!("{before}{more}"))?;
        let since = ["--changed-since", start];
        assert_eq!(workspace.looked_at(&since)?, expected, "{file}, not committed");
        git(workspace.path(), &["add", file])?;
        assert_eq!(workspace.looked_at(&since)?, expected, "{file}, in the index");
        commit(workspace.path())?;
        assert_eq!(workspace.looked_at(&since)?, expected, "{file}, committed");
        assert_eq!(
            workspace.looked_at(&["--changed-since", "HEAD"])?,
            "",
            "{file}, nothing since"
        );
    }
    Ok(())
}

#[test]
fn what_has_changed_is_compiled_with_the_features_of_all() -> Result<()> {
    let workspace = Workspace::with_features()?.committed()?;
    let whole = workspace.told(&[])?;
    assert_eq!(whole.len(), 3, "{whole:?}");
    for (file, found) in [
        ("alone/new.txt", &["alone"][..]),
        ("store/new.txt", &["api", "store"]),
        ("macros/new.txt", &[]),
        // It may turn features on or off for others.
        ("macros/Cargo.toml", &["alone", "api", "store"]),
    ] {
        let path = format!("rust/{file}");
        let before = fs::read_to_string(workspace.path().join(&path)).unwrap_or_default();
        workspace.write(&path, &format!("{before}#\n"))?;
        let told = workspace.told(&["--changed-since=HEAD"])?;
        let is_expected = |it: &&String| found.iter().any(|name| it.starts_with(name));
        let expected: Vec<_> = whole.iter().filter(is_expected).collect();
        assert_eq!(told.iter().collect::<Vec<_>>(), expected, "{file}");
        commit(workspace.path())?;
    }
    Ok(())
}

#[test]
fn a_file_that_is_gone_or_has_moved_concerns_both_packages() -> Result<()> {
    let workspace = Workspace::new()?.committed()?;
    workspace.write("rust/store/text.txt", "some text that is moved as it is\n")?;
    commit(workspace.path())?;
    git(
        workspace.path(),
        &["mv", "rust/store/text.txt", "rust/alone/text.txt"],
    )?;
    assert_eq!(
        workspace.looked_at(&["--changed-since", "main"])?,
        "alone api store"
    );
    commit(workspace.path())?;
    fs::remove_file(workspace.path().join("rust/alone/text.txt"))?;
    assert_eq!(workspace.looked_at(&["--changed-since", "HEAD"])?, "alone");
    Ok(())
}

#[test]
fn before_the_first_commit_all_is_new() -> Result<()> {
    let workspace = Workspace::new()?;
    git(workspace.path(), &["init", "--quiet"])?;
    assert_eq!(workspace.looked_at(&["--changed-since", "HEAD"])?, ALL);
    ends(
        &workspace.check(&["--changed-since", "main"])?,
        2,
        &["`main` is no revision of"],
    );
    Ok(())
}

#[test]
fn what_checks_leave_is_no_change_even_if_git_does_not_ignore_it() -> Result<()> {
    let workspace = Workspace::new()?.committed()?;
    fs::remove_file(workspace.path().join(".gitignore"))?;
    workspace.check(&["--workspace"])?.success()?;
    assert!(
        git(workspace.path(), &["status", "--porcelain"])?
            .stdout
            .contains("rust/target/")
    );
    assert_eq!(workspace.looked_at(&["--changed-since", "HEAD"])?, "");
    Ok(())
}

#[test]
fn another_configuration_concerns_all_where_it_is_named() -> Result<()> {
    let workspace = Workspace::new()?.committed()?;
    workspace.write("strict.toml", "check-tests = true\n")?;
    let since = ["--changed-since", "HEAD"];
    assert_eq!(workspace.looked_at(&since)?, "");
    let named = ["--changed-since", "HEAD", "--heddle-config", "../strict.toml"];
    assert_eq!(workspace.looked_at(&named)?, ALL);
    Ok(())
}

#[test]
fn it_goes_with_shares_and_with_the_ways_to_name_packages() -> Result<()> {
    let workspace = Workspace::new()?.committed()?;
    workspace.write("rust/macros/src/lib.rs", &format!("{BLOCKS}//\n"))?;
    for (more, expected) in [
        (&["--partition", "1/2"][..], "api store"),
        (&["--partition", "2/2"], "macros"),
        (&["-p", "store"], "macros store"),
        (&["--workspace", "--exclude", "api"], "macros store"),
        (&["-p", "alone"], ""),
    ] {
        let flags = [&["--changed-since", "HEAD"], more].concat();
        assert_eq!(workspace.looked_at(&flags)?, expected, "{more:?}");
    }
    Ok(())
}

#[test]
fn what_has_not_changed_is_not_gone_from_the_baseline_and_a_changed_record_concerns_all() -> Result<()> {
    let workspace = Workspace::new()?.committed()?;
    let record = workspace.root().join("heddle-baseline.jsonl");
    workspace.check(&["baseline"])?.success()?;
    commit(workspace.path())?;
    for member in MEMBERS {
        workspace.write(&format!("rust/{member}/src/lib.rs"), "")?;
    }
    commit(workspace.path())?;
    let recorded = || -> Result<usize> { Ok(fs::read_to_string(&record)?.lines().count() - 1) };
    workspace.write("rust/alone/src/lib.rs", "//\n")?;
    workspace.check(&["--changed-since", "HEAD"])?.success()?;
    assert_eq!(recorded()?, 3, "`alone` was looked at");

    // What is taken out of it by hand is new, wherever it stands.
    git(workspace.path(), &["checkout", "--quiet", "HEAD~1", "--", "rust"])?;
    commit(workspace.path())?;
    fs::write(&record, "{\"heddle-baseline\":1,\"flags\":[]}\n")?;
    assert_eq!(workspace.looked_at(&["--changed-since", "HEAD"])?, ALL);
    Ok(())
}

#[test]
fn where_nothing_has_changed_it_says_so_and_leaves_whole_documents() -> Result<()> {
    let workspace = Workspace::new()?.committed()?;
    fs::remove_dir_all(workspace.root().join("target"))?;
    let nobody = tempfile::tempdir()?;
    let mut heddle = workspace.heddle();
    // No driver is needed for it, and none is built.
    heddle.env("HEDDLE_HOME", nobody.path());
    heddle.args([
        "--changed-since",
        "HEAD",
        "--format",
        "json",
        "--format",
        "sarif=out.sarif",
    ]);
    let finished = run(heddle.args(["--", "-D", "warnings"]), &quietly)?;
    let words = "none of 4 packages (changed since HEAD): there is nothing to check";
    ends(&finished, 0, &[words]);
    let last: Value = serde_json::from_str(&finished.stdout)?;
    assert_eq!((&last["findings"], &last["success"]), (&0.into(), &true.into()));
    let sarif: Value = serde_json::from_str(&fs::read_to_string(workspace.root().join("out.sarif"))?)?;
    assert_eq!(sarif["runs"][0]["results"], Value::Array(Vec::new()));
    assert!(!workspace.root().join("target").exists());
    assert!(!nobody.path().join("drivers").exists());
    Ok(())
}

#[test]
fn without_the_revision_the_repository_or_git_it_ends_with_2_and_the_next_step() -> Result<()> {
    let plain = Workspace::new()?;
    let outside = plain.check(&["--changed-since", "main"])?;
    ends(
        &outside,
        2,
        &["knows no repository around", "run the command in a clone"],
    );

    let workspace = Workspace::new()?.committed()?;
    let since = |revision: &str| workspace.check(&[&format!("--changed-since={revision}")]);
    ends(
        &since("mian")?,
        2,
        &["`mian` is no revision of", "git fetch", "git branch --all"],
    );
    ends(&since("--version")?, 2, &["`--version` is no revision of"]);
    ends(&since("HEAD:rust")?, 2, &["`HEAD:rust` is no revision of"]);
    ends(&since("")?, 2, &["`` is no revision of"]);

    let mut heddle = kit().heddle();
    heddle.current_dir(workspace.root()).env("PATH", plain.path());
    let without_git = run(heddle.args(["--changed-since", "main"]), &quietly)?;
    ends(&without_git, 2, &["`git` is not on PATH", "install git"]);
    Ok(())
}

#[test]
fn a_shallow_clone_is_told_how_to_get_the_rest() -> Result<()> {
    let workspace = Workspace::new()?.committed()?;
    workspace.write("rust/README.md", "more\n")?;
    commit(workspace.path())?;
    let from = format!("file://{}", workspace.path().display());
    git(
        workspace.path(),
        &["clone", "--quiet", "--depth=1", &from, "target"],
    )?;
    let mut heddle = workspace.heddle();
    heddle.current_dir(workspace.path().join("target/rust"));
    let finished = run(heddle.args(["--changed-since", "HEAD~1"]), &quietly)?;
    ends(
        &finished,
        2,
        &["this clone is shallow", "fetch-depth: 0", "GIT_DEPTH: 0"],
    );
    Ok(())
}

#[test]
fn in_a_hook_and_through_a_link_files_have_the_same_names() -> Result<()> {
    let workspace = Workspace::new()?.committed()?;
    workspace.write("rust/api/src/lib.rs", &format!("{BLOCKS}//\n"))?;
    let mut heddle = workspace.heddle();
    // As git starts a hook of a work tree.
    heddle
        .env("GIT_DIR", workspace.path().join(".git"))
        .env("GIT_INDEX_FILE", workspace.path().join(".git/index"));
    let in_hook = run(heddle.args(["--changed-since", "HEAD"]), &quietly)?;
    ends(
        &in_hook,
        0,
        &["Selected 1 of 4 packages (changed since HEAD): api\n"],
    );

    let elsewhere = tempfile::tempdir()?;
    let link = elsewhere.path().join("link");
    symlink(workspace.path(), &link)?;
    let manifest = link.join("rust/Cargo.toml").display().to_string();
    let linked = workspace.check(&["--changed-since", "HEAD", "--manifest-path", &manifest])?;
    ends(
        &linked,
        0,
        &["Selected 1 of 4 packages (changed since HEAD): api\n"],
    );
    Ok(())
}
