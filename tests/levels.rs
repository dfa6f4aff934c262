//! The order in which levels win, as docs/src/using/configuration.md tells it: each row is checked, and held against what
//! `cargo heddle config --print` says of it beforehand.

use anyhow::{Context, Result, ensure};
use heddle_tests::command::Finished;
use heddle_tests::fixture::Fixture;

const LINT: &str = "blocking_call_in_async";
const BLOCKS: &str =
    "pub async fn pause() {\n    std::thread::sleep(std::time::Duration::from_millis(1));\n}\n";
/// Stable compilers know no lint of the kit's, and the attribute is not for them.
const MANIFEST: &str =
    "[lints.rust]\nunexpected_cfgs = { level = \"warn\", check-cfg = [\"cfg(heddle)\"] }\n";

/// How the finding is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Not,
    Warning,
    Error,
}
use Told::{Error, Not, Warning};

/// What is said of the lint, and what comes of it.
struct Row {
    configured: &'static str,
    flags: &'static str,
    attribute: &'static str,
    told: Told,
}

const fn row(configured: &'static str, flags: &'static str, attribute: &'static str, told: Told) -> Row {
    Row {
        configured,
        flags,
        attribute,
        told,
    }
}

/// In the flags, L stands for the lint.
const ROWS: [Row; 29] = [
    // The lint's own level.
    row("", "", "", Warning),
    // The configuration wins over it.
    row("allow", "", "", Not),
    row("deny", "", "", Error),
    // Flags win over the configuration, the last one over the others.
    row("", "-A L", "", Not),
    row("allow", "-D L", "", Error),
    row("allow", "-F L", "", Error),
    row("deny", "-A L", "", Not),
    row("deny", "-W L", "", Warning),
    row("", "-D L -W L", "", Warning),
    row("", "-W L -D L", "", Error),
    row("", "--allow=L --deny L", "", Error),
    // Attributes win over both.
    row("", "", "allow", Not),
    row("", "", "deny", Error),
    row("deny", "", "allow", Not),
    row("allow", "", "deny", Error),
    row("", "-D L", "allow", Not),
    row("", "-A L", "deny", Error),
    // Nothing lowers what is forbidden: here no attribute tries to.
    row("forbid", "", "", Error),
    row("forbid", "-A L", "", Error),
    row("", "-F L -A L", "", Error),
    // `warnings` is whatever is at `warn` in the end.
    row("", "-D warnings", "", Error),
    row("allow", "-D warnings", "", Not),
    row("", "-D warnings -A L", "", Not),
    row("", "-A L -D warnings", "", Not),
    row("", "-D warnings -W L", "", Error),
    row("allow", "-D warnings", "warn", Error),
    row("", "-D warnings", "allow", Not),
    row("deny", "-A warnings", "", Error),
    row("", "-A warnings", "warn", Not),
];

fn flags(row: &Row) -> Vec<String> {
    let flags = row.flags.split_whitespace();
    flags
        .map(|word| match word.strip_suffix('L') {
            Some(before) => format!("{before}{LINT}"),
            None => word.to_owned(),
        })
        .collect()
}

fn told(finished: &Finished) -> Told {
    let is = |level: &str| {
        finished
            .stderr
            .contains(&format!("{level}: `std::thread::sleep`"))
    };
    match (is("error"), is("warning")) {
        (true, _) => Error,
        (_, true) => Warning,
        _ => Not,
    }
}

fn source(attribute: &str) -> String {
    match attribute {
        "" => BLOCKS.to_owned(),
        level => format!("#![cfg_attr(heddle, {level}({LINT}))]\n{BLOCKS}"),
    }
}

fn heddle(fixture: &Fixture, before: &[&str], flags: &[String]) -> Result<Finished> {
    let flags = flags.iter().map(String::as_str);
    let words: Vec<_> = before.iter().copied().chain(["--"]).chain(flags).collect();
    fixture.heddle(&words)
}

#[test]
fn the_default_yields_to_the_configuration_this_to_flags_and_all_to_attributes() -> Result<()> {
    let fixture = Fixture::with_manifest(BLOCKS, MANIFEST)?;
    for row in &ROWS {
        let case = format!(
            "[lints] {:?}, flags {:?}, attribute {:?}",
            row.configured, row.flags, row.attribute
        );
        fixture.write("src/lib.rs", &source(row.attribute))?;
        let levels = match row.configured {
            "" => String::new(),
            level => format!("[lints]\n{LINT} = \"{level}\"\n"),
        };
        fixture.write("heddle.toml", &levels)?;
        let flags = flags(row);

        let checked = heddle(&fixture, &[], &flags)?;
        ensure!(told(&checked) == row.told, "{case}\n{}", checked.stderr);
        let code = if row.told == Error { 101 } else { 0 };
        ensure!(checked.code() == code, "{case}: {}", checked.code());

        if row.attribute.is_empty() {
            let said = level(
                &heddle(&fixture, &["config", "--print"], &flags)?
                    .success()?
                    .stdout,
            )?;
            let expected: &[_] = match row.told {
                Not => &["allow"],
                Warning => &["warn"],
                Error => &["deny", "forbid"],
            };
            ensure!(
                expected.contains(&said.as_str()),
                "{case}: `config --print` says {said}"
            );
        }
    }
    Ok(())
}

/// What is printed of the lint.
fn level(printed: &str) -> Result<String> {
    let table: toml::Table = printed.parse()?;
    let level = table["lints"][LINT].as_str();
    level.map(str::to_owned).context("a level")
}

#[test]
fn the_manifests_table_is_as_good_as_the_file() -> Result<()> {
    let more = format!("{MANIFEST}[package.metadata.heddle.lints]\n{LINT} = \"deny\"\n");
    let fixture = Fixture::with_manifest(BLOCKS, &more)?;
    ensure!(told(&fixture.heddle(&[])?) == Error);
    ensure!(told(&heddle(&fixture, &[], &["-A".to_owned(), LINT.to_owned()])?) == Not);
    fixture.write("src/lib.rs", &source("allow"))?;
    ensure!(told(&fixture.heddle(&[])?) == Not);
    Ok(())
}

#[test]
fn the_lints_of_the_manifest_yield_to_rustflags_and_both_to_the_configuration() -> Result<()> {
    let fixture = Fixture::with_manifest(BLOCKS, &format!("{MANIFEST}{LINT} = \"deny\"\n"))?;
    let with = |rustflags: &str| fixture.heddle_with(&[], &[("RUSTFLAGS", rustflags)]);
    ensure!(told(&with("")?) == Error);
    let printed = fixture.heddle(&["config", "--print"])?.success()?.stdout;
    let not_part =
        "# Levels in [lints.rust] of a manifest, in RUSTFLAGS and in attributes are not part of it.";
    ensure!(
        level(&printed)? == "warn" && printed.lines().any(|it| it == not_part),
        "{printed}"
    );
    ensure!(told(&with(&format!("-A {LINT}"))?) == Not);
    for (configured, as_told) in [("warn", Warning), ("deny", Error), ("allow", Not)] {
        fixture.write("heddle.toml", &format!("[lints]\n{LINT} = \"{configured}\"\n"))?;
        ensure!(told(&with("")?) == as_told, "{configured}");
        for rustflags in ["-D", "-A"] {
            let told = told(&with(&format!("{rustflags} {LINT}"))?);
            ensure!(told == as_told, "{configured}, RUSTFLAGS {rustflags}: {told:?}");
        }
    }
    Ok(())
}

#[test]
fn the_lints_of_the_workspace_count_where_a_member_inherits_them_and_forbid_stays() -> Result<()> {
    let lints = format!("lints.workspace = true\n\n[workspace.lints.rust]\n{LINT} = \"forbid\"\n");
    let fixture = Fixture::with_manifest(BLOCKS, "")?;
    let manifest = fixture.read("Cargo.toml")?;
    fixture.write("Cargo.toml", &format!("{lints}\n{manifest}"))?;
    fixture.write("heddle.toml", &format!("[lints]\n{LINT} = \"allow\"\n"))?;
    let allow = ["-A".to_owned(), LINT.to_owned()];
    ensure!(told(&heddle(&fixture, &[], &allow)?) == Error);
    Ok(())
}

#[test]
fn an_attribute_cannot_lower_what_is_forbidden_by_the_configuration_or_a_flag() -> Result<()> {
    let fixture = Fixture::with_manifest(&source("allow"), MANIFEST)?;
    let flag = heddle(&fixture, &[], &["-F".to_owned(), LINT.to_owned()])?;
    fixture.write("heddle.toml", &format!("[lints]\n{LINT} = \"forbid\"\n"))?;
    for finished in [flag, fixture.heddle(&[])?] {
        ensure!(finished.code() == 101, "{}", finished.stderr);
        ensure!(
            finished.stderr.contains("incompatible with previous forbid"),
            "{}",
            finished.stderr
        );
    }
    Ok(())
}

#[test]
fn the_inner_attribute_wins_and_what_is_recorded_is_told_at_no_level() -> Result<()> {
    let inner = format!("#![cfg_attr(heddle, allow({LINT}))]\n#[cfg_attr(heddle, deny({LINT}))]\n{BLOCKS}");
    let fixture = Fixture::with_manifest(&inner, MANIFEST)?;
    ensure!(told(&fixture.heddle(&[])?) == Error);
    fixture.heddle(&["baseline"])?.success()?;
    let silent = fixture.heddle(&[])?;
    ensure!(told(&silent) == Not && silent.code() == 0, "{}", silent.stderr);
    Ok(())
}

/// As the page on adopting recommends it.
#[test]
fn an_expectation_holds_in_tests_too_and_is_told_with_its_reason_once_the_finding_is_gone() -> Result<()> {
    let reason = "nothing else runs yet";
    let expected = format!("#[cfg_attr(heddle, expect({LINT}, reason = \"{reason}\"))]");
    let in_test = format!("#[cfg(test)]\npub mod tests {{\n    {expected}\n    pub async fn f() {{}}\n}}\n");
    let source = format!("{expected}\n{BLOCKS}{in_test}");
    let fixture = Fixture::with_manifest(&source, MANIFEST)?.file("tests/walk.rs", &source)?;
    let deny = ["-D".to_owned(), "warnings".to_owned()];
    let silent = heddle(&fixture, &["--all-targets"], &deny)?;
    ensure!(told(&silent) == Not && silent.code() == 0, "{}", silent.stderr);

    fixture.write("src/lib.rs", &source.replace(BLOCKS, "pub async fn pause() {}\n"))?;
    let gone = heddle(&fixture, &["--all-targets"], &deny)?;
    let said = |words: &str| gone.stderr.matches(words).count();
    ensure!(gone.code() == 101, "{}", gone.stderr);
    ensure!(
        said("expectation is unfulfilled") == 1 && said(reason) >= 1,
        "{}",
        gone.stderr
    );
    Ok(())
}
