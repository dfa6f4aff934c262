//! A summary in GitHub's Markdown, for a pull request or the summary of a workflow.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::Report;
use crate::messages::{Finding, Step};

/// A comment holds 65536 characters; what is behind this length is only counted.
const LONGEST: usize = 60_000;

/// The whole document.
pub(super) fn document(report: &Report<'_>) -> String {
    let mut text = format!("## Heddle: {}\n", report.headline());
    if report.findings.is_empty() {
        return text;
    }
    let mut by_lint: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &report.findings {
        *by_lint.entry(&finding.lint.name).or_default() += 1;
    }
    text.push_str("\n| findings | lint | finds |\n|---:|---|---|\n");
    for (name, count) in by_lint {
        let lint = report.findings.iter().find(|it| it.lint.name == name);
        let description = lint.map_or("", |it| it.lint.description.as_str());
        let _ = writeln!(
            text,
            "| {count} | `{name}` | {} |",
            escape(description).replace('|', "\\|")
        );
    }
    for (told, finding) in report.findings.iter().enumerate() {
        let section = section(finding);
        if text.len() + section.len() > LONGEST {
            let left = report.findings.len() - told;
            let _ = writeln!(text, "\n… and {left} more.");
            break;
        }
        text.push_str(&section);
    }
    text
}

fn section(finding: &Finding) -> String {
    let Finding {
        place,
        lint,
        level,
        chain,
        notes,
        helps,
        ..
    } = finding;
    let mut text = format!("\n### {}:{}\n\n", code(&place.file), place.line);
    let _ = writeln!(
        text,
        "**{level}** [`{}`]: {}\n",
        lint.name,
        escape(&finding.message)
    );
    let lines: Vec<_> = place.lines.iter().map(|line| line.text.as_str()).collect();
    let fence = fence(&lines.join("\n"));
    let _ = writeln!(text, "{fence}rust\n{}\n{fence}", lines.join("\n"));
    if !chain.is_empty() {
        let _ = writeln!(text, "\n<details><summary>The way there</summary>\n");
        for (number, step) in (1..).zip(chain) {
            let _ = writeln!(text, "{number}. {}{}", escape(&step.says), whereabouts(step));
        }
        text.push_str("\n</details>\n");
    }
    text.push('\n');
    for note in notes {
        let _ = writeln!(text, "- {}", escape(note));
    }
    for help in helps {
        let _ = writeln!(text, "- **help:** {}", escape(&help.says));
    }
    text
}

fn whereabouts(step: &Step) -> String {
    match step.whereabouts(code).as_str() {
        "" => String::new(),
        place => format!(", {place}"),
    }
}

/// More backquotes than there are in the text.
fn fence(text: &str) -> String {
    let longest = text.split(|it| it != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

/// A name as code; names of files may hold backquotes.
fn code(text: &str) -> String {
    if text.contains('`') {
        escape(text)
    } else {
        format!("`{text}`")
    }
}

/// Text in which what stands between backquotes is code, and nothing else means anything.
fn escape(text: &str) -> String {
    let parts: Vec<_> = text.split('`').collect();
    if parts.len() % 2 == 0 {
        return plain(text);
    }
    let parts = parts.iter().enumerate().map(|(at, part)| match at % 2 {
        0 => plain(part),
        _ => format!("`{part}`"),
    });
    parts.collect()
}

fn plain(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '\n' | '\r' => escaped.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '@' | '!' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            _ => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stays_code_and_all_else_means_nothing() {
        assert_eq!(
            escape("`<T as X>::y` *is* <b> @all"),
            "`<T as X>::y` \\*is\\* \\<b\\> \\@all"
        );
        assert_eq!(escape("half ` of it"), "half \\` of it");
        assert_eq!(fence("a ```` b"), "`````");
        assert_eq!(fence("a"), "```");
    }

    #[test]
    fn what_a_comment_cannot_hold_is_counted() {
        let findings: Vec<_> = (0..1000)
            .map(|at| Finding::at("blocking_call_in_async", "lib", at))
            .collect();
        let report = Report {
            root: std::path::Path::new("/work"),
            findings: findings.iter().collect(),
            recorded: Some(3),
            success: true,
        };
        let text = document(&report);
        assert!(text.len() < 65_536, "{}", text.len());
        assert!(
            text.starts_with("## Heddle: 1000 new findings, 3 recorded\n"),
            "{text}"
        );
        let told = text.matches("\n### ").count();
        assert!(
            text.ends_with(&format!("… and {} more.\n", 1000 - told)),
            "{told}"
        );
    }
}
