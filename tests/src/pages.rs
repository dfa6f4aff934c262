//! The files of the book that are made of what stands elsewhere: the lints' pages, of the documentation in their own
//! files, of their mistakes in services and of the verdicts on what they found in published programs; what was
//! measured, of the raw data; the numbers in all others; and more.

use std::path::PathBuf;

use anyhow::Result;
use cargo_heddle::lints::Lint;

use crate::corpus;
use crate::corpus::precision::{self, Tally};
use crate::kit::root;
use crate::mistakes::{self, Mistake};
use crate::{choose, configuration, contract, measured, overview, parts, peers};

/// Every file that `cargo bless` writes there, with what it must hold.
pub fn pages() -> Result<Vec<(PathBuf, String)>> {
    let folder = root().join("docs/src/lints");
    let programs = corpus::programs()?.len();
    let tallies = precision::tallies()?;
    let of_mistake = |mistake: Mistake| {
        let tally = tallies.get(&mistake.lint.name).copied().unwrap_or_default();
        let path = folder.join(format!("{}.md", mistake.lint.name));
        (path, page(&mistake, &found(tally, programs)))
    };
    let mut pages: Vec<_> = mistakes::all()?.into_iter().map(of_mistake).collect();
    pages.push((overview::path(), overview::page()?));
    pages.push((choose::path(), choose::page()?));
    pages.push(configuration::page()?);
    pages.push(configuration::schema()?);
    pages.push(contract::page()?);
    pages.extend(parts::pages()?);
    pages.extend(measured::pages()?);
    pages.push(peers::page()?);
    measured::fill(pages)
}

fn page(mistake: &Mistake, found: &str) -> String {
    let lint = mistake.lint;
    let Lint {
        name,
        level,
        description,
        documentation,
        ..
    } = lint;
    format!(
        "<!-- written by `cargo bless` from lints/driver/src/lints/{name}.rs and tests/mistakes/{name}: edit those -->\n\n\
         # {name}\n\n{}.\n\n\
         - **Level**: `{level}`; `{name} = \"..\"` below `[lints]` in `heddle.toml` sets another one.\n\
         - **Configuration**: {}.\n\
         - **On the [corpus](precision.md)**: {found}.\n\n{}\n\n## In a service\n\n{}",
        capitalized(description),
        configuration(lint),
        documentation
            .replace("\n### ", "\n## ")
            .replacen("### ", "## ", 1)
            .trim(),
        mistakes::page::section(mistake)
    )
}

/// The text with a capital letter first.
pub(crate) fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

fn configuration(lint: &Lint) -> String {
    let keys: Vec<String> = keys(lint).into_iter().map(|key| format!("`{key}`")).collect();
    match keys.is_empty() {
        true => "nothing else".to_owned(),
        false => format!("{}, as told [below](#configuration)", keys.join(", ")),
    }
}

/// The keys of `heddle.toml` that a lint's documentation lists.
pub fn keys(lint: &Lint) -> Vec<&str> {
    let mut sections = lint.sections.iter();
    let Some(configuration) = sections.find(|section| section.title == "Configuration") else {
        return Vec::new();
    };
    let items = configuration
        .text
        .lines()
        .filter_map(|line| line.strip_prefix("- "));
    let heads = items
        .filter_map(|item| item.split_once(": "))
        .map(|(head, _)| head);
    heads
        .flat_map(|head| head.split(", "))
        .map(|key| key.trim_matches('`'))
        .collect()
}

fn found(tally: Tally, programs: usize) -> String {
    if tally.read() == 0 {
        return format!("nothing found in {programs} programs, so that its precision is not known");
    }
    format!(
        "{} found in {programs} programs: {} true, {} harmless, {} false; precision {}, strict {}",
        tally.read(),
        tally.yes,
        tally.harmless,
        tally.no,
        tally.precision(),
        tally.strict_precision()
    )
}
