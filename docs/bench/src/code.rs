//! S2: what a model asks of the one who writes it, counted in its sources.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use heddle_tests::kit::root;
use heddle_tests::measured::Measure;
use heddle_tests::project::files;

use crate::plan::Part;

/// A part for each folder in `docs/models`.
pub(crate) fn parts() -> Result<Vec<Part>> {
    let folder = root().join("docs/models");
    let entries = fs::read_dir(&folder).context("docs/models cannot be read")?;
    let mut models = Vec::new();
    for entry in entries {
        let name = entry?.file_name().to_string_lossy().into_owned();
        // What they share is no model.
        if name != "common" && folder.join(&name).is_dir() {
            models.push(name);
        }
    }
    models.sort();
    let parts = models.into_iter().flat_map(|model| {
        let source = folder.join(&model).join("src");
        [("download", true), ("all", false)].map(|(parameter, only_download)| {
            let source = source.clone();
            let mut part = Part::new("S2", &model, parameter, move |_| count(&source, only_download));
            part.once = true;
            part
        })
    });
    Ok(parts.collect())
}

#[derive(Debug, Default, PartialEq)]
struct Counted {
    lines: u32,
    bounds: u32,
    unsafe_blocks: u32,
}

fn count(source: &Path, only_download: bool) -> Result<Vec<Measure>> {
    let mut sum = Counted::default();
    for (path, content) in files(source)? {
        let is_download = path.file_stem().is_some_and(|stem| stem == "download");
        if path.extension().is_none_or(|end| end != "rs") || (only_download && !is_download) {
            continue;
        }
        let counted = Counted::of(&String::from_utf8(content).context("a source in UTF-8")?);
        sum.lines += counted.lines;
        sum.bounds += counted.bounds;
        sum.unsafe_blocks += counted.unsafe_blocks;
    }
    Ok(vec![
        Measure::new("lines", sum.lines.into(), "lines"),
        Measure::new("Send and 'static", sum.bounds.into(), "bounds"),
        Measure::new("unsafe", sum.unsafe_blocks.into(), "blocks"),
    ])
}

impl Counted {
    /// Lines with code, without comments and tests; what is named there as bounds, and calls that are unsafe. The
    /// macro `go!` of may hides one.
    fn of(source: &str) -> Self {
        let mut counted = Self::default();
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        for line in code.lines() {
            let line = line.split("//").next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            counted.lines += 1;
            let words = || line.split(|c: char| !c.is_alphanumeric() && !"_'!".contains(c));
            let named = |wanted: &str| words().filter(|word| *word == wanted).count() as u32;
            counted.bounds += named("Send") + named("'static");
            counted.unsafe_blocks += named("unsafe") + named("go!");
        }
        counted
    }
}

#[cfg(test)]
mod tests {
    use super::Counted;

    #[test]
    fn comments_and_tests_do_not_count() {
        let source = "//! Send and unsafe.\n\nfn f<T: Send + 'static>(t: T) { // 'static\n    go!(t);\n}\n\n\
                      #[cfg(test)]\nmod tests { unsafe fn g() {} }\n";
        let wanted = Counted {
            lines: 3,
            bounds: 2,
            unsafe_blocks: 1,
        };
        assert_eq!(Counted::of(source), wanted);
    }
}
