//! The level of each lint, as the compiler will have it before it reads the code. `tests/levels.rs` holds what is
//! decided here against what it does.

use std::collections::BTreeMap;

use super::Level;
use crate::lint_flags::{self, Part, WARNINGS};

/// A level and the flag that has set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Set {
    pub(super) level: Level,
    pub(super) by: String,
}

/// What the lint flags of a command line do, in their order.
#[derive(Debug, Default)]
pub(super) struct Flags {
    by_name: BTreeMap<String, Vec<Set>>,
}

impl Flags {
    /// Reads what follows `--`; what sets no level of a lint is the compiler's to judge.
    pub(super) fn read(words: &[String]) -> Self {
        let mut flags = Self::default();
        for part in lint_flags::read(words) {
            let Part::Flag(flag, Some(name)) = part else {
                continue;
            };
            let Some(level) = level_of(flag) else {
                continue;
            };
            let name = name.replace('-', "_");
            let by = format!("{} {name}", level.flag());
            flags.by_name.entry(name).or_default().push(Set { level, by });
        }
        flags
    }

    /// The level of the lint `name`, if a flag changes what it has without: a later flag wins over an earlier one, nothing
    /// over `forbid`, and what is at `warn` in the end becomes what `warnings` is set to.
    pub(super) fn change(&self, name: &str, without: Level) -> Option<Set> {
        let own = self.last(name, without);
        let level = own.map_or(without, |set| set.level);
        let all = self.last(WARNINGS, Level::Warn).filter(|_| level == Level::Warn);
        all.or(own).cloned()
    }

    fn last(&self, name: &str, before: Level) -> Option<&Set> {
        if before == Level::Forbid {
            return None;
        }
        let sets = self.by_name.get(name)?;
        let forbids = sets.iter().find(|set| set.level == Level::Forbid);
        forbids.or(sets.last())
    }
}

/// The level that a flag sets.
fn level_of(flag: &str) -> Option<Level> {
    let all = [Level::Allow, Level::Warn, Level::Deny, Level::Forbid];
    all.into_iter()
        .find(|level| flag == level.flag() || flag.strip_prefix("--") == Some(name(*level)))
}

/// The word for it in the configuration.
pub(super) fn name(level: Level) -> &'static str {
    match level {
        Level::Allow => "allow",
        Level::Warn => "warn",
        Level::Deny => "deny",
        Level::Forbid => "forbid",
    }
}

/// The level of that word.
pub(super) fn named(word: &str) -> Level {
    let all = [Level::Allow, Level::Deny, Level::Forbid];
    all.into_iter()
        .find(|level| name(*level) == word)
        .unwrap_or(Level::Warn)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(words: &str, without: Level) -> Option<Level> {
        let words: Vec<_> = words.split_whitespace().map(str::to_owned).collect();
        Flags::read(&words)
            .change("wrong_runtime", without)
            .map(|set| set.level)
    }

    #[test]
    fn flags_are_read_in_every_spelling() {
        for words in [
            "-D wrong_runtime",
            "-Dwrong-runtime",
            "--deny wrong_runtime",
            "--deny=wrong-runtime",
            "--cap-lints warn -D wrong_runtime",
        ] {
            assert_eq!(change(words, Level::Warn), Some(Level::Deny), "{words}");
        }
        assert_eq!(change("-D unused -A other", Level::Warn), None);
        assert_eq!(change("-D", Level::Warn), None);
    }

    #[test]
    fn every_level_has_one_word() {
        for level in [Level::Allow, Level::Warn, Level::Deny, Level::Forbid] {
            assert_eq!(named(name(level)), level);
        }
    }
}
