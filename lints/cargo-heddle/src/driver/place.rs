//! Puts a driver where checks find it: whole, tried out, and never half.

use std::fs::{self, File, Metadata};
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::Stdio;

use super::record::{self, Record};
use crate::Error;
use crate::home::{self, cache_error};
use crate::toolchain::{Toolchain, last_words};

/// What a file is called until it is whole. The lock is held, so that what an interrupted run left under this name
/// is nobody's.
pub(super) const PARTIAL: &str = "partial";

/// Writes the driver beside its final place, tries it and renames it: a driver that is there works.
pub(super) fn put(
    contents: &[u8],
    record: &Record,
    driver: &Path,
    toolchain: &Toolchain,
) -> Result<(), Error> {
    let folder = driver.parent().unwrap_or(driver);
    home::make(folder)?;
    let partial = driver.with_extension(PARTIAL);
    let done = write(&partial, contents)
        .and_then(|()| make_executable(&partial).map_err(cache_error("write", &partial)))
        .and_then(|()| try_out(&partial, toolchain))
        .and_then(|()| fs::rename(&partial, driver).map_err(cache_error("write", driver)));
    if done.is_err() {
        // On a full disk it would keep the next try from its place.
        let _ = fs::remove_file(&partial);
        // Unless there is a driver in it.
        let _ = fs::remove_dir(folder);
        return done;
    }
    // Last: without it the driver does not count.
    let (path, partial) = (record::path(driver), record::path(driver).with_extension(PARTIAL));
    write(&partial, &record.json())?;
    fs::rename(&partial, &path).map_err(cache_error("write", &path))
}

/// Gives a driver that is there the right to be run, if it has lost that.
pub(super) fn allow(driver: &Path) {
    if fs::metadata(driver).is_ok_and(|found| !is_executable(&found)) {
        // Where this fails, the driver counts as damaged and is replaced.
        let _ = make_executable(driver);
    }
}

/// Runs the driver as cargo does at first: for its version.
pub(super) fn try_out(driver: &Path, toolchain: &Toolchain) -> Result<(), Error> {
    let mut asked = toolchain.command(driver);
    asked
        .arg(toolchain.program("rustc"))
        .arg("-vV")
        .stdin(Stdio::null());
    let said = match asked.output() {
        Ok(output) if output.status.success() => {
            let answer = String::from_utf8_lossy(&output.stdout);
            if answer.lines().any(|line| line.starts_with("heddle: ")) {
                return Ok(());
            }
            "it answers as something else".to_owned()
        }
        Ok(output) => last_words(&output),
        Err(source) if source.kind() == ErrorKind::PermissionDenied => {
            return Err(Error::NoPrograms {
                folder: driver.parent().unwrap_or(driver).to_owned(),
                source,
            });
        }
        Err(error) => error.to_string(),
    };
    Err(Error::DriverDoesNotRun {
        path: driver.to_owned(),
        said,
    })
}

/// Writes a file, on the disk before anything else is done with it: a machine that goes down leaves no empty one.
fn write(path: &Path, contents: &[u8]) -> Result<(), Error> {
    let written = File::create(path).and_then(|mut file| {
        file.write_all(contents)?;
        file.sync_all()
    });
    written.map_err(cache_error("write", path))
}

#[cfg(unix)]
fn make_executable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Whether the file's owner may run it.
#[cfg(unix)]
pub(super) fn is_executable(file: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.permissions().mode() & 0o100 != 0
}

#[cfg(not(unix))]
pub(super) fn is_executable(_: &Metadata) -> bool {
    true
}

#[cfg(all(test, unix))]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::driver::record::{Look, State, state};

    /// A folder for the driver, and a toolchain that is never asked: what stands in for the driver is a script.
    fn folders() -> (tempfile::TempDir, PathBuf, Toolchain) {
        let folder = tempfile::tempdir().unwrap();
        let driver = folder.path().join("drivers/1/heddle-driver");
        fs::create_dir_all(driver.parent().unwrap()).unwrap();
        let toolchain = Toolchain {
            sysroot: folder.path().join("toolchain"),
            host: "here".to_owned(),
        };
        (folder, driver, toolchain)
    }

    fn put_script(script: &str, driver: &Path, toolchain: &Toolchain) -> Result<(), Error> {
        let record = Record::of(script.as_bytes(), &toolchain.host);
        put(script.as_bytes(), &record, driver, toolchain)
    }

    #[test]
    fn a_driver_is_put_in_place_over_what_an_interrupted_run_left() {
        let (_folder, driver, toolchain) = folders();
        fs::write(driver.with_extension(PARTIAL), "a longer half of it".repeat(10)).unwrap();
        put_script("#!/bin/sh\necho heddle: 1\n", &driver, &toolchain).unwrap();
        assert_eq!(state(&driver, Look::Thorough), State::Whole);
        assert_eq!(fs::read_dir(driver.parent().unwrap()).unwrap().count(), 2);
    }

    #[test]
    fn a_driver_that_does_not_run_leaves_the_one_that_is_there() {
        let (_folder, driver, toolchain) = folders();
        put_script("#!/bin/sh\necho heddle: 1\n", &driver, &toolchain).unwrap();
        for (script, said) in [
            (
                "#!/bin/sh\necho no such library >&2\nexit 127\n",
                "no such library",
            ),
            ("#!/bin/sh\necho rustc\n", "something else"),
            ("no program", "format error"),
        ] {
            let error = put_script(script, &driver, &toolchain).unwrap_err();
            assert!(error.to_string().contains(said), "{error}");
            assert_eq!(state(&driver, Look::Thorough), State::Whole);
            assert_eq!(fs::read_dir(driver.parent().unwrap()).unwrap().count(), 2);
        }
    }
}
