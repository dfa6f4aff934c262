//! GitLab's code quality report: the part of Code Climate's format that it reads.

use std::path::PathBuf;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Report;
use super::fingerprint::Fingerprints;
use crate::messages::{Finding, Level};

/// A finding, as GitLab reads it.
#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    /// From the repository's folder.
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

/// The whole document.
pub(super) fn document(report: &Report<'_>) -> String {
    let repository = std::env::var_os("CI_PROJECT_DIR").map(PathBuf::from);
    let prefix = report.prefix(repository.as_deref());
    let mut fingerprints = Fingerprints::new(report.root);
    let issues = report.findings.iter();
    let issues = issues.map(|finding| issue(finding, &prefix, &fingerprints.of(finding)));
    let issues: Vec<_> = issues.collect();
    serde_json::to_string_pretty(&issues).expect("plain data becomes JSON") + "\n"
}

fn issue<'a>(finding: &'a Finding, prefix: &str, fingerprint: &str) -> Issue<'a> {
    let Finding {
        lint,
        level,
        message,
        place,
        ..
    } = finding;
    Issue {
        description: message.clone(),
        check_name: &lint.name,
        fingerprint: hash(fingerprint),
        severity: match level {
            Level::Error => "major",
            Level::Warning => "minor",
        },
        location: Location {
            path: format!("{prefix}{}", place.file),
            lines: Lines { begin: place.line },
        },
    }
}

/// GitLab compares them and shows them to nobody, so that they may as well be short.
fn hash(fingerprint: &str) -> String {
    let hash = Sha256::digest(fingerprint);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issue_has_what_gitlab_reads_and_nothing_else() {
        let mut finding = Finding::at("blocking_call_in_async", "lib", 0);
        finding.level = Level::Error;
        let issue = serde_json::to_value(issue(&finding, "rust/", "api | 1")).unwrap();
        let fingerprint = "cb3f0edbd1711a85f8160d874fc4a1cced6876d415c7883ebdcd4658569ed429";
        let expected = serde_json::json!({
            "description": "`load` blocks",
            "check_name": "blocking_call_in_async",
            "fingerprint": fingerprint,
            "severity": "major",
            "location": {"path": "rust/src/lib.rs", "lines": {"begin": 1}},
        });
        assert_eq!(issue, expected);
    }
}
