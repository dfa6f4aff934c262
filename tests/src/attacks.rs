//! What the attacks on the generated services came to, as their tests say it: an attack a line, a row a column.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::kit::root;

/// What `came_to` in template/tests/service/harness.rs begins a line with.
const MARK: &str = "attack: ";

/// Attacks by name, and what each came to by row.
#[derive(Clone, Debug, Default)]
pub struct Attacks {
    rows: Vec<String>,
    ends: BTreeMap<String, BTreeMap<String, String>>,
}

impl Attacks {
    /// Takes in what the tests of a row printed.
    pub fn read(&mut self, row: &str, said: &str) {
        self.rows.push(row.to_owned());
        for line in said.lines().filter_map(|line| line.strip_prefix(MARK)) {
            if let Some((attack, end)) = line.split_once(": ") {
                let ends = self.ends.entry(attack.to_owned()).or_default();
                ends.insert(row.to_owned(), end.to_owned());
            }
        }
    }

    /// As a table in Markdown.
    pub fn table(&self) -> String {
        let mut table = format!("| attack | {} |\n", self.rows.join(" | "));
        table += &format!("|---|{}\n", "---|".repeat(self.rows.len()));
        for (attack, ends) in &self.ends {
            let end = |row| ends.get(row).map_or("not tried", String::as_str);
            let ends: Vec<_> = self.rows.iter().map(end).collect();
            table += &format!("| {attack} | {} |\n", ends.join(" | "));
        }
        table
    }

    /// Writes the table where it is committed.
    pub fn write(&self, seconds: u32) -> Result<()> {
        let text = format!(
            "<!-- written by `cargo matrix` -->\n\n# What attacks on the services come to\n\n\
             Each row without extras, in debug builds, as their own tests attack them; random bytes for {seconds} s. \
             Every cell is the end of a test that passed.\n\n{}",
            self.table()
        );
        let path = path();
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
    }
}

/// Where the table is committed.
pub fn path() -> PathBuf {
    root().join("docs/src/measured/attacks.md")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_attack_is_a_line_and_each_row_a_column() {
        let mut attacks = Attacks::default();
        attacks.read("one", "test x ... ok\nattack: noise: 3 sent\n");
        attacks.read("two", "attack: noise: 4 sent\nattack: a panic: 500\n");
        assert_eq!(
            attacks.table(),
            "| attack | one | two |\n|---|---|---|\n\
             | a panic | not tried | 500 |\n| noise | 3 sent | 4 sent |\n"
        );
    }
}
