//! SARIF 2.1.0, for code scanning and for editors that read it.
//!
//! The document is built as JSON and held against the standard's schema by a test. The types of the `serde-sarif`
//! package do not build but beside another package that happens to turn a feature of serde's on.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::Report;
use super::fingerprint::Fingerprints;
use crate::VERSION;
use crate::contract::FINGERPRINT;
use crate::lints::{self, Lint};
use crate::messages::{Finding, Help, Level, Place, Step, Upstream};

/// What the paths of the workspace and of dependencies begin at. GitHub knows the first by this name.
const ROOT: &str = "%SRCROOT%";
const DEPENDENCIES: &str = "DEPENDENCIES";

/// What stands in a path of a URI as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// The whole document.
pub(super) fn document(report: &Report<'_>) -> String {
    let mut fingerprints = Fingerprints::new(report.root);
    // GitHub takes names of files from the folder of the repository, whatever stands at its base.
    let repository = std::env::var_os("GITHUB_WORKSPACE").map(PathBuf::from);
    let prefix = report.prefix(repository.as_deref());
    let base = match prefix.is_empty() {
        true => report.root,
        false => repository.as_deref().unwrap_or(report.root),
    };
    let results = report.findings.iter();
    let results = results.map(|finding| result(finding, &prefix, &fingerprints.of(finding)));
    let results: Vec<_> = results.collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "heddle",
                "semanticVersion": VERSION,
                "informationUri": REPOSITORY,
                "rules": lints::all().iter().map(rule).collect::<Vec<_>>(),
            }},
            "invocations": [{"executionSuccessful": report.success}],
            "originalUriBaseIds": {
                ROOT: {"uri": format!("{}/", file_uri(base))},
                DEPENDENCIES: {"description": {"text": "the folder in which dependencies lie, each by name and version"}},
            },
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn rule(lint: &Lint) -> Value {
    let Lint {
        name,
        level,
        description,
        documentation: _,
        sections,
    } = lint;
    let help = lint.without_links();
    let what = sections.first().map(lints::Section::without_links);
    let what = what.as_deref().map_or(description.as_str(), str::trim);
    json!({
        "id": name,
        "shortDescription": {"text": description},
        "fullDescription": {"text": what},
        "help": {"text": help, "markdown": help},
        "helpUri": format!("{REPOSITORY}/blob/main/docs/src/lints/{name}.md"),
        "defaultConfiguration": {
            "enabled": level != "allow",
            "level": if level == "deny" { "error" } else { "warning" },
        },
    })
}

fn result(finding: &Finding, prefix: &str, fingerprint: &str) -> Value {
    let Finding {
        lint,
        level,
        place,
        others,
        chain,
        helps,
        ..
    } = finding;
    let index = lints::all().iter().position(|it| it.name == lint.name);
    let mut result = json!({
        "ruleId": lint.name,
        "ruleIndex": index,
        "level": match level {
            Level::Error => "error",
            Level::Warning => "warning",
        },
        "message": {"text": text(finding)},
        "locations": [{"physicalLocation": physical(place, prefix)}],
        // What the baseline knows a finding by, and the how manieth of its kind it is.
        "partialFingerprints": {format!("heddleFinding/v{FINGERPRINT}"): fingerprint},
    });
    if !others.is_empty() {
        result["relatedLocations"] = others
            .iter()
            .map(|it| location(it, prefix, it.label.as_deref()))
            .collect();
    }
    if !chain.is_empty() {
        let start = json!({"location": location(place, prefix, Some(&finding.message))});
        let steps = chain
            .iter()
            .flat_map(|it| step(it, prefix))
            .map(|it| json!({"location": it}));
        let locations: Vec<_> = [start].into_iter().chain(steps).collect();
        result["codeFlows"] = json!([{"threadFlows": [{"locations": locations}]}]);
    }
    let fixes: Vec<_> = helps.iter().filter_map(|it| fix(it, prefix)).collect();
    if !fixes.is_empty() {
        result["fixes"] = fixes.into();
    }
    result
}

/// The message with what follows from it and the ways out, as most viewers show no more.
fn text(finding: &Finding) -> String {
    let notes = finding.notes.iter().map(|note| format!("\nnote: {note}"));
    let helps = finding.helps.iter().map(|help| format!("\nhelp: {}", help.says));
    [finding.message.clone()]
        .into_iter()
        .chain(notes)
        .chain(helps)
        .collect()
}

fn location(place: &Place, prefix: &str, message: Option<&str>) -> Value {
    let mut location = json!({"physicalLocation": physical(place, prefix)});
    if let Some(message) = message {
        location["message"] = json!({"text": message});
    }
    location
}

/// A location for each place of the step: a flow goes through them one by one.
fn step(step: &Step, prefix: &str) -> Vec<Value> {
    let says = Some(step.says.as_str());
    let Some(upstream) = &step.upstream else {
        return step
            .places
            .iter()
            .map(|place| location(place, prefix, says))
            .collect();
    };
    let Upstream {
        package,
        version,
        file,
        line,
    } = upstream;
    vec![json!({
        "physicalLocation": {
            "artifactLocation": {
                "uri": encoded(&format!("{package}-{version}/{file}")),
                "uriBaseId": DEPENDENCIES,
            },
            "region": {"startLine": line},
        },
        "logicalLocations": [{"fullyQualifiedName": format!("{package} {version}"), "kind": "package"}],
        "message": {"text": says},
    })]
}

fn fix(help: &Help, prefix: &str) -> Option<Value> {
    let mut by_file: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for edit in &help.edits {
        by_file.entry(&edit.place.file).or_default().push(json!({
            "deletedRegion": region(&edit.place),
            "insertedContent": {"text": edit.replacement},
        }));
    }
    let changes = by_file.into_iter().map(
        |(file, replacements)| json!({"artifactLocation": artifact(file, prefix), "replacements": replacements}),
    );
    let changes: Vec<_> = changes.collect();
    (!changes.is_empty()).then(|| json!({"description": {"text": help.says}, "artifactChanges": changes}))
}

fn physical(place: &Place, prefix: &str) -> Value {
    let mut region = region(place);
    region["snippet"] = json!({"text": place.code()});
    json!({"artifactLocation": artifact(&place.file, prefix), "region": region})
}

fn region(place: &Place) -> Value {
    let (start, end) = place.utf16_columns();
    json!({"startLine": place.line, "startColumn": start, "endLine": place.end_line, "endColumn": end})
}

fn artifact(file: &str, prefix: &str) -> Value {
    if Path::new(file).is_absolute() {
        return json!({"uri": file_uri(Path::new(file))});
    }
    json!({"uri": encoded(&format!("{prefix}{file}")), "uriBaseId": ROOT})
}

fn file_uri(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/");
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("file://{slash}{}", encoded(&path))
}

fn encoded(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(encoded("src/ä b%.rs"), "src/%C3%A4%20b%25.rs");
        assert_eq!(file_uri(Path::new("/a b/c")), "file:///a%20b/c");
        assert_eq!(file_uri(Path::new("C:\\a")), "file:///C%3A/a");
    }
}
