//! The driver's name in the target folder, one for each key, by which cargo calls it in rustc's place.
//!
//! Cargo asks a compiler for its version (`-vV`) once and keeps the answer by the wrapper's path. The driver
//! adds the key to that answer, so that another key must come with another path.

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::Error;
use crate::error::target_error;

/// What the names begin with.
const NAME: &str = "driver-";

/// The path in `folder` under which `driver` is called with `key`; made now if it is not there.
///
/// Runs at the same time may do the same: each makes its own and renames it, and whichever comes last leaves
/// what the others would have left.
pub(crate) fn make(driver: &Path, folder: &Path, key: &str) -> Result<PathBuf, Error> {
    let wrapper = folder.join(format!("{NAME}{key}{EXE_SUFFIX}"));
    if !leads_to(&wrapper, driver) {
        remove_dead(folder);
        link(driver, &wrapper)?;
    }
    Ok(wrapper)
}

/// Makes `path` another name of `program`, unless it is that already.
pub(crate) fn link(program: &Path, path: &Path) -> Result<(), Error> {
    if leads_to(path, program) {
        return Ok(());
    }
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let partial = path.with_file_name(format!("{name}-{}{EXE_SUFFIX}", std::process::id()));
    // One of an interrupted run that had the same number.
    let _ = fs::remove_file(&partial);
    symlink(program, &partial)
        .or_else(|_| fs::hard_link(program, &partial))
        .or_else(|_| fs::copy(program, &partial).map(drop))
        .map_err(target_error("make", &partial))?;
    match fs::rename(&partial, path) {
        // Windows does not replace a program that runs: a run at the same time was first.
        Err(_) if leads_to(path, program) => {
            let _ = fs::remove_file(&partial);
            Ok(())
        }
        renamed => renamed.map_err(target_error("make", path)),
    }
}

/// Whether `wrapper` is `driver`: a link to it or, where links cannot be made, a copy, which the key keeps apart
/// from other drivers.
fn leads_to(wrapper: &Path, driver: &Path) -> bool {
    match fs::read_link(wrapper) {
        Ok(target) => target == driver,
        Err(_) => wrapper.is_file(),
    }
}

/// Removes links to drivers that are no more. What stays is small, so that failing is no reason to stop.
fn remove_dead(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(NAME)) {
        let path = entry.path();
        let target_is_gone = fs::metadata(&path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
        if path.is_symlink() && target_is_gone {
            let _ = fs::remove_file(path);
        }
    }
}

#[cfg(unix)]
fn symlink(driver: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(driver, link)
}

#[cfg(windows)]
fn symlink(driver: &Path, link: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_file(driver, link)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with a driver, its path, and a folder for wrappers.
    fn folders() -> (tempfile::TempDir, PathBuf, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let (driver, wrappers) = (folder.path().join("real"), folder.path().join("target"));
        fs::write(&driver, "the driver").unwrap();
        fs::create_dir(&wrappers).unwrap();
        (folder, driver, wrappers)
    }

    #[test]
    fn each_key_has_its_name_and_nothing_else_is_left() {
        let (_folder, driver, wrappers) = folders();
        let first = make(&driver, &wrappers, "1").unwrap();
        assert_eq!(make(&driver, &wrappers, "1").unwrap(), first);
        let second = make(&driver, &wrappers, "2").unwrap();
        assert_ne!(first, second);
        for wrapper in [first, second] {
            assert_eq!(fs::read(wrapper).unwrap(), b"the driver");
        }
        assert_eq!(fs::read_dir(&wrappers).unwrap().count(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn what_leads_nowhere_or_elsewhere_is_replaced_and_dead_names_go() {
        let (folder, driver, wrappers) = folders();
        let name = |key: &str| wrappers.join(format!("{NAME}{key}"));
        let other = folder.path().join("other");
        fs::write(&other, "another driver").unwrap();
        symlink(&other, &name("1")).unwrap();
        symlink(&folder.path().join("gone"), &name("2")).unwrap();
        symlink(&folder.path().join("gone"), &name("3")).unwrap();
        symlink(&other, &name("4")).unwrap();

        for key in ["1", "2"] {
            assert_eq!(
                fs::read(make(&driver, &wrappers, key).unwrap()).unwrap(),
                b"the driver"
            );
        }
        assert!(!name("3").is_symlink());
        assert!(name("4").is_file(), "its driver is there, and may be in use");
    }

    #[test]
    fn a_copy_counts_where_links_cannot_be_made() {
        let (_folder, driver, wrappers) = folders();
        let copy = wrappers.join(format!("{NAME}1{EXE_SUFFIX}"));
        fs::write(&copy, "the driver").unwrap();
        assert_eq!(make(&driver, &wrappers, "1").unwrap(), copy);
        assert!(!copy.is_symlink());
    }
}
