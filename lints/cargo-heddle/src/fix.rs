//! `cargo heddle --fix`: applies what the lints are sure of, and leaves nothing behind that does not compile.
//!
//! `cargo fix` could drive the driver, as it drives clippy's. But it changes nothing in a crate with a denied finding,
//! applies what rustc itself suggests too, knows of no baseline, and takes a crate's changes back only if that crate breaks
//! by them, not one that uses it. So checks are run here until they have nothing more to fix, each of them looks whether
//! all still compiles, and what they say is applied by the library of `cargo fix`.

mod changes;
mod guard;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitStatus;

use cargo_metadata::Metadata;

use changes::Changes;
pub(crate) use guard::{Kept, guard};

use crate::baseline::{self, Baseline};
use crate::check::Build;
use crate::messages::{self, Finding, MESSAGE_FORMAT, Said};
use crate::{Error, Exit, config, report, summaries};

/// How often something is applied: where two fixes overlap, the second waits for the next round. As many as `cargo fix` has.
const ROUNDS: usize = 4;

/// Fixes what can be fixed and is `kept`; says how the command ends if that stops it, as the code does not compile to
/// begin with.
pub(crate) fn run(build: &Build<'_>, project: &Metadata, kept: Kept) -> Result<Option<Exit>, Error> {
    let mut changes = Changes::new(project, &build.folder, kept);
    let fixed = rounds(build, project, &mut changes);
    if fixed.is_err() {
        // Nobody knows whether the code compiles with them.
        changes.take_back(&changes.packages());
    }
    if let Some(stopped) = fixed? {
        return Ok(Some(stopped));
    }
    let files = changes.files();
    if files.is_empty() {
        let why = if changes.is_taken_back() {
            "what was tried does not compile"
        } else {
            "there is no sure fix for code of these packages that git has"
        };
        status(build, "Fixed", &format!("nothing: {why}"));
    }
    for (file, fixes) in files {
        status(build, "Fixed", &format!("{file} ({fixes})"));
    }
    for file in changes.left() {
        let why = "which has a sure fix, as git could not bring it back; `--allow-dirty` fixes it";
        status(build, "Left", &format!("{file}, {why}"));
    }
    Ok(None)
}

fn rounds(build: &Build<'_>, project: &Metadata, changes: &mut Changes) -> Result<Option<Exit>, Error> {
    let mut given_up = BTreeSet::new();
    let mut round = 0;
    loop {
        let seen = look(build, project)?;
        if !seen.status.success() {
            let changed = changes.packages();
            for rendered in seen.broken.values().flatten() {
                report::diagnostic(rendered);
            }
            if changed.is_empty() {
                report::trouble("nothing was fixed, as not all of the code could be checked before");
                return Ok(Some(Exit::of_cargo(seen.status)));
            }
            let broken: BTreeSet<_> = seen.broken.into_keys().collect();
            let blamed = blame(&broken, changed, project);
            changes.take_back(&blamed);
            say_taken_back(&blamed, &broken);
            given_up.extend(blamed);
            continue;
        }
        if round == ROUNDS {
            return Ok(None);
        }
        round += 1;
        let findings = seen.findings.iter();
        let applied = changes.apply(findings.filter(|it| !given_up.contains(&it.package)))?;
        if applied == 0 {
            return Ok(None);
        }
    }
}

/// What a check has come to, of which nothing is shown.
struct Seen {
    status: ExitStatus,
    findings: Vec<Finding>,
    /// The errors that are no findings, by package.
    broken: BTreeMap<String, Vec<String>>,
}

fn look(build: &Build<'_>, project: &Metadata) -> Result<Seen, Error> {
    let root = project.workspace_root.as_std_path();
    let mut baseline = match build.arguments.own.no_baseline {
        true => None,
        false => Baseline::load(root)?,
    };
    let mut entries = baseline::Reader::new(root);
    let mut words = build.words();
    words.push(OsString::from(format!("--message-format={MESSAGE_FORMAT}")));
    let mut levels = config::flags(build.config);
    levels.extend(build.arguments.lints.iter().cloned());
    let mut cargo = build.cargo(&words, &lowered(levels), true)?;
    let _held = summaries::hold(&build.folder)?;

    let mut findings = Vec::new();
    let mut broken: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let status = messages::follow(&mut cargo, project, &BTreeSet::new(), |_, said| match said {
        Said::Finding(finding) => {
            let is_known = baseline
                .as_mut()
                .is_some_and(|it| it.take(&finding, || entries.entry(&finding)));
            if !is_known {
                findings.push(*finding);
            }
        }
        Said::Diagnostic(it) if it.is_error => broken.entry(it.package).or_default().push(it.rendered),
        _ => {}
    });
    Ok(Seen {
        status: status.map_err(build.toolchain.start_error())?,
        findings,
        broken,
    })
}

/// Levels that deny nothing: `-D warnings` is for the check at the end, and must not make a warning of rustc's stop all
/// others. What denies in the code stays.
fn lowered(levels: Vec<String>) -> Vec<String> {
    let lowered = |word: String| match word.get(..2) {
        Some("-D" | "-F") => format!("-W{}", &word[2..]),
        _ => match word.as_str() {
            "--deny" | "--forbid" => "--warn".to_owned(),
            _ => word
                .replacen("--deny=", "--warn=", 1)
                .replacen("--forbid=", "--warn=", 1),
        },
    };
    levels.into_iter().map(lowered).collect()
}

/// Whose changes are taken back: of those that do not compile, else of those that they use, else all.
fn blame(broken: &BTreeSet<String>, changed: BTreeSet<String>, project: &Metadata) -> BTreeSet<String> {
    let mut own = changed.intersection(broken).cloned().peekable();
    if own.peek().is_some() {
        return own.collect();
    }
    let mut used = broken.clone();
    loop {
        let users = project
            .packages
            .iter()
            .filter(|it| used.contains(it.name.as_str()));
        let more: BTreeSet<_> = users
            .flat_map(|it| it.dependencies.iter().map(|used| used.name.clone()))
            .collect();
        let before = used.len();
        used.extend(more);
        if used.len() == before {
            break;
        }
    }
    let mut used = changed.intersection(&used).cloned().peekable();
    if used.peek().is_some() {
        return used.collect();
    }
    changed
}

fn say_taken_back(blamed: &BTreeSet<String>, broken: &BTreeSet<String>) {
    let names = |names: &BTreeSet<String>| {
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join(", ")
    };
    let broken = match broken.len() {
        0 => "the check fails".to_owned(),
        1 => format!("{} does not compile", names(broken)),
        _ => format!("{} do not compile", names(broken)),
    };
    report::trouble(&format!(
        "the fixes in {} are taken back, as {broken} with them; the code there is as it was\n  \
         a fix that does not compile is a mistake of the lint's: please report it",
        names(blamed)
    ));
}

fn status(build: &Build<'_>, verb: &str, what: &str) {
    if !build.arguments.cargo.common.quiet {
        report::status(verb, what);
    }
}

/// The file as it is named from the workspace.
fn shown(file: &Path, root: &Path) -> String {
    file.strip_prefix(root).unwrap_or(file).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_denies_only_warns_in_every_spelling() {
        let words = [
            "-D", "a", "-Fb", "--deny=c", "--forbid", "d", "-A", "e", "-W", "f",
        ];
        let lowered = lowered(words.map(str::to_owned).to_vec());
        assert_eq!(
            lowered,
            ["-W", "a", "-Wb", "--warn=c", "--warn", "d", "-A", "e", "-W", "f"]
        );
    }
}
