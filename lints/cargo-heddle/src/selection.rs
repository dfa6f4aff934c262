//! Which members of the workspace a check looks at, where `--partition` or `--changed-since` leave some out.
//!
//! Cargo tells by its unit graph which packages are asked for and what each is built from. So `-p`, `--exclude`
//! and the workspace's default members mean what they mean to cargo, and who is checked because of a change is
//! known by what is compiled, not by what manifests could turn on.
//!
//! The others are still compiled where one of those is built from them, and with the features that all together turn
//! on: what is told of a package is what a check of all tells. What the lints find in the others is not told: their
//! messages are passed over, and a denied finding there does not stop cargo.

mod asking;
mod changes;
mod graph;
mod share;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;

use cargo_metadata::{Metadata, Package, PackageId};

use crate::toolchain::Toolchain;
use crate::{Error, check};
use asking::Asking;
use graph::Graph;
pub use share::Share;

/// How many packages are named on the screen.
const NAMED: usize = 8;

/// The members that are looked at.
#[derive(Debug)]
pub(crate) struct Selection {
    is_empty: bool,
    asking: Asking,
    passed_over: BTreeSet<PackageId>,
    /// What is said about it.
    summary: String,
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
        // Not only those that are asked for: a check tells of all members that are compiled.
        let compiled = graph.compiled();
        let mut members: Vec<_> = project
            .packages
            .iter()
            .filter(|it| compiled.contains(it.id.repr.as_str()))
            .collect();
        members.sort_by_key(|it| (&it.name, it.version.to_string(), &it.id));
        let all = members.len();
        let mut reasons = Vec::new();
        if let Some(revision) = &own.changed_since {
            let affected = changes::affected(arguments, project, &graph, revision)?;
            members.retain(|it| affected.contains(it.id.repr.as_str()));
            reasons.push(format!("changed since {revision}"));
        }
        if let Some(share) = own.partition {
            members = share.of(members);
            reasons.push(format!("share {share}"));
        }
        let asking = if members.is_empty() || members.len() == all {
            Asking::AsTyped
        } else {
            Asking::find(&members, project, &graph, arguments, toolchain)
        };
        Ok(Some(Self::made(
            project,
            &members,
            all,
            &reasons.join(", "),
            asking,
        )))
    }

    fn made(project: &Metadata, members: &[&Package], all: usize, reason: &str, asking: Asking) -> Self {
        let ids: BTreeSet<_> = members.iter().map(|it| &it.id).collect();
        let others = project.packages.iter().map(|it| &it.id);
        let names: Vec<_> = members.iter().map(|it| it.name.as_str()).collect();
        let mut summary = match names.len() {
            0 => format!("none of {all} packages ({reason}): there is nothing to check"),
            some => format!("{some} of {all} packages ({reason}): {}", listed(&names)),
        };
        if !names.is_empty() && names.len() < all && asking == Asking::AsTyped {
            summary.push_str("; all are compiled, as these alone would be built otherwise");
        }
        Self {
            is_empty: members.is_empty(),
            asking,
            passed_over: others.filter(|id| !ids.contains(id)).cloned().collect(),
            summary,
        }
    }

    /// Whether there is nothing to look at.
    pub(crate) fn is_empty(&self) -> bool {
        self.is_empty
    }

    /// The members whose messages are not told.
    pub(crate) fn passed_over(&self) -> &BTreeSet<PackageId> {
        &self.passed_over
    }

    /// What is selected and why, in one line.
    pub(crate) fn summary(&self) -> &str {
        &self.summary
    }

    /// What was typed for cargo, with these packages in place of those, or as it was where all are to be compiled.
    pub(crate) fn for_cargo(&self, typed: &[OsString]) -> Vec<OsString> {
        self.asking.in_place_of(typed)
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

    #[test]
    fn a_long_list_is_counted() {
        let names: Vec<_> = "a b c d e f g h i j".split(' ').collect();
        assert_eq!(listed(&names[..2]), "a, b");
        assert_eq!(listed(&names), "a, b, c, d, e, f, g, h and 2 more");
    }
}
