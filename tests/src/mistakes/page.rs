//! What a lint's page shows of its mistake in a service.

use std::fmt::Write as _;

use toml::{Table, Value};

use super::Mistake;

/// The section, as Markdown without its heading.
pub fn section(mistake: &Mistake) -> String {
    let Mistake {
        row,
        data,
        wrong,
        repaired,
        ..
    } = mistake;
    let answers: Vec<String> = row.answers().iter().map(|answer| format!("`{answer}`")).collect();
    let mut page = format!(
        "{}\n\n`{}`, in a service generated with {}:\n\n{}",
        data.story.trim(),
        data.file,
        answers.join(" and "),
        block("rust,ignore", wrong)
    );
    for edit in &data.edits {
        let added = edit.code.lines().map(|line| format!("+{line}\n"));
        let diff = format!("{} {}", added.collect::<String>(), edit.before);
        let _ = write!(page, "\nIn `{}`:\n\n{}", edit.file, block("diff", &diff));
    }
    if !data.dependencies.is_empty() {
        let dependencies = format!("[dependencies]\n{}", listed(&data.dependencies));
        let _ = write!(
            page,
            "\nIn `Cargo.toml`, beside what is there:\n\n{}",
            block("toml", &dependencies)
        );
    }
    if let Some(level) = level(mistake) {
        let _ = write!(
            page,
            "\nThe lint is off by default; `heddle.toml` turns it on:\n\n{}",
            block("toml", &format!("[lints]\n{level}"))
        );
    }
    let _ = write!(
        page,
        "\n`cargo heddle` says:\n\n{}\n{}\n\n{}\nAbout this it says nothing.\n",
        block("text", &mistake.said()),
        data.repair.trim(),
        block("rust,ignore", repaired)
    );
    page
}

/// The line of `heddle.toml` that turns the lint on, where it is off by default.
pub(super) fn level(mistake: &Mistake) -> Option<String> {
    let lint = mistake.lint;
    (lint.level == "allow").then(|| format!("{} = \"warn\"\n", lint.name))
}

fn block(language: &str, text: &str) -> String {
    format!("```{language}\n{}\n```\n", text.trim_end())
}

/// One dependency a line, each with its version first.
fn listed(dependencies: &Table) -> String {
    let mut lines = String::new();
    for (name, value) in dependencies {
        let value = match value {
            Value::Table(table) => {
                let mut keys: Vec<_> = table
                    .iter()
                    .map(|(key, value)| format!("{key} = {value}"))
                    .collect();
                keys.sort_by_key(|key| !key.starts_with("version = "));
                format!("{{ {} }}", keys.join(", "))
            }
            version => version.to_string(),
        };
        let _ = writeln!(lines, "{name} = {value}");
    }
    lines
}
