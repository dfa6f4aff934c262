//! How cargo is asked for some of the packages so that they are compiled as they are for a check of all.
//!
//! Cargo turns a feature on where one of the packages that it is asked for wants it. Asked for fewer it compiles other
//! code, in which other findings are; and a package that leans on a feature which another one turns on does not compile
//! at all. So each way to ask is held against the unit graph of the whole check.

use std::collections::BTreeSet;
use std::ffi::OsString;

use cargo_metadata::{Metadata, Package};

use super::graph::Graph;
use crate::check;
use crate::cli::without;
use crate::toolchain::Toolchain;

/// The options that choose packages, as the command line's definition calls them.
const CHOOSING: [&str; 4] = ["package", "workspace", "all", "exclude"];

/// Unstable, and the pinned cargo is one that has it: features are those that a build of all members would have.
const UNIFIED: [&str; 3] = [
    "-Zfeature-unification",
    "--config",
    "resolver.feature-unification=\"workspace\"",
];

/// What stands for a choice of packages on cargo's command line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asking {
    /// What was typed: all are compiled, and most are passed over.
    AsTyped,
    /// These words, in place of those that choose packages and features.
    Instead(Vec<OsString>),
}

impl Asking {
    /// The way that compiles little, but of `members` all that a check of `whole` compiles, and nothing otherwise.
    pub(super) fn find(
        members: &[&Package],
        project: &Metadata,
        whole: &Graph,
        arguments: &check::Arguments,
        toolchain: &Toolchain,
    ) -> Self {
        let ids: BTreeSet<_> = members.iter().map(|it| it.id.repr.as_str()).collect();
        let asked = whole.asking_for(&ids);
        let is_asked = |it: &&Package| asked.contains(it.id.repr.as_str());
        let asked: Vec<_> = project.packages.iter().filter(is_asked).collect();
        let features: Vec<_> = arguments.cargo.features().collect();
        let with_features = and_who_knows(&asked, project, &features);

        // Where all members are asked for, the first is it. Another may turn a feature on that was typed. Where some
        // are left out, whose features must not count, the last may be it.
        let unified = |words: Vec<OsString>| words.into_iter().chain(UNIFIED.map(OsString::from)).collect();
        let ways = [
            unified(words(&asked, &features)),
            unified(words(&with_features, &features)),
            words(&asked, &features),
        ];
        for way in ways {
            let asking = Self::Instead(way);
            let part = Graph::attempt(arguments, toolchain, &asking.in_place_of(&arguments.typed));
            if part.is_some_and(|part| whole.is_kept_by(&part, &ids)) {
                return asking;
            }
        }
        Self::AsTyped
    }

    /// The command line for cargo.
    pub(super) fn in_place_of(&self, typed: &[OsString]) -> Vec<OsString> {
        let Self::Instead(words) = self else {
            return typed.to_vec();
        };
        let others = without(typed, &[&CHOOSING[..], &["features"]].concat());
        others.into_iter().chain(words.iter().cloned()).collect()
    }
}

/// These packages, and those of the features that one of them knows: cargo takes no others.
fn words(members: &[&Package], features: &[&str]) -> Vec<OsString> {
    let mut words = Vec::new();
    for member in members {
        words.extend(["--package".into(), specification(member).into()]);
    }
    for feature in features {
        if members.iter().any(|member| knows(member, feature)) {
            words.extend(["--features".into(), (*feature).into()]);
        }
    }
    words
}

/// These packages, and one more for each feature that none of them knows.
fn and_who_knows<'a>(members: &[&'a Package], project: &'a Metadata, features: &[&str]) -> Vec<&'a Package> {
    let mut all = members.to_vec();
    for feature in features {
        if !all.iter().any(|member| knows(member, feature)) {
            all.extend(project.packages.iter().find(|member| knows(member, feature)));
        }
    }
    all
}

/// The member and no dependency of the same name; cargo takes these letters for a pattern, though.
fn specification(member: &Package) -> String {
    if member.id.repr.contains(['*', '?', '[', ']']) {
        return format!("{}@{}", member.name, member.version);
    }
    member.id.repr.clone()
}

/// Whether a feature on the command line is one of this package, or of something that it depends on.
fn knows(member: &Package, feature: &str) -> bool {
    let Some((of, name)) = feature.split_once('/') else {
        return member.features.contains_key(feature);
    };
    if *member.name == of {
        return member.features.contains_key(name);
    }
    let names: BTreeSet<_> = member
        .dependencies
        .iter()
        .map(|it| it.rename.as_ref().unwrap_or(&it.name).as_str())
        .collect();
    names.contains(of.trim_end_matches('?'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn member(name: &str, folder: &str) -> Package {
        let dependency = json!({
            "name": "tokio", "rename": "runtime", "req": "^1", "kind": null, "optional": false,
            "uses_default_features": true, "features": [], "target": null
        });
        serde_json::from_value(json!({
            "name": name, "version": "0.1.0", "id": format!("path+file://{folder}/{name}#0.1.0"),
            "manifest_path": format!("{folder}/{name}/Cargo.toml"), "dependencies": [dependency],
            "targets": [], "features": { "slow": [] }
        }))
        .unwrap()
    }

    #[test]
    fn cargo_gets_the_selected_packages_in_place_of_those_that_were_typed() {
        let [api, store] = [member("api", "/kit"), member("store", "/k[i]t")];
        let typed =
            "-q --workspace --exclude a --exclude=b -p c -pd --package=e -rp f --all-targets -F slow -p";
        let typed: Vec<_> = typed.split(' ').map(OsString::from).collect();
        assert_eq!(Asking::AsTyped.in_place_of(&typed), typed);
        let asking = Asking::Instead(words(&[&api, &store], &["slow", "fast"]));
        assert_eq!(
            asking.in_place_of(&typed),
            [
                "-q",
                "-r",
                "--all-targets",
                "--package",
                "path+file:///kit/api#0.1.0",
                "--package",
                "store@0.1.0",
                "--features",
                "slow"
            ]
        );
    }

    #[test]
    fn a_feature_is_known_to_who_has_it_or_depends_on_who_has() {
        let api = member("api", "/kit");
        for (feature, expected) in [
            ("slow", true),
            ("fast", false),
            ("api/slow", true),
            ("api/fast", false),
            ("store/slow", false),
            ("runtime/rt", true),
            ("runtime?/rt", true),
            ("tokio/rt", false),
        ] {
            assert_eq!(knows(&api, feature), expected, "{feature}");
        }
    }
}
