//! The words that the command takes and tells: commands, options, formats, lints, keys, variables, codes.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use cargo_heddle::environment::VARIABLES;
use cargo_heddle::files::FILES;
use cargo_heddle::{Exit, cli, config, lints};
use serde_json::Value;

use super::Part;

pub(super) fn parts() -> Result<Vec<Part>> {
    let lints = lints::all().iter().map(|lint| lint.name.clone()).collect();
    let variables = VARIABLES.iter().map(|it| it.name.to_owned()).collect();
    let files = FILES.iter().map(|it| it.name.to_owned()).collect();
    let codes = Exit::table().into_iter().map(|(code, _)| code).collect();
    Ok(vec![
        Part::words("lints", lints),
        Part::words("environment", variables),
        Part::words("files", files),
        Part::words("exit", codes),
        Part::words("configuration", keys()?),
        Part::words("command", cli::words().into_iter().collect()),
    ])
}

/// The keys of the configuration and the values that they take by name.
fn keys() -> Result<BTreeSet<String>> {
    let schema = config::schema();
    let mut keys = BTreeSet::new();
    for (key, value) in schema["properties"].as_object().context("keys")? {
        keys.insert(key.clone());
        keys.extend(names(value).map(|name| format!("{key} {name}")));
    }
    for (name, value) in schema["$defs"].as_object().context("types")? {
        let fields = value["properties"].as_object();
        keys.extend(
            fields
                .into_iter()
                .flatten()
                .map(|(field, _)| format!("{name} {field}")),
        );
        keys.extend(names(value).map(|one| format!("{name} {one}")));
    }
    Ok(keys)
}

/// The values that a type lists.
fn names(value: &Value) -> impl Iterator<Item = &str> {
    let listed = value["enum"].as_array().into_iter().flatten();
    let meant = value["oneOf"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|it| &it["const"]);
    listed.chain(meant).filter_map(Value::as_str)
}
