//! The versions of what the command writes for programs. Each grows when a key goes or means something else; a new key
//! is no such change. `tests/contract/` holds what each version has.

/// Something that is written for programs, and where it says its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The name, in the files of `tests/contract/` too.
    pub name: &'static str,
    /// What it is, as Markdown.
    pub what: &'static str,
    /// Where its version stands, as Markdown.
    pub place: &'static str,
    /// The version.
    pub version: u32,
}

/// What `--format json` adds to cargo's messages, and what it promises about them.
pub(crate) const JSON: u32 = 1;

/// What a finding is known by in SARIF.
pub(crate) const FINGERPRINT: u32 = 1;

/// The record of findings: the version that is written, and the newest that is read.
pub(crate) const BASELINE: u32 = 1;

/// The answer to `cargo heddle choose --json`.
pub(crate) const CHOICE: u32 = 1;

/// What a driver is, beside it and in an archive.
pub(crate) const DRIVER: u32 = 1;

/// All of them.
pub const SHAPES: [Shape; 5] = [
    Shape {
        name: "json",
        what: "the lines of `--format json`",
        place: "`version` of the last line, whose `reason` is `heddle-finished`",
        version: JSON,
    },
    Shape {
        name: "sarif",
        what: "the results of `--format sarif`, in SARIF 2.1.0",
        place: "the name of the partial fingerprint, `heddleFinding/v` and the version",
        version: FINGERPRINT,
    },
    Shape {
        name: "baseline",
        what: "`heddle-baseline.jsonl`",
        place: "`heddle-baseline` of the first line",
        version: BASELINE,
    },
    Shape {
        name: "choice",
        what: "`cargo heddle choose --json`",
        place: "`version`",
        version: CHOICE,
    },
    Shape {
        name: "driver",
        what: "`driver.json`, beside a driver and in an archive of `setup --pack`",
        place: "`heddle-driver`",
        version: DRIVER,
    },
];
