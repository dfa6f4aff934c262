//! The pages of the lints in the book, made of the documentation in the lints' own files.

use std::path::PathBuf;

use cargo_heddle::lints::{self, Lint};

use crate::kit::root;

/// Every generated page with what it must hold.
pub fn pages() -> Vec<(PathBuf, String)> {
    let folder = root().join("docs/src/lints");
    lints::all()
        .iter()
        .map(|lint| (folder.join(format!("{}.md", lint.name)), page(lint)))
        .collect()
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
