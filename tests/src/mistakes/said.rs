//! What `cargo heddle` says of a service with mistakes, taken apart by mistake.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::plant::Planted;
use crate::command::{Watch, run};
use crate::kit::Kit;
use crate::project::Project;

/// A warning or an error about the service, of whatever lint.
#[derive(Debug)]
struct Diagnostic {
    /// The lint's name, where it is of a lint.
    code: String,
    /// The file, from the service's folder on.
    file: String,
    /// The whole of it as a terminal shows it.
    rendered: String,
}

/// What is said of each mistake, by lint. It is an error if one of them is not found, if something else is said of
/// its file, and if anything is said of the files that it was put beside.
pub fn of_mistakes(kit: &Kit, planted: &Planted, watch: Watch<'_>) -> Result<BTreeMap<String, String>> {
    let mut said: BTreeMap<String, String> = BTreeMap::new();
    let mut problems = Vec::new();
    for diagnostic in check(kit, &planted.wrong, watch)? {
        let Diagnostic { code, file, rendered } = diagnostic;
        let mut mistakes = planted.mistakes.iter();
        match mistakes.find(|mistake| mistake.data.file == file) {
            None => problems.push(format!("said of a file without a mistake:\n{rendered}")),
            Some(mistake) if mistake.lint.name != code => problems.push(format!(
                "the mistake of `{}` is found by something else:\n{rendered}",
                mistake.lint.name
            )),
            Some(_) => {
                let so_far = said.entry(code).or_default();
                let separator = if so_far.is_empty() { "" } else { "\n" };
                *so_far += &format!("{separator}{}\n", rendered.trim_end());
            }
        }
    }
    let missed = planted
        .mistakes
        .iter()
        .filter(|mistake| !said.contains_key(&mistake.lint.name));
    problems.extend(missed.map(|mistake| {
        let (name, file) = (&mistake.lint.name, &mistake.data.file);
        format!("`{name}` does not find its mistake in {file}")
    }));
    ensure!(problems.is_empty(), "{}", problems.join("\n"));
    Ok(said)
}

/// Nothing is said of the service with the repairs.
pub fn nothing_of_repairs(kit: &Kit, planted: &Planted, watch: Watch<'_>) -> Result<()> {
    let said = check(kit, &planted.repaired, watch)?;
    let said: Vec<_> = said.into_iter().map(|diagnostic| diagnostic.rendered).collect();
    ensure!(said.is_empty(), "said of the repairs:\n{}", said.join("\n"));
    Ok(())
}

/// Runs `cargo heddle`. What does not compile is an error, what a lint denies is not.
fn check(kit: &Kit, service: &Project, watch: Watch<'_>) -> Result<Vec<Diagnostic>> {
    let mut heddle = service.heddle(kit);
    let checked = run(heddle.args(["--keep-going", "--message-format", "json"]), watch)?;
    let mut said = Vec::new();
    for line in checked.stdout.lines() {
        let message: Value = serde_json::from_str(line).context("cargo writes JSON")?;
        let message = &message["message"];
        // Without a place: "1 warning emitted".
        let spans = message["spans"].as_array().into_iter().flatten();
        let Some(primary) = spans.into_iter().find(|span| span["is_primary"] == true) else {
            continue;
        };
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        said.push(Diagnostic {
            code: text(&message["code"]["code"]),
            file: text(&primary["file_name"]),
            rendered: text(&message["rendered"]),
        });
    }
    ensure!(
        checked.status.success() || !said.is_empty(),
        "{} failed with {}\n{}",
        checked.line,
        checked.status,
        checked.last_lines()
    );
    Ok(said)
}
