//! Where everything goes: the screen gets its part as it comes, files get theirs at the end, whole.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{Format, Name, Report, github, gitlab, html, markdown, sarif, short};
use crate::contract::JSON;
use crate::messages::{Diagnostic, Finding, MESSAGE_FORMAT};
use crate::whole::Whole;
use crate::{Error, report};

/// The screen and the files.
#[derive(Debug)]
pub(crate) struct Outputs {
    screen: Screen,
    files: Vec<File>,
    /// The text for files: rustc's own, and cargo's messages.
    human: String,
    json: String,
    /// What kept the first line from the screen that could not be shown.
    not_shown: Option<Error>,
}

/// What is shown while cargo runs.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Screen {
    /// rustc's text on standard error, long or short.
    Text { short: bool },
    /// Cargo's messages on standard output, as `--message-format` asks for them.
    Cargo { format: String, renders: bool },
    /// A format on standard output.
    Format(Name),
}

#[derive(Debug)]
struct File {
    name: Name,
    path: PathBuf,
    whole: Whole,
}

/// The last line of `--format json`.
#[derive(Serialize)]
struct Finished {
    reason: &'static str,
    version: u32,
    findings: usize,
    denied: usize,
    recorded: Option<usize>,
    success: bool,
}

impl Outputs {
    /// Opens what `formats` ask for; `asked` is what `--message-format` asks for.
    pub(crate) fn open(
        formats: &[Format],
        asked: &[String],
        place_of: impl Fn(&Path) -> PathBuf,
    ) -> Result<Self, Error> {
        let mut outputs = Self {
            screen: Screen::asked(asked),
            files: Vec::new(),
            human: String::new(),
            json: String::new(),
            not_shown: None,
        };
        let mut on_screen = formats.iter().filter(|format| format.file.is_none());
        if let Some(Format { name, .. }) = on_screen.next()
            && *name != Name::Human
        {
            outputs.screen = Screen::Format(*name);
        }
        if on_screen.next().is_some() {
            return Err(usage(
                "only one format can go to the screen; give the others a file: `--format NAME=FILE`",
            ));
        }
        for Format { name, file } in formats {
            let Some(path) = file.as_deref().map(&place_of) else {
                continue;
            };
            if outputs.files.iter().any(|file| file.path == path) {
                return Err(usage(&format!(
                    "two formats go to {}; give each its own file",
                    path.display()
                )));
            }
            let whole = Whole::begin(&path).map_err(output_error(&path))?;
            outputs.files.push(File {
                name: *name,
                path,
                whole,
            });
        }
        Ok(outputs)
    }

    /// Whether cargo's messages have to be read for it.
    pub(crate) fn are_read(&self) -> bool {
        !self.files.is_empty() || matches!(self.screen, Screen::Format(_))
    }

    /// Whether somebody reads along, and no other program.
    pub(crate) fn are_for_people(&self) -> bool {
        !matches!(self.screen, Screen::Cargo { .. })
    }

    /// What cargo is to be asked for.
    pub(crate) fn message_format(&self) -> String {
        match &self.screen {
            Screen::Cargo { format, .. } => format.clone(),
            Screen::Text { short: true } => "json-diagnostic-short".to_owned(),
            _ if self.wants_json() => "json".to_owned(),
            _ => MESSAGE_FORMAT.to_owned(),
        }
    }

    fn wants_json(&self) -> bool {
        self.screen == Screen::Format(Name::Json) || self.files.iter().any(|file| file.name == Name::Json)
    }

    /// Takes a new finding, with the line that told it.
    pub(crate) fn finding(&mut self, line: &str, finding: &Finding) {
        match &self.screen {
            Screen::Format(Name::Short) => self.show(&short::line(finding)),
            Screen::Text { .. } | Screen::Cargo { renders: true, .. } => {
                report::diagnostic(&finding.rendered)
            }
            _ => {}
        }
        self.keep(&finding.rendered);
        self.message(line, true);
    }

    /// Takes another warning or error.
    pub(crate) fn diagnostic(&mut self, line: &str, Diagnostic { rendered, .. }: &Diagnostic) {
        if !matches!(
            self.screen,
            Screen::Format(Name::Json) | Screen::Cargo { renders: false, .. }
        ) {
            report::diagnostic(rendered);
        }
        self.keep(rendered);
        self.message(line, true);
    }

    /// Takes a warning, an error or a finding that was told before.
    pub(crate) fn again(&mut self, line: &str) {
        self.message(line, true);
    }

    /// Takes any other line of cargo's.
    pub(crate) fn other(&mut self, line: &str) {
        self.message(line, false);
    }

    fn keep(&mut self, rendered: &str) {
        if self.files.iter().any(|file| file.name == Name::Human) {
            self.human
                .push_str(&anstream::adapter::strip_str(rendered).to_string());
        }
    }

    fn message(&mut self, line: &str, is_diagnostic: bool) {
        let shows = match &self.screen {
            Screen::Cargo { renders, .. } => !(*renders && is_diagnostic),
            Screen::Format(name) => *name == Name::Json,
            Screen::Text { .. } => false,
        };
        if shows {
            self.show(line);
        }
        if self.files.iter().any(|file| file.name == Name::Json) {
            self.json.push_str(line);
            self.json.push('\n');
        }
    }

    /// Shows a line on standard output. The check goes on where that fails, as the files are still to be written.
    fn show(&mut self, line: &str) {
        if self.not_shown.is_none() {
            self.not_shown = report::line(line).err();
        }
    }

    /// Fails if a line is lost.
    pub(crate) fn all_shown(&mut self) -> Result<(), Error> {
        self.not_shown.take().map_or(Ok(()), Err)
    }

    /// Writes what could not be written before the end.
    pub(crate) fn finish(&mut self, found: &Report<'_>) -> Result<(), Error> {
        if self.wants_json() {
            self.end_json(found);
        }
        if let Screen::Format(name) = self.screen
            && let Some(document) = document(name, found)
        {
            report::document(&document)?;
        }
        for File { name, path, whole } in std::mem::take(&mut self.files) {
            let text = match name {
                Name::Human => std::mem::take(&mut self.human),
                Name::Json => std::mem::take(&mut self.json),
                Name::Short => found.findings.iter().map(|it| short::line(it) + "\n").collect(),
                _ => document(name, found).unwrap_or_default(),
            };
            whole.finish(text.as_bytes()).map_err(output_error(&path))?;
        }
        self.all_shown()
    }

    fn end_json(&mut self, found: &Report<'_>) {
        let denied = found.findings.iter().filter(|it| it.is_denied());
        let last = Finished {
            reason: "heddle-finished",
            version: JSON,
            findings: found.findings.len(),
            denied: denied.count(),
            recorded: found.recorded,
            success: found.success,
        };
        self.other(&serde_json::to_string(&last).expect("plain data becomes JSON"));
    }
}

/// The document of a format that is one.
fn document(name: Name, found: &Report<'_>) -> Option<String> {
    match name {
        Name::Human | Name::Short | Name::Json => None,
        Name::Sarif => Some(sarif::document(found)),
        Name::Github => Some(github::document(found)),
        Name::Gitlab => Some(gitlab::document(found)),
        Name::Markdown => Some(markdown::document(found)),
        Name::Html => Some(html::document(found)),
    }
}

impl Screen {
    /// What `--message-format` asks for.
    fn asked(asked: &[String]) -> Self {
        let asked: Vec<_> = asked.iter().map(|it| it.to_lowercase()).collect();
        let is = |wanted: &str| asked.iter().any(|it| it == wanted);
        if !asked.iter().any(|it| it.starts_with("json")) {
            return Self::Text { short: is("short") };
        }
        let renders = is("json-render-diagnostics");
        let format = if renders {
            MESSAGE_FORMAT.to_owned()
        } else {
            asked.join(",")
        };
        Self::Cargo { format, renders }
    }
}

fn usage(problem: &str) -> Error {
    Error::Usage(problem.to_owned())
}

fn output_error(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Output { path, source }
}
