//! The file of the record: JSON, one line for what was recorded how, then one a finding, sorted, so that git
//! merges it line by line.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Entry, Unit};
use crate::Error;
use crate::contract::BASELINE;
use crate::whole::Whole;

/// The file's name, at the workspace's root.
pub const FILE: &str = "heddle-baseline.jsonl";

/// What stands in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Contents {
    /// The flags of the recording that decide which code there is: features, profile and platform.
    pub(super) flags: Vec<String>,
    /// The findings.
    pub(super) records: Vec<(Entry, Unit)>,
}

/// The first line.
#[derive(Serialize, Deserialize)]
struct Head {
    #[serde(rename = "heddle-baseline")]
    version: u32,
    #[serde(default)]
    flags: Vec<String>,
}

/// Any other line.
#[derive(Serialize, Deserialize)]
struct Record {
    #[serde(flatten)]
    entry: Entry,
    #[serde(flatten)]
    unit: Unit,
}

/// Reads the file, if there is one.
pub(super) fn read(path: &Path) -> Result<Option<Contents>, Error> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(mistake(path, None, format!("cannot be read: {error}"))),
    };
    parse(&text)
        .map(Some)
        .map_err(|(line, problem)| mistake(path, line, problem))
}

fn parse(text: &str) -> Result<Contents, (Option<usize>, String)> {
    let anew =
        "`git log` knows how it was, and `cargo heddle baseline` records anew once the file is removed";
    let mut lines = (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty());
    let conflict = |line: &str| {
        ["<<<<<<<", "|||||||", "=======", ">>>>>>>"]
            .iter()
            .any(|it| line.starts_with(it))
    };
    if let Some((number, _)) = lines.clone().find(|(_, line)| conflict(line)) {
        let cure = "keep the lines of both sides and remove the marks between them";
        return Err((Some(number), format!("an unfinished merge; {cure}")));
    }
    let (number, head) = lines.next().ok_or((None, format!("is empty; {anew}")))?;
    let head: Head = serde_json::from_str(head).map_err(|error| {
        (
            Some(number),
            format!("is no record of findings ({error}); {anew}"),
        )
    })?;
    if head.version != BASELINE {
        let cure = "update cargo-heddle, or remove the file and record anew with `cargo heddle baseline`";
        let problem = format!(
            "has version {} of the format, and this one knows {BASELINE}; {cure}",
            head.version
        );
        return Err((Some(number), problem));
    }
    let records = lines.map(|(number, line)| {
        let record = serde_json::from_str::<Record>(line);
        let record = record.map_err(|error| (Some(number), format!("is damaged ({error}); {anew}")))?;
        Ok((record.entry, record.unit))
    });
    Ok(Contents {
        flags: head.flags,
        records: records.collect::<Result<_, _>>()?,
    })
}

/// Writes the file whole.
pub(super) fn write(path: &Path, contents: Contents) -> Result<(), Error> {
    let problem = |error: io::Error| mistake(path, None, format!("cannot be written: {error}"));
    Whole::begin(path)
        .and_then(|file| file.finish(text(contents).as_bytes()))
        .map_err(problem)
}

fn text(Contents { flags, mut records }: Contents) -> String {
    let head = Head {
        version: BASELINE,
        flags,
    };
    records.sort();
    let records = records
        .into_iter()
        .map(|(entry, unit)| json(&Record { entry, unit }));
    [json(&head)]
        .into_iter()
        .chain(records)
        .map(|line| line + "\n")
        .collect()
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain data becomes JSON")
}

fn mistake(path: &Path, line: Option<usize>, problem: String) -> Error {
    let line = line.map_or_else(String::new, |line| format!(":{line}"));
    Error::Config {
        place: format!("{}{line}", path.display()),
        problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(item: &str) -> (Entry, Unit) {
        let entry = Entry {
            package: "api".to_owned(),
            lint: "blocking_call_in_async".to_owned(),
            item: item.to_owned(),
            code: "load(\"ä\")".to_owned(),
            cause: "std::fs::read".to_owned(),
        };
        let unit = Unit {
            target: "lib".to_owned(),
            tests: item == "b",
            features: String::new(),
        };
        (entry, unit)
    }

    #[test]
    fn what_is_written_is_read_again_and_sorted() {
        let contents = Contents {
            flags: vec!["--all-features".to_owned()],
            records: vec![record("b"), record("a"), record("a")],
        };
        let text = text(contents.clone());
        assert_eq!(text.lines().count(), 4);
        let read = parse(&text).unwrap();
        assert_eq!(read.flags, contents.flags);
        assert_eq!(read.records, [record("a"), record("a"), record("b")]);
    }

    #[test]
    fn a_file_that_is_none_says_which_line_and_what_to_do() {
        let good = text(Contents::default());
        for (text, line, words) in [
            (String::new(), None, "is empty"),
            ("[]\n".to_owned(), Some(1), "is no record"),
            (good.replace(":1,", ":2,"), Some(1), "update cargo-heddle"),
            (format!("{good}{{\"package\":\n"), Some(2), "is damaged"),
            (format!("{good}<<<<<<< HEAD\n"), Some(2), "unfinished merge"),
        ] {
            let (found, problem) = parse(&text).unwrap_err();
            assert_eq!(found, line, "{problem}");
            assert!(problem.contains(words), "{problem}");
        }
    }
}
