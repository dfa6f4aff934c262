//! The configuration: what `heddle.toml` and the manifest can say. The driver gets it as JSON.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::{Kind, Tier};

/// All that can be configured; the same keys everywhere.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Config {
    /// Levels by lint: `allow`, `warn`, `deny` or `forbid`. Attributes in the code and flags come after.
    #[serde(skip_serializing)]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, Level>"))]
    pub lints: BTreeMap<Spanned<String>, Level>,
    /// The runtime that the ways out are written for, where the kit's guess from the code is wrong.
    pub runtime: Option<String>,
    /// The longest chain of calls that is reported; 1 is a call straight to a function of the catalogue.
    pub max_depth: u32,
    /// The tiers of the catalogue that are reported.
    pub tiers: Vec<Tier>,
    /// Whether tests are checked too.
    pub check_tests: bool,
    /// Whether what runs once in the life of a value (`OnceLock::get_or_init`, `LazyLock`) is reported.
    pub check_initialisers: bool,
    /// Whether calls that every path from leads to a panic or the end of the process are reported.
    pub check_panic_paths: bool,
    /// Whether code that only runs where `Handle::try_current()` found no runtime is reported.
    pub check_outside_runtime: bool,
    /// Whether the start of a future that ordinary code drives by itself, as `main` does, is reported.
    pub check_start: bool,
    /// The size of a future, in bytes, above which it is better boxed before it is spawned.
    pub large_future_bytes: u64,
    /// Functions whose closure leaves the calling thread, beside those the kit knows.
    pub offload_wrappers: Vec<String>,
    /// Functions whose closure is only called once its I/O is ready, beside those the kit knows.
    pub ready_wrappers: Vec<String>,
    /// Functions that do not block although they look so; `*` stands for any text.
    pub non_blocking: Vec<NonBlocking>,
    /// Functions that block, beside the catalogue's; `*` stands for any text.
    pub blocking: Vec<Blocking>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            lints: BTreeMap::new(),
            runtime: None,
            max_depth: 20,
            tiers: vec![Tier::Certain, Tier::Likely],
            check_tests: false,
            check_initialisers: false,
            check_panic_paths: false,
            check_outside_runtime: false,
            check_start: false,
            large_future_bytes: 16 * 1024, // as the one of clippy's `large_futures`, which asks the same of awaits
            offload_wrappers: Vec::new(),
            ready_wrappers: Vec::new(),
            non_blocking: Vec::new(),
            blocking: Vec::new(),
        }
    }
}

/// A lint's level.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Silent.
    Allow,
    /// Reported.
    Warn,
    /// Reported as an error.
    Deny,
    /// As `deny`, and no attribute can lower it.
    Forbid,
}

impl Level {
    /// The compiler's flag for it.
    pub fn flag(self) -> &'static str {
        match self {
            Self::Allow => "-A",
            Self::Warn => "-W",
            Self::Deny => "-D",
            Self::Forbid => "-F",
        }
    }
}

/// Functions of the user's or of a dependency's that block.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Blocking {
    /// The function's path, as a `use` would write it; `*` stands for any text.
    pub path: String,
    /// What it does to the thread.
    pub kind: Kind,
    /// Completes "it …" in the message, as in "it waits for the disk".
    pub why: String,
}

/// Functions that do not block although the catalogue or their code says so.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NonBlocking {
    /// The function's path, as a `use` would write it; `*` stands for any text.
    pub path: String,
    /// Why that is so, for those who read the configuration.
    pub why: String,
}
