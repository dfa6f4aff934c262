//! The driver in rustc's place: plain rustc where nothing is to be linted, never the end of a build, and the
//! configuration has its effect.

use std::process::Command;

use anyhow::Result;
use heddle_tests::command::{clean, must, quietly};
use heddle_tests::fixture::Fixture;
use heddle_tests::kit::kit;

const LINT: &str = "blocking_call_in_async";

/// Three functions, each with a reason to be reported.
const SOURCE: &str = "\
pub async fn pause() {
    std::thread::sleep(std::time::Duration::from_millis(1));
}

pub async fn load() -> Vec<u8> {
    std::fs::read(\"data.bin\").unwrap_or_default()
}

pub fn elsewhere(work: impl FnOnce()) {
    work();
}

pub async fn hand_over() {
    elsewhere(|| drop(std::fs::remove_file(\"data.bin\")));
}

#[cfg(test)]
mod tests {
    pub async fn slow() {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
}
";

/// How often the lint speaks under `configuration`.
#[track_caller]
fn findings(configuration: &str, flags: &[&str]) -> Result<usize> {
    let fixture = Fixture::new(SOURCE)?.file("heddle.toml", configuration)?;
    let finished = fixture.heddle(flags)?;
    assert_eq!(finished.code(), 0, "{}", finished.stderr);
    Ok(finished.stderr.matches("blocks the thread").count())
}

#[test]
fn a_version_query_is_rustcs_own() -> Result<()> {
    let rustc = must(
        clean("rustup").args(["which", "--toolchain", cargo_heddle::PIN, "rustc"]),
        &quietly,
    )?;
    let rustc = rustc.stdout.trim();
    let asked = must(Command::new(&kit().driver).args([rustc, "-vV"]), &quietly)?;
    assert_eq!(
        asked.stdout,
        must(Command::new(rustc).arg("-vV"), &quietly)?.stdout
    );
    Ok(())
}

#[test]
fn a_bug_of_the_kit_costs_one_function_and_is_said_once() -> Result<()> {
    let fixture = Fixture::new(SOURCE)?;
    let finished = fixture.heddle_with(&[], &[("HEDDLE_PANIC_IN", "load")])?;
    assert_eq!(finished.code(), 0, "{}", finished.stderr);
    assert_eq!(
        finished
            .stderr
            .matches("please report this bug of the kit at https://")
            .count(),
        1
    );
    assert!(
        finished.stderr.contains("`std::thread::sleep` blocks"),
        "{}",
        finished.stderr
    );
    assert!(
        !finished.stderr.contains("`std::fs::read` blocks"),
        "{}",
        finished.stderr
    );
    Ok(())
}

#[test]
fn build_scripts_and_plain_compilers_do_not_see_the_lints() -> Result<()> {
    let attribute = format!("#![cfg_attr(heddle, deny({LINT}))]\n");
    let build = "fn main() { drop(async { std::thread::sleep(std::time::Duration::ZERO) }) }";
    let fixture = Fixture::new(&format!("{attribute}{SOURCE}"))?.file("build.rs", build)?;
    let finished = fixture.heddle(&[])?;
    assert_eq!(finished.code(), 101, "{}", finished.stderr);
    assert!(!finished.stderr.contains("build.rs"), "{}", finished.stderr);
    must(clean("cargo").current_dir(fixture.path()).arg("check"), &quietly)?;
    Ok(())
}

#[test]
fn the_configuration_decides_what_is_reported() -> Result<()> {
    assert_eq!(findings("", &[])?, 3);
    assert_eq!(findings("tiers = [\"certain\"]", &[])?, 1);
    assert_eq!(findings("not-blocking = [\"std::fs::*\"]", &[])?, 1);
    assert_eq!(findings("offload-wrappers = [\"fixture::elsewhere\"]", &[])?, 2);
    assert_eq!(findings("ready-wrappers = [\"fixture::elsewhere\"]", &[])?, 2);
    let mine = "blocking = [{ path = \"fixture::elsewhere\", kind = \"wait\", why = \"waits for me\" }]";
    assert_eq!(findings(mine, &[])?, 4);
    assert_eq!(findings("", &["--tests"])?, 0);
    assert_eq!(findings("", &["--all-targets"])?, 3);
    assert_eq!(findings("check-tests = true", &["--tests"])?, 4);
    Ok(())
}

#[test]
fn a_path_that_names_nothing_is_an_error() -> Result<()> {
    let fixture = Fixture::new(SOURCE)?.file("heddle.toml", "offload-wrappers = [\"fixture::elsewere\"]")?;
    let finished = fixture.heddle(&[])?;
    assert_eq!(finished.code(), 101);
    assert!(
        finished.stderr.contains("`fixture::elsewere`"),
        "{}",
        finished.stderr
    );
    Ok(())
}
