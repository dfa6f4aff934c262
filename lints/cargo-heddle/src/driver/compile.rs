//! Builds the driver from the source that the command carries.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::home::{self, cache_error, home};
use crate::pin::SOURCE;
use crate::toolchain::{Fetch, Toolchain};
use crate::{Error, report};

/// How many of cargo's last lines an error shows.
const SHOWN_LINES: usize = 25;

/// The user's own flags and folders are for the user's code; the driver's build is the same everywhere.
const NOT_FOR_THIS_BUILD: [&str; 6] = [
    "CARGO_BUILD_RUSTFLAGS",
    "CARGO_BUILD_TARGET",
    "CARGO_BUILD_TARGET_DIR",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_TARGET_DIR",
    "RUSTFLAGS",
];

/// Unpacks the source and builds it; gives the program's path in cargo's target folder.
pub(super) fn compile(toolchain: &Toolchain, fetch: Fetch) -> Result<PathBuf, Error> {
    let folder = folder()?;
    let (source, target) = (folder.join("source"), folder.join("target"));
    unpack(&source)?;

    let mut cargo = toolchain.cargo();
    cargo
        .current_dir(&source)
        .args(["build", "--release", "--locked"]);
    // Named, so that a target in the user's configuration of cargo does not count.
    cargo.arg("--target").arg(&toolchain.host);
    cargo
        .arg("--manifest-path")
        .arg(source.join("driver").join("Cargo.toml"));
    cargo.arg("--target-dir").arg(&target);
    if cfg!(target_os = "linux") && has_make() {
        cargo.args(["--features", "jemalloc"]);
    }
    if fetch == Fetch::Never {
        cargo.arg("--offline");
    }
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if NOT_FOR_THIS_BUILD.contains(&&*text) || text.starts_with("CARGO_PROFILE_") {
            cargo.env_remove(name);
        }
    }
    let mut child = cargo
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(toolchain.start_error())?;

    let mut lines = Vec::new();
    let progress = report::Progress::start();
    if let Some(stderr) = child.stderr.take() {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            progress.line(&line);
            lines.push(line);
        }
    }
    let shown = progress.end();
    let status = child.wait().map_err(toolchain.start_error())?;
    if !status.success() {
        let from = if shown {
            lines.len()
        } else {
            lines.len().saturating_sub(SHOWN_LINES)
        };
        let output = lines[from..].iter().map(|line| format!("{line}\n")).collect();
        return Err(Error::Build {
            status,
            source_folder: source,
            output,
        });
    }
    Ok(target
        .join(&toolchain.host)
        .join("release")
        .join(super::file_name()))
}

/// Where drivers are built; kept, so that the next version finds its dependencies compiled.
pub(super) fn folder() -> Result<PathBuf, Error> {
    Ok(home()?.join("build"))
}

/// Whether the allocator that makes checks faster can be built here.
fn has_make() -> bool {
    let asked = Command::new("make")
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    asked.is_ok_and(|status| status.success())
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
    for folder in ["driver/src", "protocol/src", "catalogue"] {
        remove_strangers(&source.join(folder), folder)?;
    }
    Ok(())
}

fn remove_strangers(folder: &Path, name: &str) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(cache_error("read", folder))? {
        let entry = entry.map_err(cache_error("read", folder))?;
        let path = entry.path();
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if path.is_dir() {
            remove_strangers(&path, &name)?;
        } else if !SOURCE.iter().any(|(known, _)| *known == name) {
            fs::remove_file(&path).map_err(cache_error("remove", &path))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unpacked_source_is_the_carried_one_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let strangers =
            ["driver/src/lints/gone.rs", "protocol/src/gone.rs"].map(|name| folder.path().join(name));
        let damaged = folder.path().join("driver/Cargo.toml");
        for stranger in &strangers {
            fs::create_dir_all(stranger.parent().unwrap()).unwrap();
            fs::write(stranger, "").unwrap();
        }
        fs::write(&damaged, "half").unwrap();

        unpack(folder.path()).unwrap();

        for stranger in &strangers {
            assert!(!stranger.exists(), "{}", stranger.display());
        }
        for (name, contents) in SOURCE {
            assert_eq!(fs::read(folder.path().join(name)).unwrap(), *contents, "{name}");
        }
    }
}
