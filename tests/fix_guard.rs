//! `cargo heddle --fix` changes no code that could not be had back, as `cargo fix`.

use anyhow::{Result, ensure};
use heddle_tests::fixture::Fixture;

/// A future that nobody polls, which one sure fix awaits.
const DROPS: &str = "\
pub async fn report() {
    drop(send());
}

async fn send() {}
";

#[test]
fn what_is_not_committed_is_refused_before_the_check_and_allowed_by_its_option() -> Result<()> {
    let refused = |fixture: &Fixture, flags: &[&str], words: &[&str]| -> Result<()> {
        let before = fixture.read("src/lib.rs")?;
        let finished = fixture.heddle(flags)?;
        finished.assert_ended(2, words);
        assert!(!finished.stderr.contains("Checking"), "{}", finished.stderr);
        assert_eq!(fixture.read("src/lib.rs")?, before);
        Ok(())
    };
    let fixture = Fixture::new(DROPS)?;
    refused(
        &fixture,
        &["--fix", "--allow-dirty"],
        &["no version control", "--allow-no-vcs"],
    )?;
    let fixture = fixture.committed()?;

    fixture.write("src/lib.rs", &format!("{DROPS}\n// More.\n"))?;
    fixture.write("notes/new.txt", "")?;
    let dirty = ["src/lib.rs (dirty)", "notes/ (dirty)", "--allow-dirty"];
    refused(&fixture, &["--fix"], &dirty)?;
    refused(&fixture, &["--fix", "--allow-staged"], &dirty)?;
    refused(&fixture, &["--fix", "--allow-no-vcs"], &dirty)?;

    fixture.git(&["add", "."])?;
    refused(
        &fixture,
        &["--fix"],
        &["src/lib.rs (staged)", "notes/new.txt (staged)", "--allow-staged"],
    )?;
    fixture
        .heddle(&["--fix", "--allow-staged"])?
        .assert_ended(0, &["Fixed src/lib.rs"]);
    Ok(())
}

#[test]
fn dirty_code_and_code_without_version_control_is_fixed_where_that_is_allowed() -> Result<()> {
    let fixture = Fixture::new(DROPS)?;
    fixture
        .heddle(&["--fix", "--allow-no-vcs"])?
        .assert_ended(0, &["Fixed src/lib.rs (1 fix)"]);
    let fixture = fixture.committed()?;
    fixture.write("src/lib.rs", DROPS)?;
    fixture
        .heddle(&["--fix", "--allow-dirty"])?
        .assert_ended(0, &["Fixed src/lib.rs (1 fix)"]);
    // A folder that the repository above it ignores is in none.
    fixture.git(&["rm", "--quiet", "--cached", "-r", "--force", "."])?;
    fixture.write(".gitignore", "*\n")?;
    fixture
        .heddle(&["--fix"])?
        .assert_ended(2, &["no version control"]);
    Ok(())
}

#[test]
fn what_git_could_not_bring_back_stays_as_it_is_unless_that_is_allowed() -> Result<()> {
    let elsewhere = tempfile::tempdir()?;
    let fixture = Fixture::new("mod generated;\nmod linked;\n")?
        .file("src/generated.rs", DROPS)?
        .file("src/.gitignore", "generated.rs\n")?;
    let linked = elsewhere.path().join("linked.rs");
    std::fs::write(&linked, DROPS)?;
    std::os::unix::fs::symlink(&linked, fixture.path().join("src/linked.rs"))?;
    let fixture = fixture.committed()?;
    fixture.heddle(&["--fix"])?.assert_ended(
        0,
        &[
            "Fixed nothing: there is no sure fix for code of these packages that git has",
            "Left src/generated.rs, which has a sure fix, as git could not bring it back; `--allow-dirty` fixes it",
            "Left src/linked.rs",
        ],
    );
    assert_eq!(fixture.read("src/generated.rs")?, DROPS);
    assert_eq!(std::fs::read_to_string(&linked)?, DROPS);
    fixture.heddle(&["--fix", "--allow-dirty"])?.assert_ended(
        0,
        &["Fixed src/generated.rs (1 fix)", "Fixed src/linked.rs (1 fix)"],
    );
    Ok(())
}

#[test]
fn words_that_make_no_sense_together_end_with_2() -> Result<()> {
    let fixture = Fixture::new(DROPS)?;
    for (flags, words) in [
        (&["--fix", "--format", "short"][..], "cannot be used with"),
        (&["--fix", "--message-format", "json"], "cannot be used with"),
        (&["baseline", "--fix"], "takes no `--fix`"),
        (&["--allow-dirty"], "--fix"),
        (&["--allow-no-vcs", "--allow-staged"], "--fix"),
    ] {
        fixture.heddle(flags)?.assert_ended(2, &[words]);
    }
    ensure!(fixture.read("src/lib.rs")? == DROPS);
    Ok(())
}
