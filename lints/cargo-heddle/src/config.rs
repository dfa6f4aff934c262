//! The configuration: `heddle.toml` at the workspace's root, or `[workspace.metadata.heddle]`.
//!
//! It is checked here, before anything is built: a key, lint, level, kind or tier that does not exist is an
//! error that names the place and the valid ones. The driver gets it as JSON.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::{Error, lints};

/// The file's name.
pub const FILE: &str = "heddle.toml";

/// All that can be configured; the same keys everywhere.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Config {
    /// Levels by lint: `allow`, `warn`, `deny` or `forbid`. Attributes in the code and flags come after.
    #[serde(skip_serializing)]
    pub lints: BTreeMap<String, Level>,
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
    /// Completes "it …" in the message.
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
    /// The configuration of the workspace at `root`, whose manifest's metadata is `metadata`; `file` replaces
    /// both if it is given.
    pub fn load(root: &Path, metadata: &serde_json::Value, file: Option<&Path>) -> Result<Self, Error> {
        let standard = root.join(FILE);
        let manifest = metadata.get("heddle");
        let file = match file {
            Some(file) => Some(file.to_owned()),
            None if standard.is_file() && manifest.is_some() => {
                return Err(Error::Config {
                    place: standard.display().to_string(),
                    problem: "the manifest's [workspace.metadata.heddle] configures heddle too; keep one of the two"
                        .to_owned(),
                });
            }
            None => standard.is_file().then_some(standard),
        };
        let (config, place) = match (file, manifest) {
            (Some(file), _) => (read(&file)?, file.display().to_string()),
            (None, Some(value)) => {
                let place = format!(
                    "{}: [workspace.metadata.heddle]",
                    root.join("Cargo.toml").display()
                );
                let parsed = serde_json::from_value(value.clone());
                let config = parsed.map_err(|error| Error::Config {
                    place: place.clone(),
                    problem: error.to_string(),
                })?;
                (config, place)
            }
            (None, None) => (Self::default(), String::new()),
        };
        for name in config.lints.keys() {
            lints::find(name).map_err(|problem| Error::Config {
                place: place.clone(),
                problem,
            })?;
        }
        Ok(config)
    }

    /// The lint flags that say what `[lints]` says.
    pub fn flags(&self) -> Vec<String> {
        let levels = self.lints.iter();
        levels
            .flat_map(|(name, level)| [level.flag().to_owned(), name.replace('-', "_")])
            .collect()
    }
}

fn read(file: &Path) -> Result<Config, Error> {
    let place = file.display();
    let text = std::fs::read_to_string(file).map_err(|error| Error::Config {
        place: place.to_string(),
        problem: format!("cannot be read: {error}"),
    })?;
    toml::from_str(&text).map_err(|error| {
        let line = error
            .span()
            .map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        Error::Config {
            place: format!("{place}:{line}"),
            problem: error.message().to_owned(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(toml: &str) -> Result<Config, Error> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), toml).unwrap();
        Config::load(folder.path(), &serde_json::Value::Null, None)
    }

    #[test]
    fn levels_become_flags_in_order_of_name() {
        let config = load("[lints]\nblocking-call-in-async = \"deny\"\n").unwrap();
        assert_eq!(config.flags(), ["-D", "blocking_call_in_async"]);
    }

    #[test]
    fn mistakes_name_the_line_and_the_valid_values() {
        for (toml, line, named) in [
            ("check-test = true", 1, "check-tests"),
            ("\ntiers = [\"sure\"]", 2, "certain"),
            ("[lints]\nblocking_call_in_async = \"error\"", 2, "forbid"),
            (
                "[[blocking]]\npath = \"a::b\"\nkind = \"slow\"\nwhy = \"\"",
                3,
                "sleep",
            ),
        ] {
            let error = load(toml).unwrap_err().to_string();
            assert!(error.contains(&format!("{FILE}:{line}:")), "{error}");
            assert!(error.contains(named), "{error}");
        }
    }

    #[test]
    fn an_unknown_lint_is_an_error_with_the_nearest() {
        let error = load("[lints]\nblocking_call_in_asinc = \"warn\"")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("did you mean `blocking_call_in_async`?"),
            "{error}"
        );
    }

    #[test]
    fn the_manifest_takes_the_same_keys_and_two_places_are_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let metadata = serde_json::json!({ "heddle": { "check-tests": true } });
        assert!(Config::load(folder.path(), &metadata, None).unwrap().check_tests);
        std::fs::write(folder.path().join(FILE), "").unwrap();
        assert!(
            Config::load(folder.path(), &metadata, None)
                .unwrap_err()
                .to_string()
                .contains("keep one")
        );
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
    }
}
