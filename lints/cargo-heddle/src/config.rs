//! The configuration's type: what `heddle.toml` and the manifest can say. The driver gets it as JSON.

mod load;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::Spanned;

pub use load::FILE;

/// All that can be configured; the same keys everywhere.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Config {
    /// Levels by lint: `allow`, `warn`, `deny` or `forbid`. Attributes in the code and flags come after.
    #[serde(skip_serializing)]
    pub lints: BTreeMap<Spanned<String>, Level>,
    /// Whether tests are checked too.
    pub check_tests: bool,
    /// The tiers of the catalogue that are reported.
    pub tiers: Vec<Tier>,
    /// Functions whose closure leaves the calling thread, beside those the kit knows.
    pub offload_wrappers: Vec<String>,
    /// Functions whose closure is only called once its I/O is ready, beside those the kit knows.
    pub ready_wrappers: Vec<String>,
    /// Paths of the catalogue that do not block here; `*` stands for any text.
    pub not_blocking: Vec<String>,
    /// Calls that block, beside the catalogue's.
    pub blocking: Vec<Blocking>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            lints: BTreeMap::new(),
            check_tests: false,
            tiers: vec![Tier::Certain, Tier::Likely],
            offload_wrappers: Vec::new(),
            ready_wrappers: Vec::new(),
            not_blocking: Vec::new(),
            blocking: Vec::new(),
        }
    }
}

/// A lint's level.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
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
    fn flag(self) -> &'static str {
        match self {
            Self::Allow => "-A",
            Self::Warn => "-W",
            Self::Deny => "-D",
            Self::Forbid => "-F",
        }
    }
}

/// How sure the catalogue is that a call holds the thread up for long.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// It waits for something outside.
    Certain,
    /// It usually takes long, as file access.
    Likely,
    /// It depends on the size of the data.
    SizeDependent,
    /// Short as a rule.
    OptIn,
}

/// A blocking call of the user's.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Blocking {
    /// The function's path, as a `use` would write it.
    pub path: String,
    /// What it does to the thread.
    pub kind: Kind,
    /// Completes "it …" in the message, as in "it waits for the disk".
    pub why: String,
}

/// What a call does to the thread.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
#[expect(
    missing_docs,
    reason = "the catalogue explains the kinds, and each is one word"
)]
pub enum Kind {
    Sleep,
    Wait,
    Net,
    Dns,
    File,
    Process,
    Stdin,
    Output,
    Executor,
    Cpu,
    Lock,
}

impl Config {
    /// The lint flags that say what `[lints]` says.
    pub fn flags(&self) -> Vec<String> {
        let levels = self.lints.iter();
        levels
            .flat_map(|(name, level)| [level.flag().to_owned(), name.get_ref().replace('-', "_")])
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_become_flags_in_order_of_name() {
        let config: Config =
            toml::from_str("lints = { z = \"warn\", blocking-call-in-async = \"deny\" }").unwrap();
        assert_eq!(config.flags(), ["-D", "blocking_call_in_async", "-W", "z"]);
    }

    #[test]
    fn the_driver_gets_every_key_but_the_levels() {
        let json = serde_json::to_value(Config::default()).unwrap();
        let keys: Vec<_> = json.as_object().unwrap().keys().map(String::as_str).collect();
        let expected = [
            "blocking",
            "check-tests",
            "not-blocking",
            "offload-wrappers",
            "ready-wrappers",
            "tiers",
        ];
        assert_eq!(keys, expected);
        assert_eq!(json["tiers"], serde_json::json!(["certain", "likely"]));
    }
}
