//! The guide: what it shows as Rust compiles, its decisions have the same sections, its commands and settings are there.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use cargo_heddle::choose::decision::{Answers, Decision};
use cargo_heddle::lints;
use heddle_tests::command::{clean, must, quietly};
use heddle_tests::kit::root;
use toml::{Table, Value};
use walkdir::WalkDir;

/// The sections of a decision's page, in their order.
const OF_A_DECISION: [&str; 6] = [
    "The question",
    "Short answer",
    "The numbers",
    "When it flips",
    "The template's answer",
    "The lint that keeps you honest",
];

/// The sections of a model's page.
const OF_A_MODEL: [&str; 4] = ["How it works", "Strengths", "Limits", "Measured"];

/// Pages whose blocks another test compiles, as the several crates that they are.
const COMPILED_ELSEWHERE: [&str; 1] = ["guide/following_a_call.md"];

/// What the blocks may use, in the versions of the lints' cases.
const LIBRARIES: [&str; 8] = [
    "async-compat",
    "async-executor",
    "async-io",
    "async-std",
    "futures-lite",
    "rayon",
    "smol",
    "tokio",
];

#[test]
fn every_block_of_rust_compiles() -> Result<()> {
    let mut crate_root = "#![allow(dead_code, unused)]\n".to_owned();
    let folder = tempfile::tempdir()?;
    let sources = folder.path().join("src");
    fs::create_dir(&sources)?;
    let mut count = 0;
    for page in pages()?.iter().filter(|page| !is_compiled_elsewhere(page)) {
        for (number, block) in page.blocks().enumerate() {
            ensure!(
                block.language == "rust" || !block.language.starts_with("rust"),
                "{}: `{}`; a block of Rust compiles, and its fence says `rust` alone",
                page.name,
                block.language
            );
            if block.language != "rust" || is_included(page, &block)? {
                continue;
            }
            let module = format!("{}_{number}", page.name.replace(['/', '.'], "_"));
            fs::write(sources.join(&module).with_extension("rs"), block.code)?;
            writeln!(crate_root, "mod {module};")?;
            count += 1;
        }
    }
    assert!(count >= 8, "only {count} blocks were found");
    fs::write(sources.join("lib.rs"), crate_root)?;
    fs::write(folder.path().join("Cargo.toml"), manifest()?)?;
    fs::copy(root().join("Cargo.lock"), folder.path().join("Cargo.lock"))?;
    let mut check = clean("cargo");
    check
        .current_dir(folder.path())
        .env("CARGO_TARGET_DIR", target()?.join("examples-of-guide"));
    must(check.args(["check", "--quiet"]), &quietly)?;
    Ok(())
}

#[test]
fn every_decision_has_the_fixed_sections_a_known_command_and_a_lint() -> Result<()> {
    let decision = Decision::of_the_kit();
    let commands: BTreeSet<String> = decision
        .complete(&Answers::new())
        .iter()
        .filter_map(|answers| Some(decision.recommend(answers)?.command().join(" ")))
        .collect();
    let settings = settings()?;
    let pages = pages()?;
    let decisions: Vec<_> = pages
        .iter()
        .filter(|page| page.name.starts_with("decisions/"))
        .collect();
    assert!(decisions.len() >= 8, "{} decisions", decisions.len());
    for page in decisions {
        assert_eq!(page.sections(), OF_A_DECISION, "sections of {}", page.name);
        let typed: Vec<_> = page
            .blocks()
            .filter(|block| block.language == "console")
            .collect();
        ensure!(!typed.is_empty(), "{} has no command", page.name);
        for line in typed.iter().flat_map(|block| block.code.lines()) {
            match line.strip_prefix("cargo run -- ") {
                Some(flags) => {
                    let flags = flags.split(' ').filter_map(|word| word.strip_prefix("--"));
                    for flag in flags {
                        ensure!(settings.contains(flag), "{}: no setting {flag}", page.name);
                    }
                }
                None => ensure!(
                    commands.contains(line),
                    "{}: never recommended: {line}",
                    page.name
                ),
            }
        }
        let (_, honest) = page.text.split_once(OF_A_DECISION[5]).context("seen above")?;
        ensure!(honest.contains("](../lints/"), "{} names no lint", page.name);
    }
    Ok(())
}

#[test]
fn every_model_has_the_fixed_sections() -> Result<()> {
    for page in pages()?.iter().filter(|page| page.name.starts_with("models/")) {
        let sections = page.sections();
        let fixed = sections.iter().filter(|title| OF_A_MODEL.contains(title));
        assert!(fixed.eq(&OF_A_MODEL), "{}: {sections:?}", page.name);
    }
    Ok(())
}

#[test]
fn every_page_of_the_guide_is_in_the_summary() -> Result<()> {
    let summary = fs::read_to_string(root().join("docs/src/SUMMARY.md"))?;
    for page in pages()? {
        ensure!(
            summary.contains(&format!("({})", page.name)),
            "SUMMARY.md misses {}",
            page.name
        );
    }
    Ok(())
}

#[test]
fn what_is_said_of_measurements_names_one() -> Result<()> {
    const MEASURED: [&str; 15] = [
        "M1", "M2", "M3", "M4", "M5", "M6", "H1", "H2", "H3", "H4", "H5", "H6", "S1", "S2", "G1",
    ];
    let mut said = 0;
    for page in pages()? {
        for rest in page.text.split("<!-- holds: ").skip(1) {
            let (id, _) = rest.split_once(" -->").context("a comment ends")?;
            ensure!(MEASURED.contains(&id), "{}: no measurement {id}", page.name);
            said += 1;
        }
    }
    assert!(said > 10, "only {said} sentences");
    Ok(())
}

#[test]
fn every_lint_has_its_mistake() -> Result<()> {
    let pages = pages()?;
    let page = pages
        .iter()
        .find(|page| page.name == "guide/mistakes.md")
        .context("the page is there")?;
    let rows = page.text.lines().filter(|line| line.starts_with("| "));
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows.filter_map(|row| row.split_once("](../lints/")) {
        let (name, _) = row.1.split_once(".md)").context("a link to a page ends")?;
        *named.entry(name).or_default() += 1;
    }
    let wanted: BTreeMap<&str, usize> = lints::all().iter().map(|lint| (lint.name.as_str(), 1)).collect();
    assert_eq!(named, wanted, "each lint has one row");
    Ok(())
}

/// A page of the guide.
struct Page {
    /// Its path in the book.
    name: String,
    text: String,
}

/// A fenced block.
struct Block<'a> {
    language: &'a str,
    code: &'a str,
}

impl Page {
    fn blocks(&self) -> impl Iterator<Item = Block<'_>> {
        let mut parts = self.text.split("\n```").skip(1);
        std::iter::from_fn(move || {
            let inside = parts.next()?;
            parts.next(); // the text between this block and the next one
            let (language, code) = inside.split_once('\n')?;
            Some(Block { language, code })
        })
    }

    fn sections(&self) -> Vec<&str> {
        let lines = self.text.lines();
        lines.filter_map(|line| line.strip_prefix("## ")).collect()
    }
}

/// Every page but the lints', which have tests of their own.
fn pages() -> Result<Vec<Page>> {
    let folder = root().join("docs/src");
    let mut pages = Vec::new();
    for entry in WalkDir::new(&folder).sort_by_file_name() {
        let path = entry?.into_path();
        let name = path.strip_prefix(&folder)?.to_string_lossy().into_owned();
        let is_page = name.ends_with(".md") && !name.starts_with("lints/") && !name.starts_with("measured/");
        if is_page && name != "SUMMARY.md" {
            let text = fs::read_to_string(&path)?;
            pages.push(Page { name, text });
        }
    }
    Ok(pages)
}

fn is_compiled_elsewhere(page: &Page) -> bool {
    COMPILED_ELSEWHERE.contains(&page.name.as_str())
}

/// Whether a block is the part of a file that its own package compiles, which must be there.
fn is_included(page: &Page, block: &Block<'_>) -> Result<bool> {
    let Some(rest) = block.code.trim().strip_prefix("{{#include ") else {
        ensure!(
            !block.code.contains("{{#"),
            "{}: a block is included or written",
            page.name
        );
        return Ok(false);
    };
    let target = rest.trim_end_matches("}}");
    let (file, anchor) = target.split_once(':').unwrap_or((target, ""));
    let folder = root().join("docs/src").join(&page.name);
    let path = folder.parent().context("a page lies in a folder")?.join(file);
    let source = fs::read_to_string(&path).with_context(|| format!("{} includes {file}", page.name))?;
    ensure!(belongs_to_a_package(&path)?, "{file} is compiled by nobody");
    for mark in ["ANCHOR: ", "ANCHOR_END: "] {
        let mark = format!("{mark}{anchor}");
        ensure!(
            anchor.is_empty() || source.lines().any(|line| line.ends_with(&mark)),
            "{file} has no {mark}"
        );
    }
    Ok(true)
}

/// The bridges are compiled by their test, all else by the package that it lies in.
fn belongs_to_a_package(path: &Path) -> Result<bool> {
    let path: PathBuf = path.canonicalize()?;
    let below: BTreeSet<_> = ["docs/models", "docs/bridges", "docs/changes"]
        .iter()
        .filter_map(|folder| root().join(folder).canonicalize().ok())
        .collect();
    Ok(below.iter().any(|folder| path.starts_with(folder)))
}

/// The folder that this program was built into, so that the libraries are compiled once.
fn target() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    Ok(program
        .ancestors()
        .nth(3)
        .context("a test lies in a target folder")?
        .to_owned())
}

fn manifest() -> Result<String> {
    let path = root().join("tests/ui/Cargo.toml");
    let mut cases: Table = fs::read_to_string(path)?.parse()?;
    let Some(Value::Table(mut libraries)) = cases.remove("dev-dependencies") else {
        anyhow::bail!("the cases depend on nothing");
    };
    libraries.retain(|name, _| LIBRARIES.contains(&name));
    ensure!(libraries.len() == LIBRARIES.len(), "the cases lack a library");
    let mut manifest: Table = toml::toml! {
        [workspace]

        [package]
        name = "heddle-guide"
        version = "0.0.0"
        edition = "2024"
        publish = false

        [lints.rust]
        unexpected_cfgs = { level = "warn", check-cfg = ["cfg(heddle)"] }
    };
    manifest.insert("dependencies".to_owned(), Value::Table(libraries));
    Ok(manifest.to_string())
}

/// The settings of all services, as their flags are called.
fn settings() -> Result<BTreeSet<String>> {
    let mut settings = BTreeSet::new();
    for entry in WalkDir::new(root().join("template")) {
        let path = entry?.into_path();
        if path.extension().is_none_or(|end| end != "rs") {
            continue;
        }
        let text = fs::read_to_string(&path)?;
        let lines: Vec<_> = text.lines().map(str::trim).collect();
        for pair in lines.windows(2).filter(|pair| pair[0].starts_with("#[arg(")) {
            let name = pair[1].strip_prefix("pub ").and_then(|rest| rest.split_once(':'));
            settings.extend(name.map(|(name, _)| name.replace('_', "-")));
        }
    }
    Ok(settings)
}
