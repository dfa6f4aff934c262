//! What a driver is, as a file beside it says: for whom it was made, and by which checksum it is known.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::place;
use crate::contract::DRIVER;
use crate::pin::{PIN, SOURCE_HASH, VERSION};

/// The file's name, beside the driver and in an archive.
pub(super) const FILE: &str = "driver.json";

/// What stands in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    #[serde(rename = "heddle-driver")]
    format: u32,
    /// The version of the kit.
    version: String,
    /// The hash of the source.
    source: String,
    /// The nightly that it was built with and runs with.
    toolchain: String,
    /// The machine that it was built for.
    target: String,
    size: u64,
    sha256: String,
}

/// Where the record of `driver` lies.
pub(super) fn path(driver: &Path) -> PathBuf {
    driver.with_file_name(FILE)
}

/// How closely a driver is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Its size: enough for what an interrupted write or a full disk leaves, and every check has time for it.
    Quick,
    /// Its checksum and its right to be run too. Without that right a check would build it anew, which takes
    /// minutes, where set-up only has to give it back.
    Thorough,
}

/// How a driver was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Not at all, or without its record: it was never put there to the end.
    Missing,
    /// Not as it was put there.
    Damaged,
    /// As it was put there.
    Whole,
}

impl State {
    /// The state after "the driver is".
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Missing => "not there",
            Self::Damaged => "damaged",
            Self::Whole => "whole",
        }
    }
}

/// Looks at the driver.
pub(super) fn state(driver: &Path, look: Look) -> State {
    let (Ok(found), Ok(text)) = (fs::metadata(driver), fs::read(path(driver))) else {
        return State::Missing;
    };
    let Ok(record) = serde_json::from_slice::<Record>(&text) else {
        return State::Damaged;
    };
    let is_whole = match look {
        Look::Quick => found.len() == record.size,
        Look::Thorough => {
            place::is_executable(&found) && fs::read(driver).is_ok_and(|contents| record.fits(&contents))
        }
    };
    if is_whole { State::Whole } else { State::Damaged }
}

impl Record {
    /// The record of a driver of this version.
    pub(super) fn of(contents: &[u8], target: &str) -> Self {
        Self {
            format: DRIVER,
            version: VERSION.to_owned(),
            source: SOURCE_HASH.to_owned(),
            toolchain: PIN.to_owned(),
            target: target.to_owned(),
            size: contents.len() as u64,
            sha256: checksum(contents),
        }
    }

    /// Whether this is the driver that was recorded.
    pub(super) fn fits(&self, contents: &[u8]) -> bool {
        self.size == contents.len() as u64 && self.sha256 == checksum(contents)
    }

    /// Why the driver is none for this command, if so.
    pub(super) fn is_for_another(&self) -> Option<String> {
        let differs = |what: &str, theirs: &str, ours: &str| {
            (theirs != ours).then(|| format!("it is for {what} {theirs}, and this is {ours}"))
        };
        if self.format != DRIVER {
            return Some(format!(
                "its form has version {}, and this command knows {DRIVER}",
                self.format
            ));
        }
        differs("heddle", &self.version, VERSION)
            .or_else(|| differs("the toolchain", &self.toolchain, PIN))
            .or_else(|| differs("sources with the hash", &self.source, SOURCE_HASH))
    }

    /// The machine that the driver runs on.
    pub(super) fn target(&self) -> &str {
        &self.target
    }

    /// The file's contents.
    pub(super) fn json(&self) -> Vec<u8> {
        let mut text = serde_json::to_vec_pretty(self).expect("plain data becomes JSON");
        text.push(b'\n');
        text
    }
}

/// SHA-256, in the digits that `sha256sum` writes.
pub(crate) fn checksum(contents: &[u8]) -> String {
    Sha256::digest(contents)
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}"); // a string takes all
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checksum_is_the_one_that_sha256sum_writes() {
        assert_eq!(
            checksum(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn a_driver_counts_with_its_record_and_as_long_as_it_fits_it() {
        let folder = tempfile::tempdir().unwrap();
        let driver = folder.path().join("heddle-driver");
        let states = || [Look::Quick, Look::Thorough].map(|look| state(&driver, look));
        assert_eq!(states(), [State::Missing; 2]);
        fs::write(&driver, "the driver").unwrap();
        assert_eq!(states(), [State::Missing; 2], "its record is not there yet");
        fs::write(path(&driver), Record::of(b"the driver", "here").json()).unwrap();
        place::allow(&driver);
        assert_eq!(states(), [State::Whole; 2]);
        fs::write(&driver, "the drivel").unwrap();
        assert_eq!(states(), [State::Whole, State::Damaged]);
        fs::write(&driver, "the dri").unwrap();
        assert_eq!(states(), [State::Damaged; 2]);
        fs::write(path(&driver), "{").unwrap();
        assert_eq!(states(), [State::Damaged; 2]);
    }
}
