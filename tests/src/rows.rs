//! Tables of the book whose rows are tests.

use std::collections::BTreeSet;

/// The tests that the rows of a page name, each in its last cell.
pub fn named(page: &str) -> BTreeSet<&str> {
    let rows = page
        .lines()
        .filter(|line| line.starts_with("| ") && line.ends_with("` |"));
    rows.filter_map(|row| row.rsplit('`').nth(1)).collect()
}

/// The tests of a source that return nothing, but the one called `besides`.
pub fn tests<'a>(source: &'a str, besides: &str) -> BTreeSet<&'a str> {
    let lines = source.lines().zip(source.lines().skip(1));
    let tests = lines.filter(|(line, _)| *line == "#[test]");
    tests
        .filter_map(|(_, function)| function.strip_prefix("fn ")?.strip_suffix("() {"))
        .filter(|test| *test != besides)
        .collect()
}
