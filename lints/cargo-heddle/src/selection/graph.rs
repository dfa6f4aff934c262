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

    /// Whether `part` compiles each unit of these packages, and nothing in another way than this does.
    pub(super) fn is_kept_by(&self, part: &Self, packages: &BTreeSet<&str>) -> bool {
        let (own, others) = (self.digests(), part.digests());
        let known: BTreeSet<_> = own.iter().collect();
        let compiled: BTreeSet<_> = others.iter().collect();
        let mut needed = own.iter().zip(&self.units);
        compiled.is_subset(&known)
            && needed
                .all(|(digest, unit)| !packages.contains(unit.pkg_id.as_str()) || compiled.contains(digest))
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
        (&unit.pkg_id, unit.way(), below).hash(&mut hasher);
        *known[at].insert(hasher.finish())
    }

    /// The ids of the packages that something is compiled of.
    pub(super) fn compiled(&self) -> BTreeSet<&str> {
        self.units.iter().map(|unit| unit.pkg_id.as_str()).collect()
    }

    /// The ids of those of them that are built from one of the packages for which `is_changed` holds, or are one.
    pub(super) fn built_from(&self, is_changed: impl Fn(&str) -> bool) -> BTreeSet<&str> {
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
        let units = self.units.iter().zip(affected).filter(|(_, affected)| *affected);
        units.map(|(unit, _)| unit.pkg_id.as_str()).collect()
    }

    /// The ids of packages to ask for, so that all is compiled of `packages` that is compiled here: those of them that
    /// are asked for, and others that are built from the rest, in each way in which that is compiled.
    pub(super) fn asking_for(&self, packages: &BTreeSet<&str>) -> BTreeSet<&str> {
        let mut built: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for root in &self.roots {
            self.add_below(*root, built.entry(&self.units[*root].pkg_id).or_default());
        }
        let mut chosen: BTreeSet<_> = built.keys().copied().filter(|id| packages.contains(id)).collect();
        let mut compiled: BTreeSet<_> = chosen.iter().flat_map(|id| &built[id]).copied().collect();
        for (at, unit) in self.units.iter().enumerate() {
            if compiled.contains(&at) || !packages.contains(unit.pkg_id.as_str()) {
                continue;
            }
            let with_it = built.iter().filter(|(_, units)| units.contains(&at));
            if let Some((id, units)) = with_it.min_by_key(|(_, units)| units.len()) {
                chosen.insert(id);
                compiled.extend(units);
            }
        }
        chosen
    }

    /// Adds the unit and all that it is built from.
    fn add_below(&self, unit: usize, to: &mut BTreeSet<usize>) {
        if to.insert(unit) {
            for dependency in &self.units[unit].dependencies {
                self.add_below(dependency.index, to);
            }
        }
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

impl Unit {
    /// The way in which it is compiled, without what changes nothing that a check sees: cargo has no debugging
    /// information made for what only programs of the build use, and who does depends on what else is built.
    fn way(&self) -> String {
        let mut way = Value::from_iter(self.what.clone());
        if let Some(profile) = way.get_mut("profile").and_then(Value::as_object_mut) {
            profile.remove("debuginfo");
        }
        way.to_string()
    }
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
            let found = graph.built_from(|id| id == name);
            found.into_iter().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(built_from("disk"), "api dependency disk store");
        assert_eq!(built_from("store"), "api store");
        assert_eq!(built_from("gen"), "api gen");
        assert_eq!(built_from("alone"), "alone");
        assert_eq!(built_from("other"), "");
        assert_eq!(graph.compiled().len(), 6);
    }

    #[test]
    fn who_is_not_asked_for_or_is_built_twice_is_compiled_with_who_is_built_from_it() {
        // Of `base` there are two builds, one of them for the build script of `app`.
        let graph = Graph {
            units: vec![
                unit("app", &[1, 2]),
                unit("store", &[2]),
                unit("base", &[]),
                unit("app", &[4]),
                unit("gen", &[5]),
                unit("base", &[]),
                unit("alone", &[]),
            ],
            roots: vec![0, 1, 2, 3, 6],
        };
        let asking_for = |names: &[&'static str]| {
            let packages = names.iter().copied().collect();
            graph
                .asking_for(&packages)
                .into_iter()
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(asking_for(&["alone"]), "alone");
        assert_eq!(asking_for(&["store"]), "store");
        assert_eq!(asking_for(&["gen"]), "app");
        assert_eq!(asking_for(&["base"]), "app base");
        assert_eq!(asking_for(&["app"]), "app");
    }

    #[test]
    fn a_part_keeps_features_and_what_is_built_from_what() {
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
        let keeps = |units, names: &[&'static str]| {
            let packages = names.iter().copied().collect();
            whole.is_kept_by(&graph(units), &packages)
        };
        let of_web = || vec![with(&[], unit("web", &[1])), store(&["slow"])];
        assert!(keeps(of_web(), &["web"]) && keeps(of_web(), &["web", "store"]));
        assert!(!keeps(of_web(), &["web", "api"]));
        // Numbers may differ, and the order with them.
        let units = vec![
            store(&["slow"]),
            with(&[], unit("disk", &[])),
            with(&[], unit("api", &[0, 1])),
        ];
        assert!(keeps(units, &["api"]));
        assert!(!keeps(vec![store(&[])], &[]));
        assert!(!keeps(vec![with(&[], unit("api", &[1])), store(&["slow"])], &[]));
        let mut unlike_in_debugging = store(&["slow"]);
        unlike_in_debugging
            .what
            .insert("profile".to_owned(), serde_json::json!({"debuginfo": 2}));
        let mut unlike = store(&["slow"]);
        unlike.what.insert(
            "profile".to_owned(),
            serde_json::json!({"debug_assertions": true}),
        );
        let profile = serde_json::json!({});
        let mut plain = store(&["slow"]);
        plain.what.insert("profile".to_owned(), profile);
        let whole = graph(vec![plain]);
        assert!(whole.is_kept_by(&graph(vec![unlike_in_debugging]), &BTreeSet::new()));
        assert!(!whole.is_kept_by(&graph(vec![unlike]), &BTreeSet::new()));
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
