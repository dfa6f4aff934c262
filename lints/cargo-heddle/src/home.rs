//! The kit's cache: the built drivers, the build's own folder and the tools of the kit's tests.
//!
//! `drivers/<version>-<pin>-<hash>/heddle-driver`  finished, put there whole by one rename
//! `build/`                                        the unpacked source and cargo's target folder, reused
//! `locks/`                                        one file a task, so that two runs do not race
//! `tools/`                                        programs that the tests need

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use crate::{Error, report};

/// The cache's folder: `HEDDLE_HOME`, else `heddle` in the platform's cache folder. It is not created.
pub fn home() -> Result<PathBuf, Error> {
    choose(
        std::env::var_os("HEDDLE_HOME").map(PathBuf::from),
        dirs::cache_dir(),
    )
}

fn choose(wanted: Option<PathBuf>, platform: Option<PathBuf>) -> Result<PathBuf, Error> {
    match wanted.filter(|wanted| !wanted.as_os_str().is_empty()) {
        Some(wanted) => std::path::absolute(&wanted).map_err(|source| Error::Cache {
            doing: "use",
            path: wanted,
            source,
            megabytes: None,
        }),
        None => platform.map(|cache| cache.join("heddle")).ok_or(Error::NoHome),
    }
}

/// Makes a folder of the cache, with those above it.
pub fn make(folder: &Path) -> Result<(), Error> {
    fs::create_dir_all(folder).map_err(cache_error("make", folder))
}

/// Keeps other runs out of `task` until the returned file is dropped.
pub fn lock(task: &str) -> Result<File, Error> {
    let folder = home()?.join("locks");
    make(&folder)?;
    let path = folder.join(task);
    let file = File::create(&path).map_err(cache_error("make", &path))?;
    match file.try_lock() {
        Ok(()) => return Ok(file),
        Err(TryLockError::WouldBlock) => report::status("Waiting", "for another run to finish the same work"),
        Err(TryLockError::Error(source)) => return Err(cache_error("lock", &path)(source)),
    }
    file.lock().map_err(cache_error("lock", &path))?;
    Ok(file)
}

/// Turns what the system said into an [`Error::Cache`].
pub(crate) fn cache_error(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Cache {
        doing,
        path,
        source,
        megabytes: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_wins_and_an_empty_one_does_not_count() {
        let platform = || Some(PathBuf::from("/cache"));
        assert_eq!(
            choose(Some("/mine".into()), platform()).unwrap(),
            Path::new("/mine")
        );
        assert_eq!(
            choose(Some("".into()), platform()).unwrap(),
            Path::new("/cache/heddle")
        );
        assert!(choose(Some("relative".into()), None).unwrap().is_absolute());
    }

    #[test]
    fn without_any_folder_the_error_names_the_variable() {
        assert!(
            choose(None, None)
                .unwrap_err()
                .to_string()
                .contains("HEDDLE_HOME")
        );
    }
}
