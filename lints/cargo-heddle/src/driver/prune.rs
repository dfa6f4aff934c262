//! Removes what this version does not need: the drivers of others and what builds have left.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::{LOCK, compile, drivers, file_name, place, record, version};
use crate::Error;
use crate::home::{self, cache_error};

/// What was done with a folder of the cache.
pub(crate) enum Pruned {
    /// Removed, with so many bytes in it.
    Removed(PathBuf, u64),
    /// Left, as a check is using the driver in it.
    InUse(PathBuf),
}

/// Removes the drivers of other versions, and the build's folder.
pub(crate) fn prune() -> Result<Vec<Pruned>, Error> {
    // Nothing is being built or put in place meanwhile.
    let _alone = home::lock(LOCK)?;
    let mut pruned = Vec::new();
    for folder in entries(&drivers()?)? {
        if folder.file_name().is_some_and(|name| *name == *version()) {
            remove_partial(&folder)?;
            continue;
        }
        let Some(_unused) = claim(&folder) else {
            pruned.push(Pruned::InUse(folder));
            continue;
        };
        pruned.push(remove(folder)?);
    }
    let build = compile::folder()?;
    if build.exists() {
        pruned.push(remove(build)?);
    }
    Ok(pruned)
}

/// Makes sure that no check uses the driver in the folder: it holds the record as long as it runs.
fn claim(folder: &Path) -> Option<Option<File>> {
    match File::open(record::path(&folder.join(file_name()))) {
        Ok(file) => file.try_lock().is_ok().then_some(Some(file)),
        // Without its record a driver does not count.
        Err(_) => Some(None),
    }
}

/// What an interrupted run has left of this version.
fn remove_partial(folder: &Path) -> Result<(), Error> {
    for path in entries(folder)? {
        if path.extension().is_some_and(|found| found == place::PARTIAL) {
            fs::remove_file(&path).map_err(cache_error("remove", &path))?;
        }
    }
    Ok(())
}

fn remove(folder: PathBuf) -> Result<Pruned, Error> {
    let bytes = size(&folder);
    fs::remove_dir_all(&folder).map_err(cache_error("remove", &folder))?;
    Ok(Pruned::Removed(folder, bytes))
}

/// What lies in the folder, in the order of the names; nothing, where there is none.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let listed = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        listed => listed.and_then(|entries| entries.map(|it| it.map(|it| it.path())).collect()),
    };
    let mut paths: Vec<_> = listed.map_err(cache_error("read", folder))?;
    paths.sort();
    Ok(paths)
}

/// The bytes in the folder; what cannot be read does not count.
fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.map(|entry| match entry.metadata() {
        Ok(found) if found.is_dir() => size(&entry.path()),
        Ok(found) => found.len(),
        Err(_) => 0,
    });
    sizes.sum()
}
