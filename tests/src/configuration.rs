//! The schema of heddle.toml and the page of the book that explains its keys, both made of the type that reads the file.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use cargo_heddle::config;
use serde_json::{Map, Value};

use crate::kit::root;

/// What stands on the page before and behind the keys.
const BEFORE: &str = include_str!("configuration/before.md");
const AFTER: &str = include_str!("configuration/after.md");

/// The schema's file with what it must hold.
pub fn schema() -> Result<(PathBuf, String)> {
    let path = root().join("docs/src/using/heddle.schema.json");
    Ok((path, serde_json::to_string_pretty(&config::schema())? + "\n"))
}

/// The page with what it must hold.
pub fn page() -> Result<(PathBuf, String)> {
    let path = root().join("docs/src/using/configuration.md");
    let schema = config::schema();
    let mut page = format!(
        "<!-- written by `cargo bless` from lints/protocol/src/config.rs and tests/src/configuration/ -->\n\n\
         {BEFORE}\n## Keys\n"
    );
    for (key, value) in table(&schema["properties"])? {
        let values =
            values(&schema["$defs"], value).with_context(|| format!("`{key}` of the configuration"))?;
        let _ = write!(
            page,
            "\n### {key}\n\n{}\n\n{values}",
            text(&value["description"])?
        );
    }
    Ok((path, format!("{page}\n{AFTER}")))
}

/// What a key takes and what holds without it.
fn values(defs: &Value, value: &Value) -> Result<String> {
    Ok(match text(&value["type"])? {
        "boolean" => format!("`true` or `false`{}.\n", by_default(value)),
        "integer" => format!(
            "A number from {} to {}{}.\n",
            value["minimum"],
            value["maximum"],
            by_default(value)
        ),
        "string" => format!("One of {}. Without it the code tells.\n", names(&value["enum"])?),
        "array" => {
            let item = resolve(defs, &value["items"])?;
            let default = by_default(value);
            match item["type"].as_str() {
                None => format!("A list of these{default}:\n\n{}", meanings(item)?),
                Some("object") => format!(
                    "A list of tables{default}, each with all of these:\n\n{}",
                    fields(defs, item)?
                ),
                Some(_) => format!("A list of paths, as a `use` would write them{default}.\n"),
            }
        }
        "object" => format!(
            "A table of [lints](../lints/overview.md), named with `_` or `-`, and one of these for each:\n\n{}",
            meanings(resolve(defs, &serde_json::json!({ "$ref": "#/$defs/Level" }))?)?
        ),
        other => bail!("a {other}, which the page has no words for"),
    })
}

fn by_default(value: &Value) -> String {
    match &value["default"] {
        Value::Array(all) if all.is_empty() => ", empty by default".to_owned(),
        default => format!(", `{default}` by default"),
    }
}

/// A table of words that each mean something.
fn meanings(choice: &Value) -> Result<String> {
    let mut rows = "| value | meaning |\n|---|---|\n".to_owned();
    for one in choice["oneOf"].as_array().context("a choice")? {
        let _ = writeln!(
            rows,
            "| `{}` | {} |",
            text(&one["const"])?,
            text(&one["description"])?
        );
    }
    Ok(rows)
}

/// A table of what a table has.
fn fields(defs: &Value, of: &Value) -> Result<String> {
    let mut rows = "| key | meaning |\n|---|---|\n".to_owned();
    for (key, value) in table(&of["properties"])? {
        let words = match resolve(defs, value)?.get("enum") {
            Some(all) => format!(" One of {}.", names(all)?),
            None => String::new(),
        };
        let _ = writeln!(rows, "| `{key}` | {}{words} |", text(&value["description"])?);
    }
    Ok(rows)
}

fn resolve<'a>(defs: &'a Value, value: &'a Value) -> Result<&'a Value> {
    let Some(name) = value["$ref"].as_str().and_then(|it| it.strip_prefix("#/$defs/")) else {
        return Ok(value);
    };
    defs.get(name)
        .with_context(|| format!("the schema has no {name}"))
}

fn names(all: &Value) -> Result<String> {
    let all = all.as_array().context("a list of names")?;
    let all: Vec<_> = all
        .iter()
        .map(|name| Ok(format!("`{}`", text(name)?)))
        .collect::<Result<_>>()?;
    Ok(all.join(", "))
}

fn text(value: &Value) -> Result<&str> {
    value.as_str().with_context(|| format!("{value} is no text"))
}

fn table(value: &Value) -> Result<&Map<String, Value>> {
    value.as_object().with_context(|| format!("{value} is no table"))
}
