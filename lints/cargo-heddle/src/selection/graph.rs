//! What cargo would compile for the packages that are asked for, and for what.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::Value;

use crate::toolchain::Toolchain;
use crate::{Error, check};

/// What the id of a package on this machine begins with; its folder follows, then `#`.
const LOCAL: &str = "path+file://";

/// Cargo's unit graph. It is unstable, and the pinned cargo is one that has it.
#[derive(Debug, Deserialize)]
pub(super) struct Graph {
    units: Vec<Unit>,
    /// What is asked for.
    roots: Vec<usize>,
}

/// A part of a package that is compiled in one way.
#[derive(Debug, Deserialize)]
struct Unit {
    pkg_id: String,
    dependencies: Vec<Dependency>,
    /// Features, target, profile, platform, mode: whatever makes it another unit.
    #[serde(flatten)]
    what: BTreeMap<String, Value>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    index: usize,
}

impl Graph {
    /// Asks the toolchain's cargo, which compiles nothing for it, about what was typed.
    pub(super) fn ask(arguments: &check::Arguments, toolchain: &Toolchain) -> Result<Self, Error> {
        let mut cargo = command(arguments, toolchain, &arguments.typed);
        // What it would fetch may take long, and it shows how far it is.
        let output = cargo.stderr(Stdio::inherit()).output();
        let output = output.map_err(toolchain.start_error())?;
        if !output.status.success() {
            return Err(Error::Cargo(
                "cargo cannot tell which packages to check, for the reason above".to_owned(),
            ));
        }
        serde_json::from_slice(&output.stdout)
            .map_err(|error| Error::Cargo(format!("cargo's unit graph cannot be read: {error}")))
    }

    /// Asks about other words, with which cargo need not come to an end.
    pub(super) fn attempt(
        arguments: &check::Arguments,
        toolchain: &Toolchain,
        words: &[OsString],
    ) -> Option<Self> {
        let mut cargo = command(arguments, toolchain, words);
        let output = cargo.stderr(Stdio::null()).output().ok()?;
        serde_json::from_slice(&output.stdout).ok()
    }

    /// Whether each unit is one of the other graph too: compiled in the same way, from the same.
    pub(super) fn is_part_of(&self, whole: &Self) -> bool {
        let known: BTreeSet<_> = whole.digests().into_iter().collect();
        self.digests().iter().all(|digest| known.contains(digest))
    }

    /// A digest for each unit, with all that it is built from.
    fn digests(&self) -> Vec<u64> {
        let mut digests = vec![None; self.units.len()];
        for at in 0..self.units.len() {
            self.digest(at, &mut digests);
        }
        digests.into_iter().flatten().collect()
    }

    fn digest(&self, at: usize, known: &mut [Option<u64>]) -> u64 {
        if let Some(digest) = known[at] {
            return digest;
        }
        let unit = &self.units[at];
        let below = unit.dependencies.iter().map(|it| self.digest(it.index, known));
        let mut below: Vec<_> = below.collect();
        // Cargo's order follows from the numbers, which differ from graph to graph.
        below.sort_unstable();
        let mut hasher = DefaultHasher::new();
        (
            &unit.pkg_id,
            Value::from_iter(unit.what.clone()).to_string(),
            below,
        )
            .hash(&mut hasher);
        *known[at].insert(hasher.finish())
    }

    /// The ids of the packages that are asked for.
    pub(super) fn asked(&self) -> BTreeSet<&str> {
        self.roots
            .iter()
            .map(|root| self.units[*root].pkg_id.as_str())
            .collect()
    }

    /// The ids of those of them that are built from one of the packages for which `is_changed` holds, or are one.
    pub(super) fn asked_built_from(&self, is_changed: impl Fn(&str) -> bool) -> BTreeSet<String> {
        let mut affected: Vec<_> = self.units.iter().map(|unit| is_changed(&unit.pkg_id)).collect();
        loop {
            let before = affected.clone();
            for (at, unit) in self.units.iter().enumerate() {
                let mut below = unit.dependencies.iter();
                affected[at] = before[at] || below.any(|dependency| before[dependency.index]);
            }
            if affected == before {
                break;
            }
        }
        let roots = self.roots.iter().filter(|root| affected[**root]);
        roots.map(|root| self.units[*root].pkg_id.clone()).collect()
    }

    /// The ids of the packages that those are built from for which `holds` does.
    pub(super) fn below(&self, holds: impl Fn(&str) -> bool) -> BTreeSet<&str> {
        let units = self.units.iter().enumerate();
        let mut waiting: Vec<_> = units
            .filter(|(_, unit)| holds(&unit.pkg_id))
            .map(|(at, _)| at)
            .collect();
        let mut found = BTreeSet::new();
        while let Some(at) = waiting.pop() {
            for below in &self.units[at].dependencies {
                if found.insert(below.index) {
                    waiting.push(below.index);
                }
            }
        }
        found
            .into_iter()
            .map(|at| self.units[at].pkg_id.as_str())
            .collect()
    }

    /// The packages on this machine that something is compiled of, with their folders.
    pub(super) fn local(&self) -> Vec<(&str, PathBuf)> {
        let units = self.units.iter().map(|unit| unit.pkg_id.as_str());
        let ids: BTreeSet<_> = units.collect();
        ids.into_iter().filter_map(|id| Some((id, folder(id)?))).collect()
    }
}

fn command(arguments: &check::Arguments, toolchain: &Toolchain, words: &[OsString]) -> Command {
    let mut cargo = toolchain.cargo();
    cargo
        .arg("check")
        .args(words)
        .args(["--unit-graph", "-Zunstable-options"])
        // What it would keep of rustc's answers is of no use to a check, and the other way round.
        .env("CARGO_CACHE_RUSTC_INFO", "0");
    if let Some(directory) = &arguments.own.directory {
        cargo.current_dir(directory);
    }
    cargo
}

/// The folder of a package on this machine.
fn folder(id: &str) -> Option<PathBuf> {
    let (path, _) = id.strip_prefix(LOCAL)?.split_once('#')?;
    Some(PathBuf::from(
        percent_decode_str(path).decode_utf8_lossy().into_owned(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(name: &str, below: &[usize]) -> Unit {
        Unit {
            pkg_id: name.to_owned(),
            dependencies: below.iter().map(|index| Dependency { index: *index }).collect(),
            what: BTreeMap::new(),
        }
    }

    #[test]
    fn who_is_built_from_a_change_is_found_over_any_number_of_steps() {
        // `api` is built from `store`, that from a dependency and that from `disk`; its build script from `gen`.
        let graph = Graph {
            units: vec![
                unit("api", &[1, 5]),
                unit("store", &[2]),
                unit("dependency", &[3]),
                unit("disk", &[]),
                unit("alone", &[]),
                unit("api", &[6]),
                unit("gen", &[]),
            ],
            roots: vec![0, 1, 4],
        };
        let built_from = |name: &str| {
            let found = graph.asked_built_from(|id| id == name);
            found.into_iter().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(built_from("disk"), "api store");
        assert_eq!(built_from("store"), "api store");
        assert_eq!(built_from("gen"), "api");
        assert_eq!(built_from("alone"), "alone");
        assert_eq!(built_from("other"), "");
        assert_eq!(graph.asked(), ["alone", "api", "store"].into());
        assert_eq!(
            graph.below(|id| id == "api"),
            ["api", "dependency", "disk", "gen", "store"].into()
        );
    }

    #[test]
    fn a_part_has_each_unit_with_the_same_features_and_built_from_the_same() {
        let with = |features: &[&str], mut unit: Unit| {
            unit.what.insert("features".to_owned(), Value::from(features));
            unit
        };
        let graph = |units| Graph {
            units,
            roots: vec![0],
        };
        let whole = graph(vec![
            with(&[], unit("api", &[1, 2])),
            with(&["slow"], unit("store", &[])),
            with(&[], unit("disk", &[])),
            with(&[], unit("web", &[1])),
        ]);
        let store = |features: &[&str]| with(features, unit("store", &[]));
        let part = graph(vec![with(&[], unit("web", &[1])), store(&["slow"])]);
        assert!(part.is_part_of(&whole) && !whole.is_part_of(&part));
        // Numbers may differ, and the order with them.
        let part = graph(vec![
            store(&["slow"]),
            with(&[], unit("disk", &[])),
            with(&[], unit("api", &[0, 1])),
        ]);
        assert!(part.is_part_of(&whole));
        assert!(!graph(vec![store(&[])]).is_part_of(&whole));
        assert!(!graph(vec![with(&[], unit("api", &[1])), store(&["slow"])]).is_part_of(&whole));
    }

    #[test]
    fn a_package_on_this_machine_has_its_folder() {
        assert_eq!(
            folder("path+file:///home/me/a%20b/api#0.1.0"),
            Some("/home/me/a b/api".into())
        );
        assert_eq!(
            folder("registry+https://github.com/rust-lang/crates.io-index#serde@1.0.0"),
            None
        );
    }
}
