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
fn a_version_query_is_rustcs_own_and_the_kits() -> Result<()> {
    let rustc = must(
        clean("rustup").args(["which", "--toolchain", cargo_heddle::PIN, "rustc"]),
        &quietly,
    )?;
    let rustc = rustc.stdout.trim();
    let asked = must(Command::new(&kit().driver).args([rustc, "-vV"]), &quietly)?;
    let own = must(Command::new(rustc).arg("-vV"), &quietly)?.stdout;
    let ours = asked
        .stdout
        .strip_prefix(&own)
        .expect("rustc's answer comes first");
    // Cargo reads the whole answer, so that another driver or configuration makes it check anew.
    assert!(
        ours.starts_with("heddle: ") && ours.lines().count() == 1,
        "{ours}"
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
fn a_build_script_that_asks_for_features_is_answered_as_by_a_stable_compiler() -> Result<()> {
    let asks = r##"
use std::io::Write;
use std::process::{Command, Stdio};

fn compiles(source: &str) -> bool {
    let rustc = std::env::var_os("RUSTC").unwrap();
    let mut command = match std::env::var_os("RUSTC_WRAPPER") {
        Some(wrapper) => Command::new(wrapper),
        None => Command::new(&rustc),
    };
    if std::env::var_os("RUSTC_WRAPPER").is_some() {
        command.arg(&rustc);
    }
    let out = std::path::Path::new(&std::env::var_os("OUT_DIR").unwrap()).join("asked");
    command.args(["--crate-type=rlib", "--emit=metadata", "-o"]).arg(out).arg("-");
    let mut asked = command.stdin(Stdio::piped()).spawn().unwrap();
    asked.stdin.take().unwrap().write_all(source.as_bytes()).unwrap();
    asked.wait().unwrap().success()
}

fn main() {
    assert!(compiles("pub fn plain() {}"));
    assert!(!compiles("#![feature(rustc_attrs)]"));
}
"##;
    let fixture = Fixture::new(SOURCE)?.file("build.rs", asks)?;
    fixture.heddle(&[])?.success()?;
    Ok(())
}

#[test]
fn tests_and_benchmarks_with_a_main_of_their_own_are_test_code() -> Result<()> {
    let manifest = "[[bench]]\nname = \"speed\"\nharness = false\n";
    let bench = "fn main() { drop(async { std::thread::sleep(std::time::Duration::ZERO) }) }";
    let fixture = Fixture::with_manifest("", manifest)?.file("benches/speed.rs", bench)?;
    let checked = fixture.heddle(&["--all-targets"])?;
    assert!(!checked.stderr.contains("warning"), "{}", checked.stderr);
    let fixture = fixture.file("heddle.toml", "check-tests = true\n")?;
    let checked = fixture.heddle(&["--all-targets"])?;
    assert!(checked.stderr.contains(LINT), "{}", checked.stderr);
    Ok(())
}

#[test]
fn the_configuration_decides_what_is_reported() -> Result<()> {
    assert_eq!(findings("", &[])?, 3);
    assert_eq!(findings("tiers = [\"certain\"]", &[])?, 1);
    let not_here = "non-blocking = [{ path = \"std::fs::*\", why = \"the disk is in memory\" }]";
    assert_eq!(findings(not_here, &[])?, 1);
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

#[test]
fn the_way_out_is_for_the_runtime_that_the_configuration_names() -> Result<()> {
    let fixture = Fixture::new(SOURCE)?.file("heddle.toml", "runtime = \"smol\"")?;
    let finished = fixture.heddle(&[])?;
    let (named, other) = ("smol::Timer", "tokio::time::sleep");
    assert!(finished.stderr.contains(named), "{}", finished.stderr);
    assert!(!finished.stderr.contains(other), "{}", finished.stderr);
    Ok(())
}

#[test]
fn a_path_that_names_nothing_is_told_with_the_nearest() -> Result<()> {
    for (written, meant) in [
        ("fixture::elsewere", "fixture::elsewhere"),
        ("std::fs::reed", "std::fs::read"),
        (
            "std::sync::mpsc::Reciever::recv",
            "std::sync::mpsc::Receiver::recv",
        ),
    ] {
        let configuration =
            format!("blocking = [{{ path = \"{written}\", kind = \"wait\", why = \"waits\" }}]");
        let fixture = Fixture::new(SOURCE)?.file("heddle.toml", &configuration)?;
        let finished = fixture.heddle(&[])?;
        assert_eq!(finished.code(), 101, "{}", finished.stderr);
        let asked = format!("did you mean `{meant}`?");
        assert!(finished.stderr.contains(&asked), "{}", finished.stderr);
    }
    Ok(())
}

/// A library that drives a future to its end; whether others can drive it too is `visible`.
fn driven(visible: &str) -> Result<usize> {
    let source = format!(
        "\
pub fn drive(future: impl Future) {{
    drop(future);
}}

pub fn serve() {{
    drive(async {{ start().await }});
}}

{visible} async fn start() -> Vec<u8> {{
    std::fs::read(\"data.bin\").unwrap_or_default()
}}
"
    );
    let drives = "blocking = [{ path = \"fixture::drive\", kind = \"executor\", why = \"drives it\" }]";
    let finished = Fixture::new(&source)?.file("heddle.toml", drives)?.heddle(&[])?;
    assert_eq!(finished.code(), 0, "{}", finished.stderr);
    Ok(finished.stderr.matches("blocks the thread").count())
}

#[test]
fn what_a_library_drives_alone_may_block_unless_others_can_await_it() -> Result<()> {
    assert_eq!(driven("")?, 0);
    assert_eq!(driven("pub")?, 1);
    Ok(())
}

/// A program above `store`, which is above `disk`: both are dependencies and no members of its workspace.
fn three_crates() -> Result<Fixture> {
    let manifest = |name: &str, more: &str| {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"1.2.3\"\nedition = \"2024\"\n\n[features]\nquick = []\n\n{more}"
        )
    };
    let above = "exclude = [\"store\", \"disk\"]\n\n[dependencies]\nstore = { path = \"store\" }\n";
    let main = "pub async fn handle() -> Vec<u8> {\n    store::load()\n}\n";
    let disk = "\
pub fn read() -> Vec<u8> {
    #[cfg(feature = \"quick\")]
    return Vec::new();
    #[cfg(not(feature = \"quick\"))]
    std::fs::read(\"data.bin\").unwrap_or_default()
}
";
    Fixture::with_manifest(main, above)?
        .file(
            "store/Cargo.toml",
            &manifest("store", "[dependencies]\ndisk = { path = \"../disk\" }\n"),
        )?
        .file(
            "store/src/lib.rs",
            "pub fn load() -> Vec<u8> {\n    disk::read()\n}\n",
        )?
        .file("disk/Cargo.toml", &manifest("disk", ""))?
        .file("disk/src/lib.rs", disk)
}

const DEEP: &str = "`store::load` blocks the thread";

#[test]
fn a_call_two_crates_away_is_found_with_the_way_there() -> Result<()> {
    let finished = three_crates()?.heddle(&[])?;
    for expected in [
        DEEP,
        "2 calls down",
        "`store::load` calls `disk::read` (store 1.2.3, src/lib.rs:2)",
        "`disk::read` calls `std::fs::read` (disk 1.2.3, src/lib.rs:5)",
    ] {
        assert!(
            finished.stderr.contains(expected),
            "{expected}: {}",
            finished.stderr
        );
    }
    Ok(())
}

#[test]
fn without_dependencies_only_members_are_followed() -> Result<()> {
    let fixture = three_crates()?;
    let finished = fixture.heddle(&["--no-deps"])?;
    assert!(
        !finished.stderr.contains("blocks the thread"),
        "{}",
        finished.stderr
    );
    // What the run above has checked has no summaries, and must not hide the finding now.
    let finished = fixture.heddle(&[])?;
    assert!(finished.stderr.contains(DEEP), "{}", finished.stderr);
    Ok(())
}

#[test]
fn a_dependency_with_another_feature_or_source_is_another_one() -> Result<()> {
    let fixture = three_crates()?;
    assert!(fixture.heddle(&[])?.stderr.contains(DEEP));
    let quick = "[package]\nname = \"store\"\nversion = \"1.2.3\"\nedition = \"2024\"\n\n\
                 [dependencies]\ndisk = { path = \"../disk\", features = [\"quick\"] }\n";
    let slow = std::fs::read_to_string(fixture.path().join("store/Cargo.toml"))?;
    let fixture = fixture.file("store/Cargo.toml", quick)?;
    let finished = fixture.heddle(&[])?;
    assert!(!finished.stderr.contains(DEEP), "{}", finished.stderr);
    let fixture = fixture.file("store/Cargo.toml", &slow)?;
    assert!(fixture.heddle(&[])?.stderr.contains(DEEP));
    Ok(())
}

#[test]
fn the_configuration_reaches_dependencies_that_cargo_thinks_fresh() -> Result<()> {
    let fixture = three_crates()?;
    assert!(fixture.heddle(&[])?.stderr.contains(DEEP));
    let quiet = "non-blocking = [{ path = \"disk::read\", why = \"the file is a socket\" }]";
    let fixture = fixture.file("heddle.toml", quiet)?;
    assert!(!fixture.heddle(&[])?.stderr.contains(DEEP));
    let fixture = fixture.file("heddle.toml", "max-depth = 2")?;
    assert!(!fixture.heddle(&[])?.stderr.contains(DEEP));
    let fixture = fixture.file("heddle.toml", "max-depth = 3")?;
    assert!(fixture.heddle(&[])?.stderr.contains(DEEP));
    Ok(())
}

#[test]
fn damaged_and_lost_summaries_are_made_anew() -> Result<()> {
    let fixture = three_crates()?;
    assert!(fixture.heddle(&[])?.stderr.contains(DEEP));
    let summaries = || -> Vec<_> {
        walkdir::WalkDir::new(fixture.path().join("target/heddle"))
            .into_iter()
            .filter_map(|entry| Some(entry.ok()?.into_path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "heddle"))
            .collect()
    };
    assert!(summaries().len() >= 2, "{:?}", summaries());
    for spoil in [
        |path: &std::path::Path| std::fs::write(path, "not a summary"),
        |path: &std::path::Path| std::fs::remove_file(path),
    ] {
        for path in summaries() {
            spoil(&path)?;
        }
        // The program itself is fresh: only what lies below it has to be made again, and it with that.
        let finished = fixture.heddle(&[])?;
        assert!(finished.stderr.contains(DEEP), "{}", finished.stderr);
    }
    Ok(())
}
