//! Files that are written whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A file that is to be written later: whether it can be is known now.
#[derive(Debug)]
pub(crate) struct Whole {
    path: PathBuf,
    /// It is a device or a pipe, which nothing else can take the place of.
    is_special: bool,
}

impl Whole {
    /// Looks whether `path` can be written, and leaves nothing there: an interrupted run would not clean up.
    pub(crate) fn begin(path: &Path) -> io::Result<Self> {
        // What a link leads to is replaced, not the link.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let is_special = match fs::metadata(&path) {
            Ok(found) if found.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(found) => !found.is_file(),
            Err(_) => false,
        };
        let whole = Self { path, is_special };
        if !is_special {
            whole.partial()?;
        }
        Ok(whole)
    }

    /// Writes it beside its place and puts it there.
    pub(crate) fn finish(self, contents: &[u8]) -> io::Result<()> {
        if self.is_special {
            let mut device = fs::OpenOptions::new().write(true).open(&self.path)?;
            return device.write_all(contents);
        }
        let mut partial = self.partial()?;
        partial.write_all(contents)?;
        partial.persist(&self.path)?;
        Ok(())
    }

    fn partial(&self) -> io::Result<NamedTempFile> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut builder = tempfile::Builder::new();
        builder.prefix(".heddle-");
        readable_by_all(&mut builder);
        let partial = builder.tempfile_in(folder.unwrap_or(Path::new(".")));
        partial.map_err(without_path)
    }
}

/// What the system said; tempfile adds the name of a file that nobody knows, and gives what was said only as text.
fn without_path(error: io::Error) -> io::Error {
    match error.to_string().split_once(" at path ") {
        Some((said, _)) => io::Error::new(error.kind(), said),
        None => error,
    }
}

/// As any other file, within what the user's mask allows.
#[cfg(unix)]
fn readable_by_all(builder: &mut tempfile::Builder<'_, '_>) {
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
}

#[cfg(not(unix))]
fn readable_by_all(_: &mut tempfile::Builder<'_, '_>) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_there_whole_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        Whole::begin(&path).unwrap().finish(b"first").unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        Whole::begin(&path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
        Whole::begin(&path).unwrap().finish(b"second").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "second");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_cannot_be_written_is_known_at_the_start() {
        let folder = tempfile::tempdir().unwrap();
        let error = Whole::begin(&folder.path().join("none/out")).unwrap_err();
        assert!(!error.to_string().contains(".heddle-"), "{error}");
        assert!(Whole::begin(folder.path()).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_and_devices_stay_what_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, "").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        Whole::begin(&link).unwrap().finish(b"text").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "text");
        Whole::begin(Path::new("/dev/null"))
            .unwrap()
            .finish(b"text")
            .unwrap();
        assert!(!Path::new("/dev/null").is_file());
    }
}
