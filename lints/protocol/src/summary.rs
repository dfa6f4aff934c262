//! The summary of a crate: which of its functions have effects, each with the next step on the way to the cause.
//!
//! The file lies beside the crate's metadata under the same name with another extension, so that whatever
//! keeps two builds of a crate apart keeps their summaries apart too. It is written before the metadata that
//! cargo waits for, under another name first: a summary that is there is whole, and its checksum tells damage.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crc::{CRC_32_ISO_HDLC, Crc};
use serde::{Deserialize, Serialize};

use crate::locks::{Locking, Order};
use crate::{Kind, Tier};

/// The extension of summary files, in place of the metadata's.
pub const EXTENSION: &str = "heddle";

/// What the checksum is made with.
const CRC: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// A crate's summary.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
pub struct Summary {
    /// What it was made with; summaries of another key are worthless.
    pub key: String,
    /// The package's name, for messages.
    pub package: String,
    /// The package's version, for messages.
    pub version: String,
    /// The compiler's `StableCrateId`, which differs between versions, features and duplicates of a crate.
    pub crate_id: u64,
    /// Whether the crate is a member of the workspace, so that its futures are checked there.
    pub member: bool,
    /// The causes that effects name by their position.
    pub causes: Vec<Cause>,
    /// The files that places name by their position, relative to the package's folder.
    pub files: Vec<String>,
    /// The functions that have effects, sorted by hash.
    pub functions: Vec<Function>,
    /// The functions that take locks, sorted by hash.
    pub locking: Vec<Locking>,
    /// The orders in which it takes locks that are surely of one instance.
    pub orders: Vec<Order>,
}

/// A function of the catalogue, or of the user's configuration.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, Hash)]
pub struct Cause {
    /// The call as a message says it, with its quotes: "`std::fs::read`" or "`read` on `std::fs::File`".
    pub what: String,
    /// Completes "it …".
    pub why: String,
    /// The executor on whose thread it panics, even where nothing else runs there.
    pub panics_inside: Option<String>,
}

/// A function or the body of a future.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub struct Function {
    /// The part of its `DefPathHash` below the crate's own.
    pub hash: u64,
    /// Its path, for messages.
    pub name: String,
    /// One a kind, worst first.
    pub effects: Vec<Effect>,
    /// The calls that depend on its type parameters.
    pub open: Vec<Open>,
}

/// A call in a generic function, or further down, that depends on what a type parameter stands for.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub struct Open {
    /// The trait's method or other function that is called, as the two halves of its `DefPathHash`.
    pub called: (u64, u64),
    /// The position of the type parameter among the function's generic parameters, the lifetimes included.
    pub parameter: u32,
    /// How many calls away that is; 1 for a call in the function itself.
    pub depth: u32,
    /// The function that is called next, as the two halves of its `DefPathHash`; none where that is `called`.
    pub next: Option<(u64, u64)>,
    /// The position of the file of that call in the summary's `files`.
    pub file: u32,
    /// The line of that call, from 1.
    pub line: u32,
}

/// One effect of a function and the first step of the shortest way to it.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub struct Effect {
    /// What it does.
    pub kind: Kind,
    /// How sure that is.
    pub tier: Tier,
    /// How many calls away the cause is; 1 for a call straight to it.
    pub depth: u32,
    /// The cause's position in the summary's `causes`.
    pub cause: u32,
    /// The function that is called next, as the two halves of its `DefPathHash`; none where that is the cause.
    pub next: Option<(u64, u64)>,
    /// Whether that call is the await of a future.
    pub awaited: bool,
    /// The position of the file of that call in the summary's `files`.
    pub file: u32,
    /// The line of that call, from 1.
    pub line: u32,
}

impl Summary {
    /// The summary's place beside the metadata file `metadata`.
    pub fn path(metadata: &Path) -> PathBuf {
        metadata.with_extension(EXTENSION)
    }

    /// Reads a summary; an error of kind `InvalidData` if it is damaged.
    pub fn read(path: &Path) -> io::Result<Self> {
        let bytes = fs::read(path)?;
        postcard::from_bytes_crc32(&bytes, CRC.digest())
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    /// Writes it whole or not at all.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let bytes = postcard::to_stdvec_crc32(self, CRC.digest()).map_err(io::Error::other)?;
        let partial = path.with_extension(format!("{EXTENSION}-{}", std::process::id()));
        let written = fs::write(&partial, bytes).and_then(|()| fs::rename(&partial, path));
        if written.is_err() {
            // Best effort: what remains would only take up space.
            let _ = fs::remove_file(&partial);
        }
        written
    }

    /// The function whose `DefPathHash` ends in `hash`.
    pub fn function(&self, hash: u64) -> Option<&Function> {
        let at = self
            .functions
            .binary_search_by_key(&hash, |function| function.hash)
            .ok()?;
        Some(&self.functions[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary() -> Summary {
        let effect = Effect {
            kind: Kind::named("file"),
            tier: Tier::Likely,
            depth: 1,
            cause: 0,
            next: None,
            awaited: false,
            file: 0,
            line: 7,
        };
        let open = Open {
            called: (1, 2),
            parameter: 1,
            depth: 1,
            next: Some((3, 4)),
            file: 0,
            line: 8,
        };
        let function = |hash: u64| Function {
            hash,
            name: format!("f{hash}"),
            effects: vec![effect.clone()],
            open: vec![open.clone()],
        };
        Summary {
            key: "k".to_owned(),
            causes: vec![Cause {
                what: "`std::fs::read`".to_owned(),
                why: "waits for the disk".to_owned(),
                panics_inside: None,
            }],
            files: vec!["src/lib.rs".to_owned()],
            functions: vec![function(3), function(9)],
            ..Summary::default()
        }
    }

    #[test]
    fn what_is_written_is_read_and_nothing_else_is_left() {
        let folder = std::env::temp_dir().join(format!("heddle-summary-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = Summary::path(&folder.join("liba.rmeta"));
        summary().write(&path).unwrap();
        let read = Summary::read(&path).unwrap();
        assert_eq!(read, summary());
        assert_eq!(read.function(9).unwrap().name, "f9");
        assert_eq!(read.function(4), None);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);

        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x40;
            fs::write(&path, &damaged).unwrap();
            assert!(Summary::read(&path).is_err(), "a change of byte {at} went unseen");
            fs::write(&path, &whole[..at]).unwrap();
            assert!(
                Summary::read(&path).is_err(),
                "the loss of all from byte {at} went unseen"
            );
        }
        fs::remove_dir_all(&folder).unwrap();
    }
}
