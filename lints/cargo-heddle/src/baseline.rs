//! The record of findings that a team has taken over: later checks tell only what is new.
//!
//! A finding is known by its lint, its package, the item it stands in, its code and its cause, as an [`Entry`]
//! holds them; not by its file or line, so that moving and formatting code wakes none. Two that are alike stand
//! there twice, and a third is new.

mod checked;
mod code;
mod entry;
mod file;
mod item;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use checked::Checked;
pub use entry::{Entry, Reader, Unit};
use file::Contents;
pub use file::FILE;

use crate::Error;
use crate::messages::Finding;

/// The record, and what a check has found of it.
#[derive(Debug)]
pub struct Baseline {
    path: PathBuf,
    /// As it stands in the file.
    contents: Contents,
    /// What was not found yet.
    left: BTreeMap<Entry, Vec<Unit>>,
    found: BTreeMap<String, Found>,
    known: usize,
}

/// A finding of the check.
#[derive(Debug)]
struct Found {
    entry: Entry,
    /// The part of the package, the first by name where several tell it.
    target: String,
    times: usize,
    /// What it was recorded with, if it was.
    recorded: Option<Unit>,
}

/// How a record changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Update {
    /// What is found is recorded, and what is gone is not any more.
    Anew,
    /// Only what is gone is taken out.
    Shrink,
}

/// What a change of the record came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// How many findings are recorded now.
    pub recorded: usize,
    /// How many of these were not.
    pub added: usize,
    /// How many are no more.
    pub removed: usize,
}

impl Baseline {
    /// The record of the workspace at `root`, if there is one.
    pub fn load(root: &Path) -> Result<Option<Self>, Error> {
        let path = root.join(FILE);
        Ok(file::read(&path)?.map(|contents| Self::of(path, contents)))
    }

    /// A record without findings, to be filled.
    pub fn empty(root: &Path) -> Self {
        Self::of(root.join(FILE), Contents::default())
    }

    fn of(path: PathBuf, contents: Contents) -> Self {
        let mut left: BTreeMap<Entry, Vec<Unit>> = BTreeMap::new();
        for (entry, unit) in contents.records.iter().cloned() {
            left.entry(entry).or_default().push(unit);
        }
        Self {
            path,
            contents,
            left,
            found: BTreeMap::new(),
            known: 0,
        }
    }

    /// Takes a finding, each time it is told; whether it is recorded. Each record counts for one finding.
    pub fn take(&mut self, finding: &Finding, read: impl FnOnce() -> Entry) -> bool {
        let target = &finding.target;
        let found = self.found.entry(finding.key()).or_insert_with(|| {
            let entry = read();
            let recorded = self.left.get_mut(&entry).and_then(|units| {
                let same = units.iter().position(|unit| unit.target == *target);
                same.map(|at| units.remove(at)).or_else(|| units.pop())
            });
            self.known += usize::from(recorded.is_some());
            Found {
                entry,
                target: target.clone(),
                times: 0,
                recorded,
            }
        });
        if *target < found.target {
            (found.target, found.times) = (target.clone(), 0);
        }
        found.times += usize::from(*target == found.target);
        found.recorded.is_some()
    }

    /// How many findings were recorded.
    pub fn known(&self) -> usize {
        self.known
    }

    /// Writes the record as it is after the check of what was `checked`, with `flags` that decide which code there
    /// is. What was not checked stays.
    pub fn update(&self, how: Update, checked: &Checked, flags: &[String]) -> Result<Change, Error> {
        let (next, change) = self.next(how, checked, flags);
        if next != self.contents || !self.path.exists() {
            file::write(&self.path, next)?;
        }
        Ok(change)
    }

    /// How many records [`Update::Shrink`] would take out.
    pub fn gone(&self, checked: &Checked, flags: &[String]) -> usize {
        self.next(Update::Shrink, checked, flags).1.removed
    }

    fn next(&self, how: Update, checked: &Checked, flags: &[String]) -> (Contents, Change) {
        // Other flags see other code; only who records anew means all of it.
        let anew = how == Update::Anew;
        let same_code = anew || flags == self.contents.flags;
        let mut change = Change::default();
        let mut records = Vec::new();
        for (entry, units) in &self.left {
            let stays = |unit: &&Unit| !same_code || !checked.covers(&entry.package, unit, !anew);
            records.extend(
                units
                    .iter()
                    .filter(stays)
                    .map(|unit| (entry.clone(), unit.clone())),
            );
        }
        let unused: usize = self.left.values().map(Vec::len).sum();
        change.removed = unused - records.len();
        for found in self.found.values() {
            let unit = match (how, &found.recorded) {
                (Update::Shrink, None) => continue,
                // A check of less knows less about it.
                (Update::Shrink, Some(unit)) => unit.clone(),
                (Update::Anew, _) => checked.unit(&found.entry.package, &found.target, found.times),
            };
            records.push((found.entry.clone(), unit));
            change.added += usize::from(found.recorded.is_none());
        }
        records.sort();
        change.recorded = records.len();
        let flags = match how {
            Update::Anew => flags.to_vec(),
            Update::Shrink => self.contents.flags.clone(),
        };
        (Contents { flags, records }, change)
    }
}

#[cfg(test)]
mod tests;
