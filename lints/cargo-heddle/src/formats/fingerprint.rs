//! By what a forge knows a finding again: what the baseline knows it by, and the how manieth of its kind it is.

use std::collections::BTreeMap;
use std::path::Path;

use crate::baseline::{Entry, Reader};
use crate::messages::Finding;

/// Makes them for the findings of one report, in order.
#[derive(Debug)]
pub(super) struct Fingerprints {
    reader: Reader,
    seen: BTreeMap<Entry, usize>,
}

impl Fingerprints {
    pub(super) fn new(root: &Path) -> Self {
        Self {
            reader: Reader::new(root),
            seen: BTreeMap::new(),
        }
    }

    /// The next one, which no other finding of the report has.
    pub(super) fn of(&mut self, finding: &Finding) -> String {
        let entry = self.reader.entry(finding);
        let number = self.seen.entry(entry.clone()).or_default();
        *number += 1;
        let Entry {
            package,
            lint,
            item,
            code,
            cause,
        } = &entry;
        [package, lint, item, code, cause, &number.to_string()]
            .map(String::as_str)
            .join(" | ")
    }
}
