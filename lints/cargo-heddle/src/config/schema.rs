//! The schema of `heddle.toml` for editors: made of the type that reads it, and of the lists that its values are held
//! against.

use heddle_protocol::Config;
use schemars::Schema;
use serde_json::{Map, Value, json};

use super::FILE;
use super::values::{LEAST, MOST, runtimes};
use crate::lints;

/// A path, as `values` checks it.
const PATH: &str = r"^[\p{L}\p{N}_*]+(::[\p{L}\p{N}_*]+)+$";

/// The schema, in JSON Schema's draft 2020-12.
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(Config);
    schema.insert("title".to_owned(), FILE.into());
    schema.insert(
        "$comment".to_owned(),
        "printed by `cargo heddle config --schema`, from the type that reads the file".into(),
    );
    narrow(&mut schema, "/properties/lints", &levels());
    narrow(
        &mut schema,
        "/properties/runtime",
        &json!({ "type": "string", "enum": runtimes() }),
    );
    for (key, least) in LEAST {
        let limits = json!({ "minimum": least, "maximum": MOST });
        narrow(&mut schema, &format!("/properties/{key}"), &limits);
    }
    for path in [
        "/properties/offload-wrappers/items",
        "/properties/ready-wrappers/items",
        "/$defs/Blocking/properties/path",
        "/$defs/NonBlocking/properties/path",
    ] {
        narrow(&mut schema, path, &json!({ "pattern": PATH }));
    }
    schema.to_value()
}

/// The lints by name, in the spelling that they are shown with, and with hyphens.
fn levels() -> Value {
    let level = |lint: &lints::Lint| json!({ "$ref": "#/$defs/Level", "description": lint.description, "default": lint.level });
    let names: Map<_, _> = lints::all()
        .iter()
        .map(|it| (it.name.clone(), level(it)))
        .collect();
    let hyphens: Vec<_> = lints::all().iter().map(|it| it.name.replace('_', "-")).collect();
    json!({
        "properties": names,
        "patternProperties": { format!("^({})$", hyphens.join("|")): { "$ref": "#/$defs/Level" } },
        "additionalProperties": false,
    })
}

/// Adds what only the checks of values know.
fn narrow(schema: &mut Schema, place: &str, more: &Value) {
    let found = schema.pointer_mut(place).and_then(Value::as_object_mut);
    let found = found.unwrap_or_else(|| panic!("the schema has {place}"));
    // TOML has no null.
    if found.get("default").is_some_and(Value::is_null) {
        found.remove("default");
    }
    found.extend(more.as_object().cloned().unwrap_or_default());
}
