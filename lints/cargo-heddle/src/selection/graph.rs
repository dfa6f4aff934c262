//! What cargo would compile for the packages that are asked for, and for what.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Stdio;

use percent_encoding::percent_decode_str;
use serde::Deserialize;

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
}

#[derive(Debug, Deserialize)]
struct Dependency {
    index: usize,
}

impl Graph {
    /// Asks the toolchain's cargo, which compiles nothing for it.
    pub(super) fn ask(arguments: &check::Arguments, toolchain: &Toolchain) -> Result<Self, Error> {
        let mut cargo = toolchain.cargo();
        cargo
            .arg("check")
            .args(&arguments.typed)
            .args(["--unit-graph", "-Zunstable-options"])
            // What it would keep of rustc's answers is of no use to a check, and the other way round.
            .env("CARGO_CACHE_RUSTC_INFO", "0");
        if let Some(directory) = &arguments.own.directory {
            cargo.current_dir(directory);
        }
        // What cargo fetches may take long, and it shows how far it is.
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

    /// The packages on this machine that something is compiled of, with their folders.
    pub(super) fn local(&self) -> Vec<(&str, PathBuf)> {
        let units = self.units.iter().map(|unit| unit.pkg_id.as_str());
        let ids: BTreeSet<_> = units.collect();
        ids.into_iter().filter_map(|id| Some((id, folder(id)?))).collect()
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

    #[test]
    fn who_is_built_from_a_change_is_found_over_any_number_of_steps() {
        let unit = |name: &str, below: &[usize]| Unit {
            pkg_id: name.to_owned(),
            dependencies: below.iter().map(|index| Dependency { index: *index }).collect(),
        };
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
