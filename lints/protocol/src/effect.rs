//! The effects of a call on the thread that runs it, and how sure each is.

use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// What a call does to the thread that runs it: one of `catalogue/effects.toml`. Worse ones are smaller.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind(u8);

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    name: String,
    #[serde(default)]
    blocks: bool,
    #[serde(default)]
    through_await: bool,
    #[serde(default)]
    until_ready: bool,
    #[serde(default)]
    within_crate: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    effect: Vec<Entry>,
}

static EFFECTS: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("effects.toml")).expect("effects.toml is valid");
    file.effect
});

impl Kind {
    /// All of them, worst first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..EFFECTS.len()).map(|at| Self(at as u8))
    }

    /// The one called `name`.
    ///
    /// # Panics
    ///
    /// If there is none: lints name theirs in the code.
    pub fn named(name: &str) -> Self {
        Self::find(name).unwrap_or_else(|| panic!("effects.toml has no `{name}`"))
    }

    /// The word used in messages, in the catalogue and in the configuration.
    pub fn name(self) -> &'static str {
        &EFFECTS[usize::from(self.0)].name
    }

    /// Whether it holds up the thread.
    pub fn blocks(self) -> bool {
        EFFECTS[usize::from(self.0)].blocks
    }

    /// Whether a future has it as soon as one that it awaits has it.
    pub fn through_await(self) -> bool {
        EFFECTS[usize::from(self.0)].through_await
    }

    /// Whether it goes on at once where it can be told to, as a socket can.
    pub fn until_ready(self) -> bool {
        EFFECTS[usize::from(self.0)].until_ready
    }

    /// Whether only the crate's own lints ask for it, so that its summary does not tell it.
    pub fn within_crate(self) -> bool {
        EFFECTS[usize::from(self.0)].within_crate
    }

    fn find(name: &str) -> Option<Self> {
        Self::all().find(|kind| kind.name() == name)
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Kind {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Kind".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let names: Vec<_> = Self::all().map(Self::name).collect();
        schemars::json_schema!({ "type": "string", "enum": names })
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(self.name())
        } else {
            serializer.serialize_u8(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let name = String::deserialize(deserializer)?;
            Self::find(&name).ok_or_else(|| {
                let valid: Vec<_> = Self::all().map(|kind| format!("`{}`", kind.name())).collect();
                de::Error::custom(format!(
                    "unknown kind `{name}`, expected one of {}",
                    valid.join(", ")
                ))
            })
        } else {
            let at = u8::deserialize(deserializer)?;
            if usize::from(at) < EFFECTS.len() {
                Ok(Self(at))
            } else {
                Err(de::Error::custom(format!("there is no effect {at}")))
            }
        }
    }
}

/// How sure the catalogue is that the call holds the thread up for long. Surer ones are smaller.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// It waits until something outside happens.
    Certain,
    /// It usually takes long, as file access.
    Likely,
    /// It depends on the size of the data.
    SizeDependent,
    /// Short as a rule; for those who ask.
    OptIn,
}

impl Tier {
    /// The word used in messages and in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::SizeDependent => "size-dependent",
            Self::OptIn => "opt-in",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_ordered_as_written_and_named_once() {
        let names: Vec<_> = Kind::all().map(Kind::name).collect();
        let mut unique = names.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), names.len());
        assert!(Kind::named("sleep") < Kind::named("file"));
    }
}
