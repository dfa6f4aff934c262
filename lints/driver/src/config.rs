//! What `cargo heddle` tells the driver: lint flags in `HEDDLE_ARGS`, the configuration in `HEDDLE_CONFIG`.
//!
//! Both are JSON, checked by `cargo heddle` before the build starts; a driver that is called without them
//! (by trybuild, by hand) uses the defaults.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::catalogue::{Kind, Tier};

/// The variables whose change makes cargo run the driver again.
pub const WATCHED_VARIABLES: [&str; 2] = [ARGUMENTS, CONFIGURATION];

const ARGUMENTS: &str = "HEDDLE_ARGS";
const CONFIGURATION: &str = "HEDDLE_CONFIG";

/// How the lints judge, as `heddle.toml` says it; the reference is in the book.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Config {
    /// Whether test code is checked too.
    pub check_tests: bool,
    /// The tiers of the catalogue that are reported.
    pub tiers: Vec<Tier>,
    /// Further functions whose closure leaves the calling thread.
    pub offload_wrappers: Vec<String>,
    /// Further functions whose closure is only called once its I/O is ready.
    pub ready_wrappers: Vec<String>,
    /// Paths or globs of catalogue entries that do not block here.
    pub not_blocking: Vec<String>,
    /// Calls that block, beside the catalogue's.
    pub blocking: Vec<ExtraCall>,
}

/// A blocking call that the user's configuration adds to the catalogue.
#[derive(Debug, Deserialize)]
pub struct ExtraCall {
    /// The function's path as a user writes it.
    pub path: String,
    /// What it does to the thread.
    pub kind: Kind,
    /// Completes "it …".
    pub why: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            check_tests: false,
            tiers: vec![Tier::Certain, Tier::Likely],
            offload_wrappers: Vec::new(),
            ready_wrappers: Vec::new(),
            not_blocking: Vec::new(),
            blocking: Vec::new(),
        }
    }
}

impl Config {
    /// The configuration of this process; the defaults where there is none or it is damaged.
    pub fn get() -> &'static Self {
        static CONFIG: LazyLock<Config> = LazyLock::new(|| {
            std::env::var(CONFIGURATION)
                .ok()
                .and_then(|json| serde_json::from_str(&json).ok())
                .unwrap_or_default()
        });
        &CONFIG
    }
}

/// The arguments that turn rustc's into Heddle's: the cfg, then the lint levels in their order.
pub fn lint_arguments() -> Vec<String> {
    let levels = std::env::var(ARGUMENTS)
        .ok()
        .and_then(|json| serde_json::from_str::<Vec<String>>(&json).ok())
        .unwrap_or_default();
    ["--cfg=heddle", "--check-cfg=cfg(heddle)"]
        .map(String::from)
        .into_iter()
        .chain(levels)
        .collect()
}
