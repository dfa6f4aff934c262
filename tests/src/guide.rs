//! The pages of the guide as tests see them: sections, blocks, tables, and a crate to compile code in.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use toml::{Table, Value};
use walkdir::WalkDir;

use crate::command::{clean, must, quietly};
use crate::kit::root;

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

/// A page of the guide.
#[derive(Debug)]
pub struct Page {
    /// Its path in the book.
    pub name: String,
    /// Its source.
    pub text: String,
}

/// A fenced block.
#[derive(Debug)]
pub struct Block<'a> {
    /// What stands behind the fence.
    pub language: &'a str,
    /// What it holds.
    pub code: &'a str,
}

impl Page {
    /// Its fenced blocks, in order.
    pub fn blocks(&self) -> impl Iterator<Item = Block<'_>> {
        let mut parts = self.text.split("\n```").skip(1);
        std::iter::from_fn(move || {
            let inside = parts.next()?;
            parts.next(); // the text between this block and the next one
            let (language, code) = inside.split_once('\n')?;
            Some(Block { language, code })
        })
    }

    /// The titles of its sections.
    pub fn sections(&self) -> Vec<&str> {
        let lines = self.text.lines();
        let titles = lines.filter_map(|line| line.strip_prefix("## "));
        // An address that translations share is no part of the title.
        titles
            .map(|title| title.split(" {#").next().unwrap_or(title))
            .collect()
    }
}

/// Every page but the lints', which have tests of their own.
pub fn pages() -> Result<Vec<Page>> {
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

/// The page of this path.
pub fn page(name: &str) -> Result<Page> {
    let page = pages()?.into_iter().find(|page| page.name == name);
    page.with_context(|| format!("no page {name}"))
}

/// The tables of a page, line by line.
pub fn tables(text: &str) -> Vec<Vec<&str>> {
    let lines: Vec<_> = text.lines().collect();
    let parts = lines.split(|line| !line.starts_with('|'));
    parts
        .filter(|part| !part.is_empty())
        .map(<[&str]>::to_vec)
        .collect()
}

/// The cells of a line of a table.
pub fn cells(line: &str) -> impl Iterator<Item = &str> {
    line.trim_matches('|').split('|').map(str::trim)
}

/// Checks a crate of these modules.
pub fn compile(modules: &BTreeMap<String, String>) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let sources = folder.path().join("src");
    fs::create_dir(&sources)?;
    let mut crate_root = "#![allow(dead_code, unused)]\n".to_owned();
    for (module, code) in modules {
        fs::write(sources.join(module).with_extension("rs"), code)?;
        writeln!(crate_root, "mod {module};")?;
    }
    fs::write(sources.join("lib.rs"), crate_root)?;
    fs::write(folder.path().join("Cargo.toml"), manifest()?)?;
    fs::copy(root().join("Cargo.lock"), folder.path().join("Cargo.lock"))?;
    let mut check = clean("cargo");
    check
        .current_dir(folder.path())
        .env("CARGO_TARGET_DIR", target()?.join("examples-of-guide"));
    must(check.args(["check", "--quiet"]), &quietly).map(drop)
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
pub fn settings() -> Result<BTreeSet<String>> {
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
