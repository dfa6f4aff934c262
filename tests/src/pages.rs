//! The files of the book that are made of what stands elsewhere: the lints' pages, of the documentation in their own
//! files, and others.

use std::path::PathBuf;

use anyhow::Result;
use cargo_heddle::lints::{self, Lint};

use crate::kit::root;
use crate::{choose, configuration, contract, overview};

/// Every file that `cargo bless` writes there, with what it must hold.
pub fn pages() -> Result<Vec<(PathBuf, String)>> {
    let folder = root().join("docs/src/lints");
    let of_lints = lints::all().iter();
    let mut pages: Vec<_> = of_lints
        .map(|lint| (folder.join(format!("{}.md", lint.name)), page(lint)))
        .collect();
    pages.push((overview::path(), overview::page()?));
    pages.push((choose::path(), choose::page()?));
    pages.push(configuration::page()?);
    pages.push(configuration::schema()?);
    pages.push(contract::page()?);
    Ok(pages)
}

fn page(lint: &Lint) -> String {
    let Lint {
        name,
        level,
        description,
        documentation,
        ..
    } = lint;
    format!(
        "<!-- written by `cargo bless` from lints/driver/src/lints/{name}.rs: edit that file -->\n\n\
         # {name}\n\nAt `{level}` unless configured otherwise: {description}.\n\n{}\n",
        documentation
            .replace("\n### ", "\n## ")
            .replacen("### ", "## ", 1)
            .trim()
    )
}
