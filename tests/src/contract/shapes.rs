//! The keys of what is written for programs, from a project that makes all of them appear.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

use super::Part;
use crate::command::{must, quietly};
use crate::fixture::Fixture;
use crate::kit::kit;

/// A way through a dependency, a fix, and two findings of a kind.
const SOURCE: &str = "\
fn load() -> String {
    heddle_disk::text()
}

pub async fn price() -> usize {
    load().len()
}

pub async fn report() {
    drop(send());
    std::thread::sleep(std::time::Duration::ZERO);
}

async fn send() {}
";
const DISK: &str = "\
pub fn text() -> String {
    std::fs::read_to_string(\"x\").unwrap_or_default()
}
";

pub(super) fn parts() -> Result<Vec<Part>> {
    let fixture = Fixture::with_manifest(
        SOURCE,
        "exclude = [\"disk\"]\n\n[features]\ndefault = []\n\n[dependencies]\nheddle-disk = { path = \"disk\" }\n",
    )?
    .file(
        "disk/Cargo.toml",
        "[package]\nname = \"heddle-disk\"\nversion = \"0.3.1\"\nedition = \"2024\"\n",
    )?
    .file("disk/src/lib.rs", DISK)?;

    let formats = ["--format", "json", "--format", "sarif=out.sarif"];
    let mut json = BTreeSet::new();
    let mut sarif = BTreeSet::new();
    let mut check = |flags: &[&str]| -> Result<()> {
        let finished = fixture.heddle(&[&formats[..], flags].concat())?;
        add_lines(&finished.stdout, &mut json)?;
        add(
            &serde_json::from_str(&fs::read_to_string(fixture.path().join("out.sarif"))?)?,
            "",
            &mut sarif,
        );
        Ok(())
    };
    check(&[])?;
    check(&["--", "-D", "blocking_call_in_async"])?;
    fixture.heddle(&["baseline"])?.success()?;
    let mut baseline = BTreeSet::new();
    let recorded = fs::read_to_string(fixture.path().join("heddle-baseline.jsonl"))?;
    for line in recorded.lines() {
        add(&serde_json::from_str(line)?, "", &mut baseline);
    }
    check(&[])?;

    let mut choice = BTreeSet::new();
    for answers in [
        "work=computing,connections=hundreds,libraries=any,flow=one,aim=nothing",
        "work=both,connections=more,libraries=any,flow=many,aim=memory",
    ] {
        let answers = ["choose", "--json", "--answers", answers];
        let said = must(kit().heddle().args(answers), &quietly)?.stdout;
        // Which questions there are is no shape.
        let mut said: Value = serde_json::from_str(&said)?;
        let of_questions = said["answers"].as_object_mut().context("the answers")?;
        let first = std::mem::take(of_questions)
            .into_iter()
            .next()
            .context("an answer")?;
        of_questions.insert("*".to_owned(), first.1);
        add(&said, "", &mut choice);
    }

    let mut driver = BTreeSet::new();
    let record = fs::read_to_string(kit().driver.with_file_name("driver.json"))?;
    add(&serde_json::from_str(&record)?, "", &mut driver);

    [
        ("json", json),
        ("sarif", sarif),
        ("baseline", baseline),
        ("choice", choice),
        ("driver", driver),
    ]
    .into_iter()
    .map(|(name, lines)| Part::shape(name, lines))
    .collect()
}

/// The findings and the last line; the others are cargo's alone.
fn add_lines(messages: &str, lines: &mut BTreeSet<String>) -> Result<()> {
    for line in messages.lines() {
        let message: Value = serde_json::from_str(line)?;
        let reason = message["reason"].as_str().context("a reason")?;
        if ["compiler-message", "heddle-finished"].contains(&reason) {
            add(&message, &format!("{reason} "), lines);
        }
    }
    Ok(())
}

/// Adds each value that is found in `value`: where it stands, and of which type it is.
fn add(value: &Value, place: &str, lines: &mut BTreeSet<String>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(all) => {
            all.iter().for_each(|it| add(it, &format!("{place}/*"), lines));
            "array"
        }
        Value::Object(all) => {
            all.iter()
                .for_each(|(key, it)| add(it, &format!("{place}/{key}"), lines));
            return;
        }
    };
    lines.insert(format!("{place} {kind}"));
}
