//! Finds the driver of this version in the cache, or builds it from the source that the command carries.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::home::{self, cache_error, home};
use crate::{Error, PIN, report, toolchain};

/// The driver's source: path below `lints/`, contents.
pub(crate) const SOURCE: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// How many of cargo's last lines an error shows.
const SHOWN_LINES: usize = 25;

/// Where the driver of this version lies once it is built.
pub fn driver_path() -> Result<PathBuf, Error> {
    let version = format!(
        "{}-{PIN}-{}",
        env!("CARGO_PKG_VERSION"),
        env!("HEDDLE_SOURCE_HASH")
    );
    let name = format!("heddle-driver{}", std::env::consts::EXE_SUFFIX);
    Ok(home()?.join("drivers").join(version).join(name))
}

/// The driver, built now if it is not there yet. The toolchain must be complete.
pub fn ensure() -> Result<PathBuf, Error> {
    let driver = driver_path()?;
    if driver.is_file() {
        return Ok(driver);
    }
    let _alone = home::lock("driver")?;
    if !driver.is_file() {
        report::status("Building", "the driver, once for this version of the kit");
        let built = build()?;
        put_in_place(&built, &driver)?;
    }
    Ok(driver)
}

/// Unpacks the source and builds it; gives the program's path in cargo's target folder.
fn build() -> Result<PathBuf, Error> {
    let folder = home()?.join("build");
    let source = folder.join("source");
    unpack(&source)?;
    let target = folder.join("target");

    let mut cargo = toolchain::command("cargo");
    cargo
        .args(["build", "--release", "--locked", "--manifest-path"])
        .arg(source.join("driver").join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&target);
    for (name, _) in std::env::vars_os() {
        // The user's own flags and profiles are for the user's code.
        let text = name.to_string_lossy();
        let about_this_build = [
            "RUSTFLAGS",
            "CARGO_ENCODED_RUSTFLAGS",
            "CARGO_BUILD_TARGET",
            "CARGO_TARGET_DIR",
        ];
        if about_this_build.contains(&&*text) || text.starts_with("CARGO_PROFILE_") {
            cargo.env_remove(name);
        }
    }
    let start_error = |source| Error::Start {
        program: "rustup run".to_owned(),
        source,
    };
    let mut child = cargo
        .current_dir(&source)
        .stderr(Stdio::piped())
        .spawn()
        .map_err(start_error)?;
    let mut lines = Vec::new();
    let progress = report::Progress::start();
    if let Some(stderr) = child.stderr.take() {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            progress.line(&line);
            lines.push(line);
        }
    }
    progress.end();
    let status = child.wait().map_err(start_error)?;
    if !status.success() {
        let output = lines[lines.len().saturating_sub(SHOWN_LINES)..].join("\n");
        return Err(Error::Build {
            status,
            source_folder: source,
            output,
        });
    }
    Ok(target
        .join("release")
        .join(format!("heddle-driver{}", std::env::consts::EXE_SUFFIX)))
}

/// Writes the source where it differs, so that cargo rebuilds only what changed, and drops what is no more.
fn unpack(source: &Path) -> Result<(), Error> {
    for (name, contents) in SOURCE {
        let path = source.join(name);
        if fs::read(&path).is_ok_and(|found| found == *contents) {
            continue;
        }
        home::make(path.parent().unwrap_or(source))?;
        fs::write(&path, contents).map_err(cache_error("write", &path))?;
    }
    remove_strangers(&source.join("driver").join("src"), "driver/src")
}

fn remove_strangers(folder: &Path, name: &str) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(cache_error("read", folder))? {
        let path = entry.map_err(cache_error("read", folder))?.path();
        let name = format!(
            "{name}/{}",
            path.file_name().unwrap_or_default().to_string_lossy()
        );
        if path.is_dir() {
            remove_strangers(&path, &name)?;
        } else if !SOURCE.iter().any(|(known, _)| *known == name) {
            fs::remove_file(&path).map_err(cache_error("remove", &path))?;
        }
    }
    Ok(())
}

/// Copies beside the final place and renames: a driver that is there is whole.
fn put_in_place(built: &Path, driver: &Path) -> Result<(), Error> {
    let folder = driver.parent().unwrap_or(driver);
    home::make(folder)?;
    let partial = folder.join(format!("partial-{}", std::process::id()));
    fs::copy(built, &partial).map_err(cache_error("write", &partial))?;
    fs::rename(&partial, driver).map_err(cache_error("write", driver))
}
