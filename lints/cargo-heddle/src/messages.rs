//! What cargo says while it checks, message by message: the lints' findings apart from all else.

mod finding;
mod place;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::{self, BufRead, BufReader};
use std::process::{Command, ExitStatus, Stdio};

use cargo_metadata::diagnostic::DiagnosticLevel;
use cargo_metadata::{CompilerMessage, Message, Metadata, PackageId};

pub(crate) use finding::part;
pub use finding::{Edit, Finding, Help, Level, Step, Upstream};
pub use place::{Line, Place};

/// How cargo is asked for messages that can be read here: with the text that rustc would print, in colour. Cargo
/// tells rustc the terminal's width by itself.
pub const MESSAGE_FORMAT: &str = "json-diagnostic-rendered-ansi";

/// What one line of cargo's says.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// A lint of ours has found something.
    Finding(Box<Finding>),
    /// Any other warning or error.
    Diagnostic(Diagnostic),
    /// A finding that another target has told already.
    FindingAgain(Box<Finding>),
    /// A diagnostic that another target has told already.
    DiagnosticAgain,
    /// A part of a package was checked.
    Checked {
        /// The package's name; none for one that is no member of the workspace, or is passed over.
        package: Option<String>,
        /// The part, as in `lib`.
        target: String,
        /// Whether this was its build for tests.
        for_tests: bool,
        /// Those of the package that were on.
        features: Vec<String>,
    },
    /// Something about a package that is only compiled because others need it.
    PassedOver,
    /// How the build ended; a line that is no message of cargo's.
    Other,
}

/// A warning or an error that is no finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The package's name.
    pub package: String,
    /// Whether it stops the build.
    pub is_error: bool,
    /// The text that rustc would print, in colour.
    pub rendered: String,
}

/// Starts `cargo` and gives each of its lines to `each`, with what it says; cargo's own progress goes to standard
/// error as ever. Of members that are `passed_over` only what stops the build counts.
pub fn follow(
    cargo: &mut Command,
    project: &Metadata,
    passed_over: &BTreeSet<PackageId>,
    mut each: impl FnMut(&str, Said),
) -> io::Result<ExitStatus> {
    let mut child = cargo.stdout(Stdio::piped()).spawn()?;
    let mut reader = Reader::new(project, passed_over);
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            let line = String::from_utf8_lossy(&line?).into_owned();
            let said = reader.read(&line);
            each(&line, said);
        }
    }
    child.wait()
}

/// Tells one message from another, and what was said before.
#[derive(Debug, Default)]
struct Reader {
    packages: BTreeMap<PackageId, String>,
    passed_over: BTreeSet<PackageId>,
    /// What was said: keys of findings, text of all else.
    known: HashSet<String>,
}

impl Reader {
    fn new(project: &Metadata, passed_over: &BTreeSet<PackageId>) -> Self {
        let packages = project.packages.iter();
        Self {
            packages: packages.map(|it| (it.id.clone(), it.name.to_string())).collect(),
            passed_over: passed_over.clone(),
            known: HashSet::new(),
        }
    }

    fn read(&mut self, line: &str) -> Said {
        let message = match serde_json::from_str(line) {
            Ok(Message::CompilerMessage(message)) => message,
            Ok(Message::CompilerArtifact(built)) => {
                let is_looked_at = !self.passed_over.contains(&built.package_id);
                let package = self.packages.get(&built.package_id).filter(|_| is_looked_at);
                return Said::Checked {
                    package: package.cloned(),
                    target: part(&built.target),
                    for_tests: built.profile.test,
                    features: built.features,
                };
            }
            _ => return Said::Other,
        };
        let is_error = matches!(
            message.message.level,
            DiagnosticLevel::Error | DiagnosticLevel::Ice
        );
        let finding = Finding::read(&message, self.package(&message));
        if self.passed_over.contains(&message.package_id) && (finding.is_some() || !is_error) {
            return Said::PassedOver;
        }
        if let Some(finding) = finding {
            // The library and its test build tell the same, but rustc explains a level only once in each.
            let told = if self.known.insert(finding.key()) {
                Said::Finding
            } else {
                Said::FindingAgain
            };
            return told(Box::new(finding));
        }
        let package = self.package(&message);
        let rendered = message.message.rendered.unwrap_or_default();
        if !self.known.insert(rendered.clone()) {
            return Said::DiagnosticAgain;
        }
        Said::Diagnostic(Diagnostic {
            package,
            is_error,
            rendered,
        })
    }

    fn package(&self, message: &CompilerMessage) -> String {
        let known = self.packages.get(&message.package_id);
        known.unwrap_or(&message.target.name).clone()
    }
}
