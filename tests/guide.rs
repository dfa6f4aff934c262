//! The guide: what it shows as Rust compiles, its decisions have the same sections, its commands and settings are there.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use cargo_heddle::choose::decision::{Answers, Decision};
use cargo_heddle::lints;
use heddle_tests::examples::{Examples, code};
use heddle_tests::guide::{Block, Page, cells, compile, page, pages, settings, tables};
use heddle_tests::kit::{kit, root};
use heddle_tests::measured;

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

#[test]
fn every_block_of_rust_compiles() -> Result<()> {
    let modules = blocks()?;
    assert!(modules.len() > 15, "only {} blocks were found", modules.len());
    compile(&modules)
}

/// What the guide tells to write, the kit's lints let pass.
#[test]
fn the_lints_find_nothing_in_what_the_guide_shows() -> Result<()> {
    let examples = Examples::new()?;
    for (name, code) in blocks()? {
        let main = if code.contains("fn main(") {
            ""
        } else {
            "\nfn main() {}\n"
        };
        examples.put(&name, &format!("#![allow(unused)]\n\n{code}{main}"))?;
    }
    let mut bridges = "#![allow(unused)]\n\n".to_owned();
    for bridge in ["client", "edge", "handle", "unblock", "worker"] {
        let path = root().join("docs/bridges").join(bridge).with_extension("rs");
        writeln!(bridges, "#[path = {path:?}]\nmod {bridge};")?;
    }
    examples.put("bridges", &format!("{bridges}\nfn main() {{}}\n"))?;
    let ours: BTreeSet<&str> = lints::all().iter().map(|lint| lint.name.as_str()).collect();
    let mut found = Vec::new();
    for (program, diagnostics) in examples.check(kit())? {
        let ours = diagnostics
            .iter()
            .filter(|diagnostic| ours.contains(code(diagnostic)));
        found.extend(ours.map(|diagnostic| format!("{program}: {}", diagnostic["rendered"])));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}

/// The cells of the tables on the page about changing the model, each in a function of its own.
#[test]
fn every_equivalent_compiles() -> Result<()> {
    let page = page("guide/migrating.md")?;
    let mut modules = BTreeMap::new();
    let mut count = 0;
    for (number, table) in tables(&page.text).into_iter().enumerate() {
        let libraries: Vec<_> = cells(table[0]).collect();
        let mut module = String::new();
        for (place, library) in libraries.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            let given = given(library).with_context(|| format!("a column for {library}"))?;
            for (row, line) in table.iter().enumerate().skip(2) {
                let cell = cells(line).nth(place).context("a row is as long as its head")?;
                let Some(code) = cell.split('`').nth(1) else {
                    ensure!(cell == "-", "{cell} is no code");
                    continue;
                };
                writeln!(
                    module,
                    "async fn cell_{place}_{row}() -> Result<(), Box<dyn std::error::Error>> {{\n\
                     {given}\nlet _ = {code};\nOk(())\n}}"
                )?;
                count += 1;
            }
        }
        modules.insert(format!("table_{number}"), module);
    }
    assert!(count > 80, "only {count} cells were found");
    compile(&modules)
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
    let pages = pages()?;
    let models: Vec<_> = pages
        .iter()
        .filter(|page| page.name.starts_with("models/") && page.name != "models/overview.md")
        .collect();
    assert!(models.len() >= 10, "{} models", models.len());
    for page in models {
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
    let measured = measured::benchmarks()?;
    let mut said = 0;
    for page in pages()? {
        for rest in page.text.split("<!-- holds: ").skip(1) {
            let (id, _) = rest.split_once(" -->").context("a comment ends")?;
            ensure!(
                measured.iter().any(|known| known.id == id),
                "{}: no measurement {id}",
                page.name
            );
            said += 1;
        }
    }
    assert!(said > 10, "only {said} sentences");
    Ok(())
}

/// A line that begins with a comment is HTML to its end, and the paragraph is over.
#[test]
fn no_comment_within_a_paragraph_begins_a_line() -> Result<()> {
    for page in pages()? {
        for line in page.text.lines().map(str::trim_start) {
            let marks = ["<!-- figure", "<!-- holds", "<!-- later"];
            ensure!(
                !marks.iter().any(|mark| line.starts_with(mark)),
                "{}: {line}",
                page.name
            );
        }
    }
    Ok(())
}

#[test]
fn every_lint_has_its_mistake() -> Result<()> {
    let page = page("guide/mistakes.md")?;
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

/// What the cells of a column speak of.
fn given(library: &str) -> Option<String> {
    let task = match library {
        "threads" => "use std::*; let thread = thread::spawn(|| 1);",
        "tokio" => "use tokio::*; let task = spawn(async { 1 });",
        "smol" => "use smol::*; let task = spawn(async { 1 });",
        "async-std" => "use async_std::*; let task = task::spawn(async { 1 });",
        _ => return None,
    };
    Some(format!(
        "let (_sender, receiver) = std::sync::mpsc::channel::<u8>();\n\
         let (time, address, path) = (std::time::Duration::from_secs(1), \"127.0.0.1:1\", \"path\");\n\
         let (work, other, late, blocks) = (async {{ 1 }}, async {{ 2 }}, async {{ 3 }}, || 1);\n{task}"
    ))
}

/// The blocks of Rust that are written out, by a name for each.
fn blocks() -> Result<BTreeMap<String, String>> {
    let mut modules = BTreeMap::new();
    for page in pages()?.iter().filter(|page| !is_compiled_elsewhere(page)) {
        for (number, block) in page.blocks().enumerate() {
            ensure!(
                block.language == "rust" || !block.language.starts_with("rust"),
                "{}: `{}`; a block of Rust compiles, and its fence says `rust` alone",
                page.name,
                block.language
            );
            if block.language == "rust" && !is_included(page, &block)? {
                let module = format!("{}_{number}", page.name.replace(['/', '.'], "_"));
                modules.insert(module, block.code.to_owned());
            }
        }
    }
    Ok(modules)
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

/// The bridges are compiled by their test, the parts in the services that they are from, all else by its package.
fn belongs_to_a_package(path: &Path) -> Result<bool> {
    let path: PathBuf = path.canonicalize()?;
    let below: BTreeSet<_> = ["docs/models", "docs/bridges", "docs/parts"]
        .iter()
        .filter_map(|folder| root().join(folder).canonicalize().ok())
        .collect();
    Ok(below.iter().any(|folder| path.starts_with(folder)))
}
