//! Prose in the terminal's width. What goes elsewhere keeps its lines, as programs read them.

use std::io::IsTerminal;

use textwrap::{Options, WordSplitter, WrapAlgorithm};

/// Longer lines are hard to read; the help keeps to it too.
pub(crate) const WIDEST: usize = 110;

/// Where fewer columns are left for text, it goes below what it belongs to.
const NARROWEST: usize = 30;

/// What begins an item of a list.
const ITEM: &str = "- ";

/// How many columns the terminal has that standard output goes to, if it goes to one.
pub(crate) fn width() -> Option<usize> {
    std::io::stdout().is_terminal().then(textwrap::termwidth)
}

/// Markdown whose paragraphs and lists are broken anew; code and headings stay as they are.
pub(crate) fn filled(markdown: &str, width: usize) -> String {
    let (mut lines, mut paragraph) = (Vec::new(), Vec::new());
    let mut in_code = false;
    for line in markdown.lines() {
        let is_fence = line.starts_with("```");
        in_code ^= is_fence;
        let is_prose = !in_code && !is_fence && !line.is_empty() && !line.starts_with('#');
        if !is_prose || line.starts_with(ITEM) {
            end_of(&mut paragraph, width, &mut lines);
        }
        if is_prose {
            paragraph.push(line.trim());
        } else {
            lines.push(line.to_owned());
        }
    }
    end_of(&mut paragraph, width, &mut lines);
    lines.join("\n")
}

/// Breaks the paragraph, of which there is none from then on.
fn end_of(paragraph: &mut Vec<&str>, width: usize, lines: &mut Vec<String>) {
    let text = std::mem::take(paragraph).join(" ");
    let indent = if text.starts_with(ITEM) { ITEM.len() } else { 0 };
    if !text.is_empty() {
        lines.extend(broken(&text, width.min(WIDEST), indent));
    }
}

/// A row of a table: `text` in a column of its own behind `before`, or below it where that would be too narrow.
pub(crate) fn row(before: &str, text: &str, width: usize) -> String {
    let column = before.len();
    if column + NARROWEST <= width {
        return broken(&format!("{before}{text}"), width, column).join("\n");
    }
    let below = broken(&format!("    {text}"), width, 4).join("\n");
    format!("{}\n{below}", before.trim_end())
}

/// Lines of `text`, those behind the first one indented.
fn broken(text: &str, width: usize, indent: usize) -> Vec<String> {
    let indent = " ".repeat(indent);
    // Names and flags have hyphens, and are copied whole.
    let options = Options::new(width)
        .subsequent_indent(&indent)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .break_words(false);
    let lines = textwrap::wrap(text, options);
    lines.into_iter().map(String::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "\
# lint
Finds `non-blocking` calls
that wait for others.

- `tiers`: which of the tiers are told; every one by
  default.
- `other`: nothing.

```rust
fn a_function_whose_name_is_longer_than_a_line() {}

# hidden
```
";

    #[test]
    fn paragraphs_and_lists_are_broken_anew_and_code_stays() {
        let narrow = "\
# lint
Finds `non-blocking`
calls that wait for
others.

- `tiers`: which of
  the tiers are
  told; every one by
  default.
- `other`: nothing.

```rust
fn a_function_whose_name_is_longer_than_a_line() {}

# hidden
```";
        assert_eq!(filled(PAGE, 20), narrow);
        let wide = PAGE
            .replace("calls\n", "calls ")
            .replace("by\n  default", "by default");
        assert_eq!(filled(PAGE, 200), wide.trim_end());
    }

    #[test]
    fn no_line_is_longer_than_is_easy_to_read_however_wide_the_terminal_is() {
        let long = "word ".repeat(60);
        assert!(filled(&long, 200).lines().all(|line| line.len() <= WIDEST));
    }

    #[test]
    fn the_text_of_a_row_has_its_column_or_stands_below_where_that_is_too_narrow() {
        let (before, text) = (
            "some_lint  warn  ",
            "a call that blocks the thread, made in async code",
        );
        let column = "some_lint  warn  a call that blocks the thread, made\n                 in async code";
        assert_eq!(row(before, text, 52), column);
        let below = "some_lint  warn\n    a call that blocks the\n    thread, made in async code";
        assert_eq!(row(before, text, 30), below);
        assert_eq!(row(before, text, 80), format!("{before}{text}"));
    }
}
