//! Where something stands in the code.

use std::ops::Range;

use cargo_metadata::diagnostic::DiagnosticSpan;

/// A piece of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, from the workspace's root if it lies below that.
    pub file: String,
    /// The bytes of the file.
    pub bytes: Range<u32>,
    /// The first line, from 1.
    pub line: usize,
    /// The first character in it, from 1.
    pub column: usize,
    /// The last line.
    pub end_line: usize,
    /// The character after the last, from 1.
    pub end_column: usize,
    /// The lines, whole.
    pub lines: Vec<Line>,
    /// What is said about it.
    pub label: Option<String>,
}

/// A line of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The text without the line's end.
    pub text: String,
    /// The characters that are meant, from 0.
    pub meant: Range<usize>,
}

impl Place {
    pub(super) fn read(span: &DiagnosticSpan) -> Self {
        let lines = span.text.iter().map(|line| Line {
            text: line.text.clone(),
            meant: line.highlight_start.saturating_sub(1)..line.highlight_end.saturating_sub(1),
        });
        Self {
            file: span.file_name.replace('\\', "/"),
            bytes: span.byte_start..span.byte_end,
            line: span.line_start,
            column: span.column_start,
            end_line: span.line_end,
            end_column: span.column_end,
            lines: lines.collect(),
            label: span.label.clone(),
        }
    }

    /// The first column and that after the last, from 1, in units of UTF-16.
    pub fn utf16_columns(&self) -> (usize, usize) {
        let units = |line: Option<&Line>, column: usize| match line {
            Some(line) => {
                let before = line.text.chars().take(column.saturating_sub(1));
                before.map(char::len_utf16).sum::<usize>() + 1
            }
            None => column,
        };
        (
            units(self.lines.first(), self.column),
            units(self.lines.last(), self.end_column),
        )
    }

    /// The code itself.
    pub fn code(&self) -> String {
        let lines = self.lines.iter().map(|line| {
            let meant = line.text.chars().skip(line.meant.start);
            meant.take(line.meant.len()).collect::<String>()
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}
