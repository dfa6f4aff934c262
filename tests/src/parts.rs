//! Parts of the template that the book shows. They stand in `docs/parts`, so that the template's own files need no marks.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::kit::root;

/// The parts, by name: the file in the template, and how the line begins that names the item.
const PARTS: [(&str, &str, &str); 8] = [
    ("accept", "layers/edge/async/src/server.rs", "async fn accept("),
    (
        "async_std_run",
        "layers/runtime/async-std/src/rt.rs",
        "pub fn run<",
    ),
    (
        "hybrid_run",
        "layers/model/hybrid/src/cpu.rs",
        "pub async fn run<",
    ),
    ("smol_run", "layers/runtime/smol/src/rt.rs", "pub fn run<"),
    (
        "smol_timeout",
        "layers/runtime/smol/src/rt.rs",
        "pub async fn timeout<",
    ),
    (
        "threaded_accept",
        "layers/model/threaded/src/server.rs",
        "fn accept(",
    ),
    (
        "threaded_start",
        "layers/model/threaded/src/server.rs",
        "fn start(",
    ),
    ("tokio_run", "layers/runtime/tokio/src/rt.rs", "pub fn run<"),
];

/// What `docs/parts` must hold.
pub(crate) fn pages() -> Result<Vec<(PathBuf, String)>> {
    let mut pages = Vec::new();
    for (name, file, begin) in PARTS {
        let path = root().join("template").join(file);
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {file}"))?;
        let item = item(&text, begin).with_context(|| format!("{file} has no `{begin}`"))?;
        let page = format!(
            "// written by `cargo bless pages` from template/{file}: edit that file\n\n\
             // ANCHOR: part\n{item}// ANCHOR_END: part\n"
        );
        pages.push((root().join("docs/parts").join(name).with_extension("rs"), page));
    }
    Ok(pages)
}

/// The item whose line begins so, with what documents it, moved to the margin.
fn item(text: &str, begin: &str) -> Option<String> {
    let lines: Vec<_> = text.lines().collect();
    let named = lines
        .iter()
        .position(|line| line.trim_start().starts_with(begin))?;
    let margin = lines[named].len() - lines[named].trim_start().len();
    let above = lines[..named].iter().rev();
    let documented = above.take_while(|line| {
        ["///", "#["]
            .iter()
            .any(|mark| line.trim_start().starts_with(mark))
    });
    let first = named - documented.count();
    let end = format!("{}}}", " ".repeat(margin));
    let last = named + lines[named..].iter().position(|line| *line == end)?;
    let item = lines[first..=last].iter();
    Some(
        item.map(|line| format!("{}\n", line.get(margin..).unwrap_or_default()))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::item;

    #[test]
    fn an_item_is_taken_with_its_documentation_and_without_its_margin() {
        let text = "impl Pool {\n    /// Runs.\n    #[must_use]\n    fn run(\n        self,\n    ) {\n        if a {\n        }\n\n    }\n\n    fn other() {}\n}\n";
        let wanted = "/// Runs.\n#[must_use]\nfn run(\n    self,\n) {\n    if a {\n    }\n\n}\n";
        assert_eq!(item(text, "fn run(").as_deref(), Some(wanted));
        assert_eq!(item(text, "fn none("), None);
    }
}
