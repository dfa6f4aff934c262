//! The files that the command reads and writes. They stand here once: the help and the man page show this table.

use crate::{baseline, config};

/// A file or a folder and what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name, from the folder that the meaning tells.
    pub name: &'static str,
    /// What it is for, as Markdown of one line without a full stop.
    pub meaning: &'static str,
}

/// Those that a user meets, sorted by name.
pub const FILES: [File; 4] = [
    File {
        name: "HEDDLE_HOME",
        meaning: "the built drivers, in the platform's cache folder unless the variable names another one",
    },
    File {
        name: baseline::FILE,
        meaning: "the baseline, beside the workspace's manifest; `cargo heddle baseline` writes it",
    },
    File {
        name: config::FILE,
        meaning: "the configuration, beside the workspace's manifest, or [workspace.metadata.heddle] in that",
    },
    File {
        name: "target/heddle/",
        meaning: "what checks leave, in the project's target folder",
    },
];
