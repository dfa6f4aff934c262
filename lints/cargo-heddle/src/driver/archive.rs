//! The archive that carries a driver to machines of the same kind, so that they need neither `rustc-dev` nor the
//! compile: a `.tar.gz` with the driver and its record, and beside it its checksum as `sha256sum` writes it.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use super::record::{self, Record, checksum};
use crate::Error;
use crate::home::cache_error;
use crate::whole::Whole;

/// The driver's name in the archive, on every system.
const DRIVER: &str = "heddle-driver";

/// No driver is near it; what claims more is none, and would fill the memory.
const MAX_BYTES: u64 = 1 << 30;

/// What an archive holds, found to be good as far as it can be checked without a toolchain.
pub(super) struct Archive {
    pub(super) path: PathBuf,
    pub(super) record: Record,
    pub(super) driver: Vec<u8>,
}

/// An archive that is to be written later: whether it can be is known before anything is built for it.
pub(super) struct Outgoing {
    path: PathBuf,
    archive: Whole,
    checksum: Whole,
}

impl Outgoing {
    /// Looks whether `path` and the checksum beside it can be written.
    pub(super) fn begin(path: &Path) -> Result<Self, Error> {
        let checksum = checksum_path(path);
        Ok(Self {
            path: path.to_owned(),
            archive: Whole::begin(path).map_err(not_written(path))?,
            checksum: Whole::begin(&checksum).map_err(not_written(&checksum))?,
        })
    }

    /// Writes both.
    pub(super) fn finish(self, driver: &Path) -> Result<(), Error> {
        let read = |path: &Path| fs::read(path).map_err(cache_error("read", path));
        let (json, driver) = (read(&record::path(driver))?, read(driver)?);
        let archive = bytes(&[(record::FILE, &json, 0o644), (DRIVER, &driver, 0o755)])
            .map_err(not_written(&self.path))?;
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let line = format!("{}  {name}\n", checksum(&archive));
        self.archive.finish(&archive).map_err(not_written(&self.path))?;
        self.checksum
            .finish(line.as_bytes())
            .map_err(not_written(&checksum_path(&self.path)))
    }
}

impl Archive {
    /// Reads the archive and checks all that can be checked without a toolchain.
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let refuse = |problem: String| Error::Archive {
            path: path.to_owned(),
            problem,
        };
        let bytes = fs::read(path).map_err(|error| refuse(format!("it cannot be read: {error}")))?;
        let listed = checksum_path(path);
        if let Ok(line) = fs::read_to_string(&listed)
            && line.split_whitespace().next() != Some(&checksum(&bytes))
        {
            return Err(refuse(format!(
                "it is damaged: its checksum is not the one in {}",
                listed.display()
            )));
        }
        // The library's own words tell of the format's inside, or show what stands there.
        let mut files = files(&bytes)
            .map_err(|_| refuse("it is damaged or no archive: copy it here again".to_owned()))?;
        let mut take = |name: &str| {
            let at = files.iter().position(|(found, _)| found == name);
            let at = at.ok_or_else(|| refuse(format!("there is no {name} in it")))?;
            Ok(files.swap_remove(at).1)
        };
        let record: Record = serde_json::from_slice(&take(record::FILE)?)
            .map_err(|error| refuse(format!("its {} cannot be read: {error}", record::FILE)))?;
        if let Some(problem) = record.is_for_another() {
            return Err(refuse(problem));
        }
        let driver = take(DRIVER)?;
        if !record.fits(&driver) {
            return Err(refuse(
                "it is damaged: the driver in it has another checksum".to_owned(),
            ));
        }
        Ok(Self {
            path: path.to_owned(),
            record,
            driver,
        })
    }

    /// Refuses the driver of another kind of machine.
    pub(super) fn check_target(&self, host: &str) -> Result<(), Error> {
        let target = self.record.target();
        if target == host {
            return Ok(());
        }
        Err(Error::Archive {
            path: self.path.clone(),
            problem: format!("it is for {target}, and this machine is {host}"),
        })
    }

    /// Says of a driver that does not run here where it comes from: an older system's libraries are the usual cause.
    /// Says of a cache that cannot be written what it is for.
    pub(super) fn explain(&self, error: Error) -> Error {
        match error {
            Error::DriverDoesNotRun { said, .. } => Error::Archive {
                path: self.path.clone(),
                problem: format!("its driver does not run here: {said}"),
            },
            other => other.needing((self.driver.len() as u64).div_ceil(1_000_000)),
        }
    }
}

/// Where the checksum of an archive stands.
fn checksum_path(file: &Path) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(".sha256");
    PathBuf::from(name)
}

/// The archive of these files: name, contents, rights. Nothing of the machine or the hour is in it.
fn bytes(files: &[(&str, &[u8], u32)]) -> io::Result<Vec<u8>> {
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::best()));
    for (name, contents, mode) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(contents.len() as u64);
        header.set_mode(*mode);
        header.set_cksum();
        archive.append_data(&mut header, name, *contents)?;
    }
    archive.into_inner()?.finish()
}

/// The files of an archive.
fn files(bytes: &[u8]) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut archive = tar::Archive::new(GzDecoder::new(bytes).take(MAX_BYTES));
    let mut files = Vec::new();
    for entry in archive.entries()? {
        let mut entry = entry?;
        // Only compared: nothing is ever written where an archive says.
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let mut contents = Vec::new();
        entry.read_to_end(&mut contents)?;
        files.push((name, contents));
    }
    Ok(files)
}

fn not_written(path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Pack { path, source }
}
