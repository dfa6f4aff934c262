//! A finding as plain data.

use std::fmt;

use cargo_metadata::diagnostic::{Applicability, Diagnostic, DiagnosticLevel, DiagnosticSpan};
use cargo_metadata::{CompilerMessage, Target};

use super::place::Place;
use crate::lints::{self, Lint};

/// What a lint has found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The lint.
    pub lint: &'static Lint,
    /// Whether it was denied.
    pub level: Level,
    /// What is said about the place.
    pub message: String,
    /// Where it is.
    pub place: Place,
    /// Other places of the same message, with their labels.
    pub others: Vec<Place>,
    /// The way to the cause, in order: calls, locks, awaits.
    pub chain: Vec<Step>,
    /// What follows from it, in words.
    pub notes: Vec<String>,
    /// Ways out.
    pub helps: Vec<Help>,
    /// The package's name.
    pub package: String,
    /// The part of the package, such as `lib` or `bin server`.
    pub target: String,
    /// The text that rustc would print, in colour.
    pub rendered: String,
}

/// How serious a finding is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// It was denied or forbidden.
    Error,
    /// It was warned of.
    Warning,
}

/// A step on the way to the cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What happens there.
    pub says: String,
    /// Where, if it lies in the package itself; several where the same is said about all of them.
    pub places: Vec<Place>,
    /// Where, if it lies in a dependency.
    pub upstream: Option<Upstream>,
}

/// A line of a dependency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upstream {
    /// The package's name.
    pub package: String,
    /// Its version.
    pub version: String,
    /// The file, from the package's folder.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// A way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    /// In words.
    pub says: String,
    /// As code: all of these together; empty where there are only words.
    pub edits: Vec<Edit>,
}

/// A piece of code and what takes its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// What is replaced.
    pub place: Place,
    /// By what.
    pub replacement: String,
    /// How sure it is.
    pub applicability: Applicability,
}

impl Eq for Edit {}

impl Finding {
    /// Reads a message of cargo's about `package`, if a lint of ours has sent it.
    pub(super) fn read(message: &CompilerMessage, package: String) -> Option<Self> {
        let CompilerMessage { target, message, .. } = message;
        let code = &message.code.as_ref()?.code;
        let lint = lints::all().iter().find(|lint| lint.name == *code)?;
        let (primary, others): (Vec<_>, Vec<_>) = message.spans.iter().partition(|span| span.is_primary);
        let mut primary = primary.into_iter().map(Place::read);
        let mut finding = Self {
            lint,
            level: match message.level {
                DiagnosticLevel::Error => Level::Error,
                _ => Level::Warning,
            },
            message: message.message.clone(),
            place: primary.next()?,
            others: primary.chain(others.into_iter().map(Place::read)).collect(),
            chain: Vec::new(),
            notes: Vec::new(),
            helps: Vec::new(),
            package,
            target: part(target),
            rendered: message.rendered.clone().unwrap_or_default(),
        };
        for child in message.children.iter().filter(|it| !is_about_level(&it.message)) {
            finding.add(child);
        }
        Some(finding)
    }

    /// Whether it makes the check fail.
    pub fn is_denied(&self) -> bool {
        self.level == Level::Error
    }

    /// Names the finding within one check, whichever part of the package tells it.
    pub fn key(&self) -> String {
        let Self {
            lint, place, message, ..
        } = self;
        format!("{} {} {:?} {message}", lint.name, place.file, place.bytes)
    }

    /// A finding for tests, of package `api`.
    #[cfg(test)]
    pub(crate) fn at(lint: &str, target: &str, byte: u32) -> Self {
        Self {
            lint: lints::find(lint).expect("a lint"),
            level: Level::Warning,
            message: "`load` blocks".to_owned(),
            place: Place {
                file: "src/lib.rs".to_owned(),
                bytes: byte..byte + 6,
                line: 1,
                column: 1,
                end_line: 1,
                end_column: 7,
                lines: vec![super::Line {
                    text: "load()".to_owned(),
                    meant: 0..6,
                }],
                label: None,
            },
            others: Vec::new(),
            chain: Vec::new(),
            notes: Vec::new(),
            helps: Vec::new(),
            package: "api".to_owned(),
            target: target.to_owned(),
            rendered: String::new(),
        }
    }

    fn add(&mut self, child: &Diagnostic) {
        let says = child.message.clone();
        match child.level {
            DiagnosticLevel::Help => self.helps.push(Help {
                says,
                edits: child.spans.iter().filter_map(Edit::read).collect(),
            }),
            _ if !child.spans.is_empty() => self.chain.push(Step {
                says,
                places: child.spans.iter().map(Place::read).collect(),
                upstream: None,
            }),
            _ => match Upstream::read(&says) {
                Some((says, upstream)) => self.chain.push(Step {
                    says: says.to_owned(),
                    places: Vec::new(),
                    upstream: Some(upstream),
                }),
                None => self.notes.push(says),
            },
        }
    }
}

impl Step {
    /// Where it happens, as `file:line`, with more lines of the same file behind commas; nothing where that is not
    /// known. `written` writes the name of a file.
    pub fn whereabouts(&self, written: impl Fn(&str) -> String) -> String {
        if let Some(it) = &self.upstream {
            return format!("{} {}, {}:{}", it.package, it.version, written(&it.file), it.line);
        }
        let mut lines: Vec<_> = self.places.iter().map(|it| (&it.file, it.line)).collect();
        lines.sort();
        lines.dedup();
        let files = lines
            .chunk_by(|(one, _), (other, _)| one == other)
            .map(|of_file| {
                let lines: Vec<_> = of_file.iter().map(|(_, line)| line.to_string()).collect();
                format!("{}:{}", written(of_file[0].0), lines.join(", "))
            });
        files.collect::<Vec<_>>().join("; ")
    }
}

/// Whether rustc says why the lint has its level, which it does once a crate.
fn is_about_level(message: &str) -> bool {
    message == "the lint level is defined here"
        || message.starts_with("requested on the command line with ")
        || message.starts_with("to override `")
        || message.starts_with("`#[")
            && (message.ends_with("on by default") || message.contains("implied by"))
        || message.starts_with('`') && message.contains("implied by `")
}

/// As cargo names the part of a package.
pub(crate) fn part(target: &Target) -> String {
    let kind = target.kind.first().map(ToString::to_string).unwrap_or_default();
    match kind.as_str() {
        "bin" | "example" | "test" | "bench" => format!("{kind} {}", target.name),
        "custom-build" => "build script".to_owned(),
        _ => "lib".to_owned(),
    }
}

impl Level {
    /// The word that rustc begins with.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.name())
    }
}

impl Edit {
    fn read(span: &DiagnosticSpan) -> Option<Self> {
        Some(Self {
            place: Place::read(span),
            replacement: span.suggested_replacement.clone()?,
            applicability: span
                .suggestion_applicability
                .clone()
                .unwrap_or(Applicability::Unspecified),
        })
    }
}

impl Upstream {
    /// Splits "what happens (package 1.2.3, src/lib.rs:4)", as the driver writes a step in a dependency.
    fn read(note: &str) -> Option<(&str, Self)> {
        let (says, place) = note.strip_suffix(')')?.rsplit_once(" (")?;
        let (package, place) = place.split_once(", ")?;
        let (package, version) = package.split_once(' ')?;
        let (file, line) = place.rsplit_once(':')?;
        let upstream = Self {
            package: package.to_owned(),
            version: version.to_owned(),
            file: file.to_owned(),
            line: line.parse().ok()?,
        };
        Some((says, upstream))
    }
}
