//! Where the values of a configuration stand.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

/// The table that a configuration was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file.
    pub file: PathBuf,
    /// The names of the tables that lead to it; none where the file holds nothing else.
    pub table: &'static [&'static str],
    pub(super) text: String,
}

impl Origin {
    /// The line of each key, those of levels as `lints.NAME`.
    pub(crate) fn lines(&self) -> BTreeMap<String, usize> {
        let mut lines = BTreeMap::new();
        let Ok(document) = DeTable::parse(&self.text) else {
            return lines;
        };
        let Some(table) = below(document.get_ref(), self.table) else {
            return lines;
        };
        for (key, value) in table {
            let name = key.get_ref();
            lines.insert(name.to_string(), line(&self.text, &key.span()));
            if name == "lints"
                && let DeValue::Table(levels) = value.get_ref()
            {
                let levels = levels.keys();
                lines.extend(levels.map(|lint| {
                    let name = format!("lints.{}", lint.get_ref().replace('-', "_"));
                    (name, line(&self.text, &lint.span()))
                }));
            }
        }
        lines
    }
}

/// The table that `keys` lead to.
pub(super) fn below<'a, 'i>(mut table: &'a DeTable<'i>, keys: &[&str]) -> Option<&'a DeTable<'i>> {
    for key in keys {
        let DeValue::Table(inner) = table.get(*key)?.get_ref() else {
            return None;
        };
        table = inner;
    }
    Some(table)
}

/// The file, with the line where it is known.
pub(super) fn place(file: &Path, text: &str, span: Option<Range<usize>>) -> String {
    match span {
        Some(span) if text.get(..span.start).is_some() => {
            format!("{}:{}", file.display(), line(text, &span))
        }
        _ => file.display().to_string(),
    }
}

fn line(text: &str, span: &Range<usize>) -> usize {
    let before = text.get(..span.start).unwrap_or_default();
    before.matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_its_line_in_every_spelling() {
        let keys = "check-tests = true\nlints.unbounded-channel = \"deny\"\n[table.lints]\n";
        let file = Origin {
            file: "heddle.toml".into(),
            table: &[],
            text: keys.to_owned(),
        };
        let lines = file.lines();
        assert_eq!(lines["check-tests"], 1);
        assert_eq!(lines["lints.unbounded_channel"], 2);
        let manifest = Origin {
            table: &["workspace", "metadata", "heddle"],
            text:
                "[workspace]\n[workspace.metadata.heddle]\nmax-depth = 3\n[workspace.metadata.heddle.lints]\n\
                   wrong_runtime = \"warn\"\n"
                    .to_owned(),
            ..file
        };
        let lines = manifest.lines();
        assert_eq!((lines["max-depth"], lines["lints.wrong_runtime"]), (3, 5));
        assert_eq!(lines.len(), 3, "{lines:?}");
    }
}
