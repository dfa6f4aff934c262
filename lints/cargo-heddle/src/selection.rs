//! Which members of the workspace a check looks at, where `--partition` or `--changed-since` leave some out.
//!
//! Cargo tells by its unit graph which packages are asked for and what each is built from. So `-p`, `--exclude`
//! and the workspace's default members mean what they mean to cargo, and who is checked because of a change is
//! known by what is compiled, not by what manifests could turn on.
//!
//! The others are still compiled where one of those is built from them. What the lints find there is not told:
//! the messages of such packages are passed over, and a denied finding does not stop cargo.

mod changes;
mod graph;
mod share;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;

use cargo_metadata::{Metadata, Package, PackageId};

use crate::cli::without;
use crate::toolchain::Toolchain;
use crate::{Error, check};
use graph::Graph;
pub use share::Share;

/// How many packages are named on the screen.
const NAMED: usize = 8;

/// The options that choose packages, as the command line's definition calls them.
const CHOOSING: [&str; 4] = ["package", "workspace", "all", "exclude"];

/// The members that are looked at.
#[derive(Debug)]
pub(crate) struct Selection {
    /// Sorted by name.
    members: Vec<Member>,
    passed_over: BTreeSet<PackageId>,
    /// What is said about it.
    summary: String,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Member {
    name: String,
    version: String,
    id: PackageId,
}

impl Selection {
    /// What `arguments` select of `project`; nothing where they leave it to cargo.
    pub(crate) fn of(
        arguments: &check::Arguments,
        project: &Metadata,
        toolchain: &Toolchain,
    ) -> Result<Option<Self>, Error> {
        let own = &arguments.own;
        if own.partition.is_none() && own.changed_since.is_none() {
            return Ok(None);
        }
        let graph = Graph::ask(arguments, toolchain)?;
        let asked = graph.asked();
        let mut members: Vec<_> = project
            .packages
            .iter()
            .filter(|it| asked.contains(it.id.repr.as_str()))
            .map(Member::of)
            .collect();
        members.sort();
        let all = members.len();
        let mut reasons = Vec::new();
        if let Some(revision) = &own.changed_since {
            let affected = changes::affected(arguments, project, &graph, revision)?;
            members.retain(|it| affected.contains(&it.id.repr));
            reasons.push(format!("changed since {revision}"));
        }
        if let Some(share) = own.partition {
            members = share.of(members);
            reasons.push(format!("share {share}"));
        }
        Ok(Some(Self::made(project, members, all, &reasons.join(", "))))
    }

    fn made(project: &Metadata, members: Vec<Member>, all: usize, reason: &str) -> Self {
        let ids: BTreeSet<_> = members.iter().map(|it| it.id.clone()).collect();
        let others = project.packages.iter().map(|it| it.id.clone());
        let names: Vec<_> = members.iter().map(|it| it.name.as_str()).collect();
        let summary = match names.len() {
            0 => format!("none of {all} packages ({reason}): there is nothing to check"),
            some => format!("{some} of {all} packages ({reason}): {}", listed(&names)),
        };
        Self {
            passed_over: others.filter(|id| !ids.contains(id)).collect(),
            members,
            summary,
        }
    }

    /// Whether there is nothing to look at.
    pub(crate) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The members whose messages are not told.
    pub(crate) fn passed_over(&self) -> &BTreeSet<PackageId> {
        &self.passed_over
    }

    /// What is selected and why, in one line.
    pub(crate) fn summary(&self) -> &str {
        &self.summary
    }

    /// What was typed for cargo, with these packages in place of those.
    pub(crate) fn for_cargo(&self, typed: &[OsString]) -> Vec<OsString> {
        let mut words = without(typed, &CHOOSING);
        for member in &self.members {
            words.extend(["--package".into(), member.specification().into()]);
        }
        words
    }
}

impl Member {
    fn of(package: &Package) -> Self {
        Self {
            name: package.name.to_string(),
            version: package.version.to_string(),
            id: package.id.clone(),
        }
    }

    /// The member and no dependency of the same name; cargo takes these letters for a pattern, though.
    fn specification(&self) -> String {
        if self.id.repr.contains(['*', '?', '[', ']']) {
            return format!("{}@{}", self.name, self.version);
        }
        self.id.repr.clone()
    }
}

fn listed(names: &[&str]) -> String {
    let shown = names.len().min(NAMED);
    let mut words = names[..shown].join(", ");
    if shown < names.len() {
        words.push_str(&format!(" and {} more", names.len() - shown));
    }
    words
}

/// Whether `file` lies in `folder` itself.
fn lies_in(file: &Path, folder: &Path) -> bool {
    file.parent() == Some(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(name: &str, folder: &str) -> Member {
        Member {
            name: name.to_owned(),
            version: "0.1.0".to_owned(),
            id: PackageId {
                repr: format!("path+file://{folder}/{name}#0.1.0"),
            },
        }
    }

    #[test]
    fn cargo_gets_the_selected_packages_in_place_of_those_that_were_typed() {
        let selection = Selection {
            members: vec![member("api", "/kit"), member("store", "/k[i]t")],
            passed_over: BTreeSet::new(),
            summary: String::new(),
        };
        let typed = "-q --workspace --exclude a --exclude=b -p c -pd --package=e -rp f --all-targets -p";
        let typed: Vec<_> = typed.split(' ').map(OsString::from).collect();
        assert_eq!(
            selection.for_cargo(&typed),
            [
                "-q",
                "-r",
                "--all-targets",
                "--package",
                "path+file:///kit/api#0.1.0",
                "--package",
                "store@0.1.0"
            ]
        );
    }

    #[test]
    fn a_long_list_is_counted() {
        let names: Vec<_> = "a b c d e f g h i j".split(' ').collect();
        assert_eq!(listed(&names[..2]), "a, b");
        assert_eq!(listed(&names), "a, b, c, d, e, f, g, h and 2 more");
    }
}
