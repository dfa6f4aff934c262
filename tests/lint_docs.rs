//! The lints' documentation is true: every Example fires, every Use instead is quiet, every page in the book
//! is what the lint's file says.

use std::fs;

use cargo_heddle::lints::{self, Lint};
use heddle_protocol::Config;
use heddle_tests::examples::{Examples, code};
use heddle_tests::kit::{self, kit};
use heddle_tests::pages::{keys, pages};

/// The sections of a lint's documentation, in their order; `Configuration` may be absent.
const SECTIONS: [&str; 6] = [
    "What it does",
    "Why is this bad?",
    "Known limits",
    "Configuration",
    "Example",
    "Use instead",
];

#[test]
fn every_lint_has_the_fixed_sections_in_order() {
    for lint in lints::all() {
        let headings: Vec<&str> = lint
            .sections
            .iter()
            .map(|section| section.title.as_str())
            .collect();
        let expected: Vec<&str> = SECTIONS
            .into_iter()
            .filter(|title| *title != "Configuration" || headings.contains(title))
            .collect();
        assert_eq!(headings, expected, "sections of `{}`", lint.name);
    }
}

#[test]
fn every_key_of_a_configuration_is_one_that_heddle_toml_may_have() {
    let config = serde_json::to_value(Config::default()).expect("the keys with their defaults");
    for lint in lints::all() {
        for key in keys(lint) {
            assert!(
                config.get(key).is_some(),
                "`{}` documents `{key}`, which is no key of heddle.toml",
                lint.name
            );
        }
    }
}

#[test]
fn every_page_is_what_the_lint_says() {
    let mut stale = Vec::new();
    for (path, wanted) in pages().expect("the cases and verdicts can be read") {
        let found = fs::read_to_string(kit::root().join(&path)).unwrap_or_default();
        if found != wanted {
            stale.push(path.display().to_string());
        }
    }
    assert!(
        stale.is_empty(),
        "not up to date: {}; rewrite them with `cargo bless pages`",
        stale.join(", ")
    );
}

#[test]
fn every_example_fires_and_every_use_instead_is_quiet() {
    let examples = Examples::new().expect("a package for the examples");
    for lint in lints::all() {
        for (suffix, title) in [("fires", "Example"), ("quiet", "Use instead")] {
            examples
                .put(&format!("{}__{suffix}", lint.name), &program(lint, title))
                .expect("an example");
        }
    }

    let found = examples.check(kit()).expect("the examples compile");
    for lint in lints::all() {
        let codes = |suffix: &str| -> Vec<&str> {
            found
                .get(&format!("{}__{suffix}", lint.name))
                .into_iter()
                .flatten()
                .map(code)
                .collect()
        };
        let fires = codes("fires");
        assert!(!fires.is_empty(), "the Example of `{}` is quiet", lint.name);
        assert!(
            fires.iter().all(|code| *code == lint.name),
            "the Example of `{}` gave {fires:?}",
            lint.name
        );
        assert!(
            codes("quiet").is_empty(),
            "the Use instead of `{}` gave {:?}",
            lint.name,
            codes("quiet")
        );
    }
}

/// The one fenced block of a section, as a program.
fn program(lint: &Lint, title: &str) -> String {
    let section = lint.sections.iter().find(|section| section.title == title);
    let text = &section
        .unwrap_or_else(|| panic!("`{}` has a section {title}", lint.name))
        .text;
    let block = text
        .split("```rust\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next());
    let block = block.unwrap_or_else(|| panic!("{title} of `{}` has a ```rust block", lint.name));
    let main = if block.contains("fn main(") {
        ""
    } else {
        "\nfn main() {}\n"
    };
    // Some are off by default, and rustc has its own words for some of the examples.
    format!("#![allow(unused)]\n#![warn({})]\n\n{block}{main}", lint.name)
}
