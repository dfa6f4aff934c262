//! What was changed, so that it can be taken back.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use cargo_metadata::Metadata;
use cargo_metadata::diagnostic::Applicability;
use rustfix::{CodeFix, LinePosition, LineRange, Replacement, Snippet, Solution};

use super::guard::Kept;
use crate::messages::{Edit, Finding, Help};
use crate::{Error, report};

/// The changed files, by path.
#[derive(Debug)]
pub(super) struct Changes {
    root: PathBuf,
    /// The folders of the packages.
    packages: BTreeMap<String, PathBuf>,
    /// Where generated code lies.
    generated: [PathBuf; 2],
    kept: Kept,
    /// Those that have a sure fix and could not be had back.
    left: BTreeSet<PathBuf>,
    taken_back: bool,
    files: BTreeMap<PathBuf, Change>,
}

#[derive(Debug)]
struct Change {
    package: String,
    before: String,
    after: String,
    fixes: usize,
}

impl Changes {
    /// None yet; what is not `kept` stays as it is.
    pub(super) fn new(project: &Metadata, folder: &Path, kept: Kept) -> Self {
        let packages = project.packages.iter().filter_map(|package| {
            let folder = package.manifest_path.as_std_path().parent()?;
            Some((package.name.to_string(), folder.to_owned()))
        });
        Self {
            root: project.workspace_root.clone().into(),
            packages: packages.collect(),
            generated: [project.target_directory.clone().into(), folder.to_owned()],
            kept,
            left: BTreeSet::new(),
            taken_back: false,
            files: BTreeMap::new(),
        }
    }

    /// Applies the fixes of `findings` that are sure and do not overlap; says how many.
    pub(super) fn apply<'a>(&mut self, findings: impl Iterator<Item = &'a Finding>) -> Result<usize, Error> {
        let mut wanted: BTreeMap<PathBuf, (&str, Vec<&Help>)> = BTreeMap::new();
        for finding in findings {
            let sure = finding.helps.iter();
            let mut sure = sure.filter_map(|help| Some((self.file(&finding.package, help)?, help)));
            if let Some((file, help)) = sure.next() {
                if !self.kept.has(&file) {
                    self.left.insert(file);
                    continue;
                }
                let of_file = wanted.entry(file).or_insert((&finding.package, Vec::new()));
                of_file.1.push(help);
            }
        }
        let mut applied = 0;
        for (file, (package, helps)) in wanted {
            let before = fs::read_to_string(&file).map_err(source_error("read", &file))?;
            let lines: Vec<_> = before.lines().collect();
            let mut code = CodeFix::new(&before);
            let current = helps
                .iter()
                .filter(|help| help.edits.iter().all(|edit| is_told_of(edit, &lines)));
            // One that overlaps what was just changed is left to the next round.
            let fixes = current
                .filter(|help| code.apply_solution(&solution(help)).is_ok())
                .count();
            let Ok(after) = code.finish() else { continue };
            if after == before {
                continue;
            }
            fs::write(&file, &after).map_err(source_error("write", &file))?;
            applied += fixes;
            let change = self.files.entry(file).or_insert_with(|| Change {
                package: package.to_owned(),
                before,
                after: String::new(),
                fixes: 0,
            });
            change.after = after;
            change.fixes += fixes;
        }
        Ok(applied)
    }

    /// The packages in which something is changed.
    pub(super) fn packages(&self) -> BTreeSet<String> {
        self.files.values().map(|change| change.package.clone()).collect()
    }

    /// The changed files, as they are named from the workspace, and what was done there.
    pub(super) fn files(&self) -> Vec<(String, String)> {
        let files = self.files.iter().map(|(file, change)| {
            let fixes = match change.fixes {
                1 => "1 fix".to_owned(),
                more => format!("{more} fixes"),
            };
            (super::shown(file, &self.root), fixes)
        });
        files.collect()
    }

    /// The files that were left alone although they have a fix that is sure, as nobody could have them back.
    pub(super) fn left(&self) -> impl Iterator<Item = String> {
        self.left.iter().map(|file| super::shown(file, &self.root))
    }

    /// Whether a change was taken back.
    pub(super) fn is_taken_back(&self) -> bool {
        self.taken_back
    }

    /// Makes the files of these packages what they were.
    pub(super) fn take_back(&mut self, packages: &BTreeSet<String>) {
        self.taken_back = true;
        let root = &self.root;
        self.files.retain(|file, change| {
            if !packages.contains(&change.package) {
                return true;
            }
            let file_name = super::shown(file, root);
            match fs::read_to_string(file) {
                Ok(now) if now == change.after => {
                    if let Err(error) = fs::write(file, &change.before) {
                        report::trouble(&format!("cannot take the fixes in {file_name} back: {error}"));
                    }
                }
                _ => report::trouble(&format!(
                    "the fixes in {file_name} stay, as somebody else has changed the file meanwhile"
                )),
            }
            false
        });
    }

    /// The file that a way out changes, if it is sure all through and somebody has written that file.
    fn file(&self, package: &str, help: &Help) -> Option<PathBuf> {
        let first = help.edits.first()?;
        let is_sure = |edit: &Edit| {
            edit.applicability == Applicability::MachineApplicable && edit.place.file == first.place.file
        };
        if !help.edits.iter().all(is_sure) {
            return None;
        }
        let file = self.root.join(&first.place.file);
        let is_plain = file.components().all(|part| part != Component::ParentDir);
        let is_written = file.starts_with(self.packages.get(package)?)
            && self.generated.iter().all(|folder| !file.starts_with(folder));
        (is_plain && is_written).then_some(file)
    }
}

/// Whether the file still has the lines that the compiler has seen.
fn is_told_of(edit: &Edit, lines: &[&str]) -> bool {
    let told = edit.place.lines.iter();
    let from = edit.place.line.saturating_sub(1);
    told.enumerate()
        .all(|(at, line)| lines.get(from + at) == Some(&line.text.trim_end_matches('\r')))
}

fn solution(help: &Help) -> Solution {
    Solution {
        message: help.says.clone(),
        replacements: help.edits.iter().map(replacement).collect(),
    }
}

fn replacement(edit: &Edit) -> Replacement {
    let place = &edit.place;
    Replacement {
        snippet: Snippet {
            file_name: place.file.clone(),
            line_range: LineRange {
                start: LinePosition {
                    line: place.line,
                    column: place.column,
                },
                end: LinePosition {
                    line: place.end_line,
                    column: place.end_column,
                },
            },
            range: place.bytes.start as usize..place.bytes.end as usize,
        },
        replacement: edit.replacement.clone(),
    }
}

/// Turns what the system said into an [`Error::Source`].
fn source_error(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Source { doing, path, source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Line;

    #[test]
    fn a_line_that_has_changed_since_is_not_what_was_told() {
        let mut edit = Edit {
            place: Finding::at("wrong_runtime", "lib", 0).place,
            replacement: String::new(),
            applicability: Applicability::MachineApplicable,
        };
        assert!(is_told_of(&edit, &["load()", "more"]));
        assert!(!is_told_of(&edit, &["more", "load()"]));
        assert!(!is_told_of(&edit, &[]));
        edit.place.lines.push(Line {
            text: "more".to_owned(),
            meant: 0..1,
        });
        assert!(is_told_of(&edit, &["load()", "more"]));
        assert!(!is_told_of(&edit, &["load()", "else"]));
    }
}
