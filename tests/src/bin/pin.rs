//! `cargo pin`: moves the driver to another release of clippy's library and the nightly which that one names.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use cargo_heddle::{CLIPPY_UTILS, PIN};
use clap::Parser;
use heddle_tests::command::{clean, must, quietly, run};
use heddle_tests::kit::root;
use heddle_tests::pin::{self, CompileError, Pin};

/// Pins the driver to a release of clippy_utils and its nightly, installs that, and says what no longer compiles.
#[derive(Parser, Debug)]
#[command(name = "cargo pin", bin_name = "cargo pin", version)]
struct Args {
    /// A release of clippy_utils, as 0.1.101 [default: the newest]
    release: Option<String>,
}

/// Where the nightly stands, and the release; nowhere else.
const TOOLCHAIN: &str = "lints/rust-toolchain.toml";
const MANIFEST: &str = "lints/driver/Cargo.toml";
/// What is built with it, each after what it is made of.
const PACKAGES: [&str; 2] = ["lints/driver", "lints/dylint"];

fn main() -> ExitCode {
    let mut words: Vec<_> = std::env::args_os().collect();
    if words.get(1).is_some_and(|word| word == "--") {
        words.remove(1);
    }
    match run_with(&Args::parse_from(words)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether the driver compiles with what it is now pinned to.
fn run_with(args: &Args) -> Result<bool> {
    let wanted = released(args.release.as_deref())?;
    eprintln!("from clippy_utils {CLIPPY_UTILS}, {PIN}");
    eprintln!("to   clippy_utils {}, {}", wanted.release, wanted.nightly);
    replace(
        TOOLCHAIN,
        &format!("channel = \"{PIN}\""),
        &format!("channel = \"{}\"", wanted.nightly),
    )?;
    replace(
        MANIFEST,
        &format!("clippy_utils = \"={CLIPPY_UTILS}\""),
        &format!("clippy_utils = \"={}\"", wanted.release),
    )?;
    install(&wanted)?;
    let errors = compile(&wanted)?;
    for error in &errors {
        println!("{}", error.line);
    }
    if errors.is_empty() {
        eprintln!("the driver and the library compile; next: `cargo bless`, then read what changed");
        return Ok(true);
    }
    eprintln!(
        "errors: {} ({}); mend them in the files they name, and run `cargo pin {}` again until none is left; \
         rustc's sources lie in {}",
        errors.len(),
        pin::kinds(&errors),
        wanted.release,
        sources(&wanted)?
    );
    Ok(false)
}

/// The release and its nightly, from the package itself.
fn released(release: Option<&str>) -> Result<Pin> {
    let folder = tempfile::tempdir()?;
    let wanted = release.map_or_else(|| "*".to_owned(), |release| format!("={release}"));
    let manifest = folder.path().join("Cargo.toml");
    fs::create_dir(folder.path().join("src"))?;
    fs::write(folder.path().join("src/lib.rs"), "")?;
    fs::write(
        &manifest,
        format!(
            "[package]\nname = \"pin\"\nedition = \"2024\"\n\n[dependencies]\nclippy_utils = \"{wanted}\"\n"
        ),
    )?;
    pin::of(&manifest).with_context(|| match release {
        Some(release) => {
            format!("is there a clippy_utils {release}? `cargo info clippy_utils` names the newest")
        }
        None => "the newest clippy_utils".to_owned(),
    })
}

fn replace(file: &str, from: &str, to: &str) -> Result<()> {
    let path = root().join(file);
    let text = fs::read_to_string(&path)?;
    ensure!(text.contains(from), "{file} does not hold `{from}`");
    fs::write(&path, text.replace(from, to)).with_context(|| format!("cannot write {file}"))
}

fn install(wanted: &Pin) -> Result<()> {
    let mut install = clean("rustup");
    install.args(["toolchain", "install", &wanted.nightly, "--profile", "minimal"]);
    let toolchain: toml::Table = fs::read_to_string(root().join(TOOLCHAIN))?.parse()?;
    let components = toolchain["toolchain"]["components"]
        .as_array()
        .context("a list")?;
    for component in components
        .iter()
        .filter_map(toml::Value::as_str)
        .chain(["clippy", "rustfmt"])
    {
        install.args(["--component", component]);
    }
    must(&mut install, &|line| eprintln!("{line}"))?;
    for package in PACKAGES {
        let mut update = clean("cargo");
        update.args(["update", "--package", "clippy_utils", "--manifest-path"]);
        must(update.arg(root().join(package).join("Cargo.toml")), &|line| {
            eprintln!("{line}");
        })?;
    }
    Ok(())
}

/// What rustc says against the driver and, once that compiles, against the library for dylint.
fn compile(wanted: &Pin) -> Result<Vec<CompileError>> {
    for package in PACKAGES {
        let errors = compile_one(wanted, package)?;
        if !errors.is_empty() {
            return Ok(errors);
        }
    }
    Ok(Vec::new())
}

fn compile_one(wanted: &Pin, package: &str) -> Result<Vec<CompileError>> {
    let mut check = clean("cargo");
    check
        .current_dir(root())
        .env("CARGO_TARGET_DIR", target().join("pin"))
        .arg(format!("+{}", wanted.nightly))
        .args([
            "check",
            "--all-targets",
            "--message-format",
            "json",
            "--manifest-path",
        ])
        .arg(root().join(package).join("Cargo.toml"));
    let finished = run(&mut check, &quietly)?;
    let errors = pin::errors(&finished.stdout);
    ensure!(
        finished.status.success() || !errors.is_empty(),
        "cargo failed:\n{}",
        finished.stderr
    );
    Ok(errors)
}

/// Where this program was built: `.ci/run` builds the driver in the same place.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

fn sources(wanted: &Pin) -> Result<String> {
    let mut ask = clean("rustc");
    ask.arg(format!("+{}", wanted.nightly))
        .args(["--print", "sysroot"]);
    let root = must(&mut ask, &quietly)?.stdout;
    Ok(Path::new(root.trim())
        .join("lib/rustlib/rustc-src")
        .display()
        .to_string())
}
