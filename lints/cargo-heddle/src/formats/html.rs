//! One page that needs nothing else: the findings with their code, and the way to each cause as a picture.

mod picture;

use std::collections::BTreeMap;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::Report;
use crate::VERSION;
use crate::lints::Lint;
use crate::messages::{Finding, Help, Line, Place};

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// The whole page.
pub(super) fn document(report: &Report<'_>) -> String {
    let mut by_lint: BTreeMap<&str, (&Lint, usize)> = BTreeMap::new();
    for finding in &report.findings {
        by_lint.entry(&finding.lint.name).or_insert((finding.lint, 0)).1 += 1;
    }
    let name = report.root.file_name().unwrap_or_default().to_string_lossy();
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "Heddle: " (name) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { "Heddle" span { (name) } }
                    p { (report.headline()) }
                }
                main {
                    @if report.findings.is_empty() {
                        p.empty { "Nothing to show." }
                    } @else {
                        (filter(report.findings.len(), &by_lint))
                        @for finding in &report.findings { (article(finding)) }
                        p.empty #none hidden { "No finding is left by the filter." }
                        h2 { "The lints" }
                        @for (lint, _) in by_lint.values() { (explanation(lint)) }
                    }
                }
                footer { "heddle " (VERSION) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string() + "\n"
}

fn filter(all: usize, by_lint: &BTreeMap<&str, (&Lint, usize)>) -> Markup {
    html! {
        form #filter {
            input #words type="search" placeholder="File, function, words" aria-label="Words to look for";
            fieldset {
                legend { "Lints" }
                label { input type="radio" name="lint" value="" checked; " all " b { (all) } }
                @for (name, (_, count)) in by_lint {
                    label { input type="radio" name="lint" value=(name); " " (name) " " b { (count) } }
                }
            }
        }
    }
}

fn article(finding: &Finding) -> Markup {
    let Finding {
        lint,
        level,
        message,
        place,
        others,
        chain,
        notes,
        helps,
        package,
        target,
        ..
    } = finding;
    html! {
        article data-lint=(lint.name) .(level.name()) {
            h3 { (marked(message)) }
            p.where {
                span.level { (level) }
                " "
                a href={ "#" (lint.name) } { (lint.name) }
                " "
                code { (place.file) ":" (place.line) ":" (place.column) }
                span.unit { (package) ", " (target) }
            }
            (code(place))
            @for other in others {
                @if let Some(label) = &other.label { p { (marked(label)) ": line " (other.line) } }
            }
            @if !chain.is_empty() {
                details open {
                    summary { "The way there" }
                    (picture::draw(finding))
                }
            }
            @if !notes.is_empty() || !helps.is_empty() {
                ul {
                    @for note in notes { li { (marked(note)) } }
                    @for it in helps { li.help { (help(it)) } }
                }
            }
        }
    }
}

fn help(help: &Help) -> Markup {
    html! {
        b { "help: " } (marked(&help.says))
        @for edit in &help.edits {
            div.edit {
                @if !edit.place.code().is_empty() { del { (edit.place.code()) } " " }
                ins { (edit.replacement) }
                span.unit { "line " (edit.place.line) }
            }
        }
    }
}

/// The lines of a place with their numbers, what is meant marked.
fn code(place: &Place) -> Markup {
    html! {
        pre {
            @for (number, line) in (place.line..).zip(&place.lines) {
                span.number { (format!("{number:>5}  ")) }
                (meant(line))
                "\n"
            }
        }
    }
}

/// The line with what is meant marked, but not the indentation.
fn meant(Line { text, meant }: &Line) -> Markup {
    let indentation = text.chars().take_while(|it| it.is_whitespace()).count();
    let start = meant.start.max(indentation.min(meant.end));
    let part = |from: usize, to: usize| {
        text.chars()
            .skip(from)
            .take(to.saturating_sub(from))
            .collect::<String>()
    };
    html! {
        (part(0, start))
        mark { (part(start, meant.end)) }
        (part(meant.end, usize::MAX))
    }
}

/// Text in which what stands between backquotes is code.
fn marked(text: &str) -> Markup {
    html! {
        @for (at, part) in text.split('`').enumerate() {
            @if at % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// A paragraph, or the points of a list.
fn prose(paragraph: &str) -> Markup {
    match paragraph.strip_prefix("- ") {
        Some(points) => html! { ul { @for point in points.split("\n- ") { li { (marked(point)) } } } },
        None => html! { p { (marked(paragraph)) } },
    }
}

fn explanation(lint: &Lint) -> Markup {
    html! {
        details.lint id=(lint.name) {
            summary { code { (lint.name) } " " (lint.description) }
            @for section in &lint.sections {
                h4 { (section.title) }
                @for (at, block) in section.without_links().split("```").enumerate() {
                    // The first line of code names its language.
                    @if at % 2 == 1 {
                        pre { (block.split_once('\n').map_or(block, |(_, code)| code)) }
                    } @else {
                        @for paragraph in block.split("\n\n").map(str::trim).filter(|it| !it.is_empty()) {
                            (prose(paragraph))
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_code_becomes_part_of_the_page() {
        let evil = "</script><img src=x onerror=alert(1)>\"'&";
        let mut finding = Finding::at("blocking_call_in_async", "lib", 0);
        finding.message = format!("`{evil}` {evil}");
        finding.place.file = evil.to_owned();
        finding.place.lines[0].text = evil.to_owned();
        finding.package = evil.to_owned();
        finding.notes.push(evil.to_owned());
        finding.chain.push(crate::messages::Step {
            says: format!("`{evil}` calls `{evil}`"),
            places: vec![finding.place.clone()],
            upstream: None,
        });
        let report = Report {
            root: std::path::Path::new("/<b>"),
            findings: vec![&finding],
            recorded: None,
            success: true,
        };
        let page = document(&report);
        assert!(!page.contains("<img") && !page.contains("<b>:"), "{page}");
        assert_eq!(page.matches("<script>").count(), 1);
        assert_eq!(page.matches("</script>").count(), 1);
    }

    #[test]
    fn what_is_meant_is_marked_by_characters() {
        let line = Line {
            text: "let ä = f(<x>);".to_owned(),
            meant: 8..14,
        };
        assert_eq!(meant(&line).into_string(), "let ä = <mark>f(&lt;x&gt;)</mark>;");
        let line = Line {
            text: "    .await;".to_owned(),
            meant: 0..10,
        };
        assert_eq!(meant(&line).into_string(), "    <mark>.await</mark>;");
    }
}
