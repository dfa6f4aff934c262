//! What programs may rely on, as sets of lines that only grow: the keys of what is written for programs, by version, and
//! the words that the command takes. `tests/contract/` has them as they are promised.

mod shapes;
mod words;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use cargo_heddle::Exit;
use cargo_heddle::contract::SHAPES;
use cargo_heddle::environment::{ALSO, VARIABLES};
use cargo_heddle::files::FILES;

use crate::kit::root;

/// How every file begins.
const HEAD: &str =
    "# written by `cargo bless contract`, which adds lines and takes none out: somebody may rely on them\n";

/// A set of things that go only with a new version.
#[derive(Debug)]
pub struct Part {
    /// The file.
    pub path: PathBuf,
    /// What has to be done where a line goes.
    pub way: String,
    /// As it is now.
    pub lines: BTreeSet<String>,
}

impl Part {
    /// A shape of a version.
    fn shape(name: &str, lines: BTreeSet<String>) -> Result<Self> {
        let shape = SHAPES.iter().find(|it| it.name == name);
        let version = shape
            .with_context(|| format!("there is no shape {name}"))?
            .version;
        Ok(Self {
            path: folder().join(format!("{name}-{version}.txt")),
            way: format!(
                "what goes needs a new version of `{name}` in lints/cargo-heddle/src/contract.rs, whose file replaces this one"
            ),
            lines,
        })
    }

    /// Words that have no version but the kit's own.
    fn words(name: &str, lines: BTreeSet<String>) -> Self {
        Self {
            path: folder().join(format!("{name}.txt")),
            way:
                "what goes needs a new first number of the kit's version: only then remove the lines by hand"
                    .to_owned(),
            lines,
        }
    }

    /// What is promised.
    pub fn promised(&self) -> BTreeSet<String> {
        let text = fs::read_to_string(&self.path).unwrap_or_default();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines.map(str::to_owned).collect()
    }

    /// What is promised and no more there.
    pub fn gone(&self) -> Vec<String> {
        self.promised().difference(&self.lines).cloned().collect()
    }

    /// The file, as it must be.
    pub fn text(&self) -> String {
        let lines = self.lines.iter().map(|line| format!("{line}\n"));
        HEAD.to_owned() + &lines.collect::<String>()
    }
}

/// Where the files lie.
pub fn folder() -> PathBuf {
    root().join("tests/contract")
}

/// Everything that is promised, as it is now.
pub fn parts() -> Result<Vec<Part>> {
    let mut parts = shapes::parts()?;
    parts.extend(words::parts()?);
    Ok(parts)
}

/// The page of the book with what it must hold.
pub fn page() -> Result<(PathBuf, String)> {
    let codes = Exit::table().into_iter();
    let codes = codes.map(|(code, meaning)| vec![code, meaning.to_owned()]);
    let shapes = SHAPES
        .iter()
        .map(|it| vec![it.what.to_owned(), it.version.to_string(), it.place.to_owned()]);
    let variables = VARIABLES
        .iter()
        .map(|it| vec![format!("`{}`", it.name), it.meaning.to_owned()]);
    let files = FILES
        .iter()
        .map(|it| vec![format!("`{}`", it.name), it.meaning.to_owned()]);
    let text = include_str!("contract/page.md")
        .replace("{exit codes}\n", &table(&["code", "meaning"], codes))
        .replace(
            "{shapes}\n",
            &table(&["what", "version", "where it stands"], shapes),
        )
        .replace("{environment}\n", &table(&["variable", "meaning"], variables))
        .replace("{also}", ALSO)
        .replace("{files}\n", &table(&["name", "what it is"], files));
    let head = "<!-- written by `cargo bless` from tests/src/contract/page.md, and from exit.rs, contract.rs, environment.rs and \
                files.rs in lints/cargo-heddle/src -->";
    Ok((
        root().join("docs/src/using/contract.md"),
        format!("{head}\n\n{text}"),
    ))
}

fn table(heads: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut text = format!("| {} |\n|{}\n", heads.join(" | "), "---|".repeat(heads.len()));
    for row in rows {
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text
}

/// The files in the folder that belong to no part.
pub fn strays(parts: &[Part]) -> Result<Vec<PathBuf>> {
    let is_known = |path: &Path| parts.iter().any(|part| part.path == path);
    let files = fs::read_dir(folder())?.map(|entry| entry.map(|it| it.path()));
    let files: Vec<_> = files.collect::<Result<_, _>>()?;
    Ok(files.into_iter().filter(|path| !is_known(path)).collect())
}
