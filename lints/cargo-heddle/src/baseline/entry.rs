//! By what a finding is known again.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{code, item};
use crate::messages::Finding;

/// What stays of a finding when its code is moved, formatted or renamed around.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Entry {
    /// The package's name.
    pub package: String,
    /// The lint's name.
    pub lint: String,
    /// The function it stands in, with its type: `Store::load`; empty outside of all.
    pub item: String,
    /// The code, its beginning if it is long, without regard to white space.
    pub code: String,
    /// What it comes to in the end.
    pub cause: String,
}

/// The part of a package that told it, by which a later check knows whether it should have told it again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unit {
    /// As in `lib` or `bin server`.
    pub target: String,
    /// Whether only one of its builds told it, the plain one or that for tests, and both have to be asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tests: bool,
    /// Stands for the features with which the package was built, which depend on what else was: with others it is
    /// other code. Empty where it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub features: String,
}

/// Makes entries; reads each file once.
#[derive(Debug)]
pub struct Reader {
    root: PathBuf,
    files: HashMap<String, item::Source>,
}

impl Reader {
    /// For findings whose files are named from `root`.
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            files: HashMap::new(),
        }
    }

    /// The entry of `finding`.
    pub fn entry(&mut self, finding: &Finding) -> Entry {
        let place = &finding.place;
        let source = self
            .files
            .entry(place.file.clone())
            .or_insert_with(|| item::Source::read(&self.root.join(&place.file)));
        Entry {
            package: finding.package.clone(),
            lint: finding.lint.name.clone(),
            item: source.item_at(place.line, place.column),
            code: code::normal(&place.code()),
            cause: cause(finding),
        }
    }
}

/// The last name on the way, or the first that the message has.
fn cause(finding: &Finding) -> String {
    let quoted =
        |text: &str| -> Vec<String> { text.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    let last = finding
        .chain
        .iter()
        .rev()
        .find_map(|step| quoted(&step.says).pop());
    last.or_else(|| quoted(&finding.message).into_iter().next())
        .unwrap_or_default()
}
