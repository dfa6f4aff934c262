//! Machine-applicable fixes are right: every case that fires is fixed as `--fix` would, and the result compiles
//! without the findings that were fixed.

use std::collections::{BTreeMap, HashSet};
use std::fs;

use heddle_tests::examples::{Examples, code};
use heddle_tests::kit::{kit, root};
use rustfix::{Filter, Suggestion, apply_suggestions, get_suggestions_from_json};
use serde_json::Value;

#[test]
fn every_machine_applicable_fix_compiles_and_silences_its_finding() {
    let examples = Examples::new().expect("a package for the cases");
    let mut lints_by_case = BTreeMap::new();
    for folder in fs::read_dir(root().join("tests/ui")).expect("tests/ui") {
        let folder = folder.expect("tests/ui can be read").path();
        if !folder.is_dir() {
            continue; // the cases' own package
        }
        let lint = folder.file_name().expect("a name").to_string_lossy().into_owned();
        for case in fs::read_dir(&folder).expect("a lint's cases") {
            let case = case.expect("a lint's cases can be read").path();
            let stem = case.file_stem().expect("a name").to_string_lossy().into_owned();
            if stem.starts_with("fires_") && case.extension().is_some_and(|extension| extension == "rs") {
                let name = format!("{lint}__{stem}");
                examples
                    .put(&name, &fs::read_to_string(&case).expect("a case"))
                    .expect("a program");
                lints_by_case.insert(name, lint.clone());
            }
        }
    }

    let before = examples.check(kit()).expect("the cases compile");
    let mut fixed = BTreeMap::new();
    for (name, lint) in &lints_by_case {
        let findings = of_lint(&before, name, lint);
        assert!(!findings.is_empty(), "{name} is quiet under cargo heddle");
        let fixes: Vec<Suggestion> = findings.iter().flat_map(fixes).collect();
        if !fixes.is_empty() {
            let code =
                apply_suggestions(&examples.get(name).expect("a program"), &fixes).expect("fixes that fit");
            examples.put(name, &code).expect("a program");
            fixed.insert(name, (findings.len(), fixes.len()));
        }
    }
    assert!(!fixed.is_empty(), "no case has a machine-applicable fix");

    let after = examples.check(kit()).expect("the fixed cases compile");
    for (name, (findings, fixes)) in fixed {
        let left = of_lint(&after, name, &lints_by_case[name]).len();
        assert_eq!(
            left,
            findings - fixes,
            "{name}: {findings} findings, {fixes} fixed\n{}",
            examples.get(name).unwrap()
        );
    }
}

fn of_lint(found: &BTreeMap<String, Vec<Value>>, name: &str, lint: &str) -> Vec<Value> {
    found
        .get(name)
        .into_iter()
        .flatten()
        .filter(|finding| code(finding) == lint)
        .cloned()
        .collect()
}

/// What rustfix would apply of one finding.
fn fixes(finding: &Value) -> Vec<Suggestion> {
    get_suggestions_from_json(
        &finding.to_string(),
        &HashSet::new(),
        Filter::MachineApplicableOnly,
    )
    .expect("rustc's diagnostics are what rustfix reads")
}
