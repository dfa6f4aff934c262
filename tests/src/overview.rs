//! The page of the book that lists the lints: level, cases, fixes, and how often each was right on the corpus.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use cargo_heddle::lints::{self, Lint};

use crate::corpus::precision::{self, Tally};
use crate::kit::root;

/// Where the page lies.
pub fn path() -> PathBuf {
    root().join("docs/src/lints/overview.md")
}

/// The page as the lints, their cases in tests/ui and the verdicts on the corpus have it.
pub fn page() -> Result<String> {
    let tallies = precision::tallies()?;
    let mut page = "<!-- written by `cargo bless` from the lints, tests/ui and tests/corpus -->\n\n\
         # All lints\n\n\
         A firing case is a program on which the lint must speak, a quiet one looks like it and must not be reported; \
         *code* counts the firing cases whose message offers the repair as code. What was found on the corpus is counted \
         as on [its page](precision.md), where the lints are turned on that are off by default.\n\n\
         | lint | level | what it finds | firing | code | quiet | corpus | precision | strict |\n\
         |---|---|---|--:|--:|--:|--:|--:|--:|\n"
        .to_owned();
    for Lint {
        name,
        level,
        description,
        ..
    } in lints::all()
    {
        let cases = Cases::of(name)?;
        let tally = tallies.get(name).copied().unwrap_or_default();
        let _ = writeln!(
            page,
            "| [{name}]({name}.md) | {level} | {description} | {} | {} | {} | {} |",
            cases.firing,
            cases.with_code,
            cases.quiet,
            cells(tally)
        );
    }
    Ok(page)
}

fn cells(tally: Tally) -> String {
    format!(
        "{} | {} | {}",
        tally.read(),
        tally.precision(),
        tally.strict_precision()
    )
}

/// The cases of a lint in tests/ui.
#[derive(Debug, Default)]
struct Cases {
    firing: usize,
    /// Those whose message offers code.
    with_code: usize,
    quiet: usize,
}

impl Cases {
    fn of(lint: &str) -> Result<Self> {
        let folder = root().join("tests/ui").join(lint);
        let mut cases = Self::default();
        for entry in
            std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?
        {
            let path = entry?.path();
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            match path.extension().and_then(|extension| extension.to_str()) {
                Some("rs") if name.starts_with("fires_") => cases.firing += 1,
                Some("rs") => cases.quiet += 1,
                Some("stderr") if offers_code(&read(&path)?) => cases.with_code += 1,
                _ => {}
            }
        }
        Ok(cases)
    }
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Whether rustc shows a change of the code in `message`: lines that come, go or grow.
fn offers_code(message: &str) -> bool {
    message.lines().any(|line| {
        let rest = line.trim_start_matches(|character: char| character.is_ascii_digit() || character == ' ');
        let is_numbered = line
            .trim_start()
            .starts_with(|character: char| character.is_ascii_digit());
        match rest.strip_prefix('|') {
            Some(marks) => marks.chars().all(|mark| "+~ ".contains(mark)) && !marks.trim().is_empty(),
            None => is_numbered && ["+ ", "- ", "~ "].iter().any(|mark| rest.starts_with(mark)),
        }
    }) || message
        .lines()
        .any(|line| line.contains("help: ") && line.ends_with('`') && line.contains("^"))
}

#[cfg(test)]
mod tests {
    use super::offers_code;

    #[test]
    fn a_change_of_the_code_is_told_from_advice() {
        for change in [
            "help: await it\n  |\n9 |     later().await;\n  |            ++++++\n",
            "help: keep it\n   |\n17 -     let _ = spawn();\n17 +     spawn().detach();\n",
            "13 |     tokio::spawn(Box::pin(copy(stream)));\n   |                  +++++++++            +\n",
            "59 ~     drop(guard);\n60 ~     fetch().await;\n",
            "9 | drop(future);\n  | ^^^^^^^^^^^^ help: await it: `future.await`\n",
        ] {
            assert!(offers_code(change), "{change}");
        }
        let advice =
            "9 | load();\n  | ^^^^^^\n  |\n  = help: move it into `spawn_blocking(|| ..)`\n  - a list\n";
        assert!(!offers_code(advice));
    }
}
