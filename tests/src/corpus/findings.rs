//! The findings of one run of `cargo heddle`, read from cargo's JSON messages.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};

use super::Source;
use crate::command::{Finished, Watch, run};
use crate::kit::Kit;
use crate::timing::Used;

/// What every crash of the kit or of the compiler with the kit in it prints, once a crate.
const CRASHES: [&str; 2] = [
    "please report this bug of the kit",
    "the compiler unexpectedly panicked",
];

/// Where a finding stands in the source, and what the lint says there.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Finding {
    /// The file, relative to the program's folder.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// The lint's name.
    pub lint: String,
    /// The first line of the diagnostic.
    pub message: String,
    /// The notes below it, without the one that only tells the lint's level.
    pub notes: Vec<String>,
}

/// One check of one program.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Checked {
    /// What was found, sorted, each once however many targets compile the file.
    pub findings: Vec<Finding>,
    /// How many crates the kit or the compiler crashed on.
    pub crashes: usize,
    /// What it cost, with every dependency.
    pub used: Used,
}

impl Checked {
    /// Runs `cargo heddle` on the program. A program that does not compile is an error, a crash is not.
    pub fn run(source: &Source<'_>, kit: &Kit, lints: &BTreeSet<String>, watch: Watch<'_>) -> Result<Self> {
        // The messages are data; only cargo's progress is worth watching.
        let shown = |line: &str| {
            if !line.starts_with('{') {
                watch(line);
            }
        };
        source.clear()?;
        let ended = run(&mut source.heddle(kit), &shown)?;
        source.clear()?;
        let crashes = crashes(&ended.stderr) + crashes_in_messages(&ended.stdout);
        if !ended.status.success() && crashes == 0 {
            bail!(
                "{} cannot be checked: {}",
                source.program.name,
                without_messages(ended)
            );
        }
        Ok(Self {
            findings: findings(&ended.stdout, lints),
            crashes,
            used: ended.used,
        })
    }
}

/// The findings of Heddle's own `lints` among cargo's messages.
pub fn findings(messages: &str, lints: &BTreeSet<String>) -> Vec<Finding> {
    let found: BTreeSet<Finding> = diagnostics(messages)
        .filter_map(|diagnostic| finding(diagnostic, lints))
        .collect();
    found.into_iter().collect()
}

fn finding(diagnostic: Diagnostic, lints: &BTreeSet<String>) -> Option<Finding> {
    let lint = diagnostic
        .code
        .map(|code| code.code)
        .filter(|code| lints.contains(code))?;
    let place = diagnostic.spans.into_iter().find(|span| span.is_primary)?;
    let notes = diagnostic
        .children
        .into_iter()
        .filter(|child| child.level == "note");
    let notes = notes
        .map(|note| note.message)
        .filter(|note| !tells_the_level(note));
    Some(Finding {
        file: place.file_name.replace('\\', "/"),
        line: place.line_start,
        column: place.column_start,
        lint,
        message: diagnostic.message,
        notes: notes.collect(),
    })
}

/// rustc adds it to a lint's first finding in a crate, so that it wanders.
fn tells_the_level(note: &str) -> bool {
    [
        "`#[",
        "requested on the command line",
        "the lint level is defined here",
    ]
    .iter()
    .any(|start| note.starts_with(start))
}

fn diagnostics(messages: &str) -> impl Iterator<Item = Diagnostic> {
    let lines = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Message>(line).ok());
    lines
        .filter(|message| message.reason == "compiler-message")
        .filter_map(|message| message.message)
}

fn crashes(text: &str) -> usize {
    text.lines()
        .filter(|line| CRASHES.iter().any(|crash| line.contains(crash)))
        .count()
}

fn crashes_in_messages(messages: &str) -> usize {
    let ices =
        diagnostics(messages).filter(|diagnostic| diagnostic.level == "error: internal compiler error");
    ices.count()
}

fn without_messages(ended: Finished) -> String {
    let errors: Vec<String> = diagnostics(&ended.stdout)
        .filter(|diagnostic| diagnostic.level.starts_with("error"))
        .map(|diagnostic| format!("\n    {}", diagnostic.message))
        .collect();
    let shown = Finished {
        stdout: String::new(),
        ..ended
    };
    format!(
        "`{}` failed with {}\n{}{}",
        shown.line,
        shown.status,
        shown.last_lines(),
        errors.concat()
    )
}

#[derive(Deserialize)]
struct Message {
    reason: String,
    message: Option<Diagnostic>,
}

#[derive(Deserialize)]
struct Diagnostic {
    message: String,
    level: String,
    code: Option<Code>,
    #[serde(default)]
    spans: Vec<Place>,
    #[serde(default)]
    children: Vec<Diagnostic>,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

#[derive(Deserialize)]
struct Place {
    file_name: String,
    line_start: u32,
    column_start: u32,
    is_primary: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(code: &str, line: u32, notes: &[&str]) -> String {
        let children: Vec<_> = notes
            .iter()
            .map(|note| serde_json::json!({ "message": note, "level": "note", "code": null }))
            .collect();
        let place = serde_json::json!({ "file_name": "src/main.rs", "line_start": line, "column_start": 5, "is_primary": true });
        let diagnostic = serde_json::json!({
            "message": "it blocks", "level": "warning", "code": { "code": code }, "spans": [place], "children": children,
        });
        serde_json::json!({ "reason": "compiler-message", "message": diagnostic }).to_string()
    }

    #[test]
    fn findings_are_heddles_own_sorted_and_each_once() {
        let messages = [
            message("blocking", 9, &["it waits", "`#[warn(blocking)]` on by default"]),
            message("unused_variables", 1, &[]),
            message("blocking", 2, &["it waits"]),
            message("blocking", 9, &["it waits"]),
            "{\"reason\":\"build-finished\",\"success\":true}".to_owned(),
        ];
        let found = findings(&messages.join("\n"), &BTreeSet::from(["blocking".to_owned()]));
        assert_eq!(
            found.iter().map(|finding| finding.line).collect::<Vec<_>>(),
            [2, 9]
        );
        assert_eq!(found[1].notes, ["it waits"]);
    }

    #[test]
    fn a_crash_of_the_kit_and_one_of_the_compiler_count() {
        let printed = "note: heddle 0.1.0 gave up on a function; please report this bug of the kit at …\n\
                       error: the compiler unexpectedly panicked. This is a bug";
        assert_eq!(crashes(printed), 2);
        assert_eq!(crashes("warning: unused variable"), 0);
    }
}
