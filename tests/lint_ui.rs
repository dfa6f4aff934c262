//! Every case under `ui/<lint>/`: `fires_*` must give exactly its `.stderr`, `quiet_*` must give nothing.
//!
//! The compiler is the real driver, in rustc's place for the cases and for what they depend on, as `cargo heddle`
//! sets it. `cargo bless` rewrites the `.stderr` files after a change of a message.

use std::path::{Path, PathBuf};

use heddle_tests::command::{clean, must, quietly};
use heddle_tests::kit::{self, kit};

/// Tells the process that [`in_driver`] starts that it is the inner one.
const INNER: &str = "HEDDLE_UI_INNER";

// Two tests, because a batch that holds a case which compiles makes trybuild check each case on its own.

#[test]
fn fires() {
    in_driver("fires", || {
        let cases = trybuild::TestCases::new();
        files("fires_").iter().for_each(|case| cases.compile_fail(case));
    });
}

#[test]
fn quiet() {
    in_driver("quiet", || {
        let cases = trybuild::TestCases::new();
        files("quiet_").iter().for_each(|case| cases.pass(case));
    });
}

/// Runs `check` in a process of its own whose environment puts the driver in rustc's place: trybuild starts
/// cargo itself and hands on what it finds there.
fn in_driver(test: &str, check: impl FnOnce()) {
    if std::env::var_os(INNER).is_some() {
        return check();
    }
    let kit = kit();
    let sysroot = must(
        clean("rustup").args(["run", cargo_heddle::PIN, "rustc", "--print", "sysroot"]),
        &quietly,
    )
    .expect("the pinned toolchain is installed");
    // trybuild works offline, and what only the cases need was not downloaded for this program.
    let manifest = ui().join("Cargo.toml");
    let mut fetch = clean("cargo");
    fetch.args(["fetch", "--locked", "--manifest-path"]);
    must(fetch.arg(manifest), &quietly).expect("what the cases depend on is downloaded");
    let programs = Path::new(sysroot.stdout.trim()).join("bin");
    let this_program = std::env::current_exe().expect("this program has a path");
    let mut inner = std::process::Command::new(this_program);
    inner
        .args([test, "--exact", "--nocapture"])
        // trybuild's own choice of cases: `cargo test --test lint_ui -- fires trybuild=<part of a path>`.
        .args(std::env::args().filter(|argument| argument.starts_with("trybuild=")))
        .env(INNER, "1")
        // The package whose dependencies the cases have.
        .current_dir(ui())
        .env("CARGO_MANIFEST_DIR", ui())
        .env("RUSTC_WRAPPER", &kit.driver)
        .env("RUSTC_WORKSPACE_WRAPPER", &kit.driver)
        // Another driver makes other summaries of the same dependencies.
        .env(heddle_protocol::variables::KEY, key(&kit.driver))
        .env("RUSTUP_TOOLCHAIN", cargo_heddle::PIN)
        .env("CARGO", programs.join("cargo"))
        .env("RUSTC", programs.join("rustc"))
        // Quiet cases are built and run; nobody debugs them.
        .env("CARGO_PROFILE_DEV_DEBUG", "0");
    let status = inner.status().expect("this program can be started again");
    assert!(
        status.success(),
        "cases failed, see above; `cargo bless` rewrites the expected output"
    );
}

/// The name of the driver's folder, which tells its version and source.
fn key(driver: &Path) -> &std::ffi::OsStr {
    driver.parent().and_then(Path::file_name).unwrap_or_default()
}

/// The cases of every lint whose file names begin with `prefix`, as seen from their package: trybuild keeps line
/// numbers only in files that it is told of in this way.
fn files(prefix: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(ui())
        .into_iter()
        .map(|entry| entry.expect("tests/ui can be read"))
        .map(|entry| entry.path().strip_prefix(ui()).expect("lies below").to_owned())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .filter(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with(prefix))
        })
        .collect();
    files.sort();
    assert!(!files.is_empty(), "there are no `{prefix}` cases under tests/ui");
    files
}

/// The package of the cases.
fn ui() -> PathBuf {
    kit::root().join("tests").join("ui")
}
