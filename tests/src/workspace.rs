//! A workspace of several packages below a repository, and checks of it as a person starts them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use tempfile::TempDir;

use crate::command::{Finished, quietly, run};
use crate::git::{by_itself, init};
use crate::kit::kit;

/// The workspace's members, sorted.
pub const MEMBERS: [&str; 4] = ["alone", "api", "macros", "store"];

/// Has one finding of ours and one of rustc's.
pub const BLOCKS: &str = "\
pub async fn old() {
    std::thread::sleep(std::time::Duration::from_millis(1));
}
fn unused() {}
";

/// A folder with the workspace `rust`: `api` is built from `store`, that by its build script from `macros`. `alone` is
/// built from `shared`, a package beside the workspace that is no member. Each member is [`BLOCKS`].
#[derive(Debug)]
pub struct Workspace {
    folder: TempDir,
}

impl Workspace {
    /// The folder, without a repository.
    pub fn new() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("heddle-workspace-").tempdir()?;
        let workspace = Self { folder };
        let on =
            |table: &str, name: &str, path: &str| format!("[{table}]\n{name} = {{ path = \"{path}\" }}\n");
        for (name, depends) in [
            ("rust/alone", on("dependencies", "shared", "../../shared")),
            ("rust/api", on("dependencies", "store", "../store")),
            ("rust/macros", String::new()),
            ("rust/store", on("build-dependencies", "macros", "../macros")),
            ("shared", String::new()),
        ] {
            let package = name.trim_start_matches("rust/");
            workspace.write(
                &format!("{name}/Cargo.toml"),
                &format!(
                    "[package]\nname = \"{package}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{depends}"
                ),
            )?;
            let source = if name == "shared" { "" } else { BLOCKS };
            workspace.write(&format!("{name}/src/lib.rs"), source)?;
        }
        workspace.write(
            "rust/Cargo.toml",
            &format!("[workspace]\nresolver = \"3\"\nmembers = {MEMBERS:?}\n"),
        )?;
        workspace.write("rust/store/build.rs", "fn main() {}\n")?;
        workspace.write("rust/api/tests/walk.rs", "")?;
        for readme in ["README.md", "rust/README.md"] {
            workspace.write(readme, "")?;
        }
        Ok(workspace)
    }

    /// `store` has a finding with its feature `slow`, which `api` turns on, and one with `extra`, which nobody does.
    /// `alone` has one if `shared`, which is no member, has the feature `slow`; it has it from `macros`, and `quick` from
    /// `api`.
    pub fn with_features() -> Result<Self> {
        let workspace = Self::new()?;
        let manifest = |name: &str, more: &str| {
            let package = format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
            let folder = if name == "shared" { "" } else { "rust/" };
            workspace.write(&format!("{folder}{name}/Cargo.toml"), &format!("{package}{more}"))
        };
        let shared = "shared = { path = \"../../shared\"";
        manifest("shared", "[features]\nslow = []\nquick = []\n")?;
        manifest("alone", &format!("[dependencies]\n{shared} }}\n"))?;
        manifest(
            "macros",
            &format!("[features]\nown = []\n[dependencies]\n{shared}, features = [\"slow\"] }}\n"),
        )?;
        manifest("store", "[features]\nslow = []\nextra = []\n")?;
        manifest(
            "api",
            &format!(
                "[dependencies]\nstore = {{ path = \"../store\", features = [\"slow\"] }}\n{shared}, features = [\"quick\"] }}\n"
            ),
        )?;
        let blocks = BLOCKS.replace("fn unused() {}\n", "");
        let of_store = |feature: &str| {
            let named = blocks.replace("fn old", &format!("fn {feature}"));
            format!(
                "#[cfg(feature = \"{feature}\")]\n{named}#[cfg(feature = \"{feature}\")]\nfn not_{feature}() {{}}\n"
            )
        };
        workspace.write(
            "rust/store/src/lib.rs",
            &format!("{}{}", of_store("slow"), of_store("extra")),
        )?;
        let near = blocks.replace("async fn old()", "fn near() -> Result<(), ()>");
        let near = near.replace("));\n", "));\n    Ok(())\n");
        workspace.write(
            "shared/src/lib.rs",
            &format!(
                "#[cfg(feature = \"slow\")]\n{near}#[cfg(not(feature = \"slow\"))]\npub fn near() {{}}\n"
            ),
        )?;
        // rustc warns of it with the feature alone, too.
        workspace.write(
            "rust/alone/src/lib.rs",
            "pub async fn far() { shared::near(); }\n",
        )?;
        workspace.write("rust/macros/src/lib.rs", "")?;
        Ok(workspace)
    }

    /// The same as the first commit of a repository, with its lock file.
    pub fn committed(self) -> Result<Self> {
        self.write(".gitignore", "target\n")?;
        self.check(&[])?.success()?;
        init(self.path())?;
        Ok(self)
    }

    /// The repository's folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The workspace's folder.
    pub fn root(&self) -> PathBuf {
        self.path().join("rust")
    }

    /// Writes a file at a path below the repository's folder.
    pub fn write(&self, name: &str, content: &str) -> Result<()> {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap_or(self.path()))?;
        Ok(fs::write(path, content)?)
    }

    /// `cargo heddle`, to be run in the workspace by a person.
    pub fn heddle(&self) -> Command {
        let mut heddle = kit().heddle();
        by_itself(&mut heddle).current_dir(self.root()).env("CI", "");
        heddle
    }

    /// Runs `cargo heddle` in the workspace with `flags`.
    pub fn check(&self, flags: &[&str]) -> Result<Finished> {
        run(self.heddle().args(flags), &quietly)
    }

    /// The findings that a check tells, sorted; rustc's warnings must be of the same packages.
    pub fn told(&self, flags: &[&str]) -> Result<Vec<String>> {
        let finished = self.check(&[&["--format", "short"], flags].concat())?.success()?;
        let mut findings: Vec<_> = finished.stdout.lines().map(str::to_owned).collect();
        findings.sort();
        let warned = finished
            .stderr
            .lines()
            .filter_map(|line| line.trim().strip_prefix("--> "));
        // Cargo warns of manifests too.
        let warned: BTreeSet<_> = warned.filter(|it| it.contains(".rs:")).map(package).collect();
        let found: BTreeSet<_> = findings.iter().map(|it| package(it)).collect();
        assert_eq!(found, warned, "{}", finished.stderr);
        Ok(findings)
    }

    /// The packages that a check tells something of, sorted.
    pub fn looked_at(&self, flags: &[&str]) -> Result<String> {
        let packages: Vec<_> = self.told(flags)?.iter().map(|it| package(it)).collect();
        Ok(packages.join(" "))
    }
}

fn package(place: &str) -> String {
    place.split('/').next().unwrap_or_default().to_owned()
}

/// Fails unless a program has ended with `code` and said these words.
#[track_caller]
pub fn ends(finished: &Finished, code: i32, words: &[&str]) {
    let said = format!("`{}`\n{}{}", finished.line, finished.stdout, finished.stderr);
    assert_eq!(finished.code(), code, "{said}");
    for word in words {
        assert!(said.contains(word), "`{word}` is not in {said}");
    }
}
