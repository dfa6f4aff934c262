//! Small programs checked by `cargo heddle` itself, all in one run: the lints' examples and cases.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tempfile::TempDir;
use toml::Table;

use crate::command::{clean, quietly, run};
use crate::kit::{Kit, add_clippy, root};
use crate::project::copy_folder;

/// A package whose examples are the programs, in a folder of its own that goes when this is dropped.
#[derive(Debug)]
pub struct Examples {
    folder: TempDir,
}

impl Examples {
    /// A package without programs yet. It depends on what the cases do, in the same versions.
    pub fn new() -> Result<Self> {
        let folder = TempDir::new().context("cannot make a temporary folder")?;
        let this = Self { folder };
        let ui = root().join("tests").join("ui");
        fs::create_dir_all(this.package().join("examples"))?;
        fs::write(this.package().join("lib.rs"), "")?;
        fs::write(
            this.package().join("Cargo.toml"),
            manifest(&ui.join("Cargo.toml"))?,
        )?;
        fs::copy(root().join("Cargo.lock"), this.package().join("Cargo.lock"))
            .context("cannot copy Cargo.lock")?;
        // Where the manifest says; no members of the package's workspace, since a user's dependencies are not either.
        let fixtures = Path::new("fixtures");
        copy_folder(&ui.join(fixtures), &this.package().join(fixtures), |_| true)?;
        Ok(this)
    }

    /// Adds the program `name`, or replaces it.
    pub fn put(&self, name: &str, code: &str) -> Result<()> {
        Ok(fs::write(self.path(name), code)?)
    }

    /// The program `name` as it stands.
    pub fn get(&self, name: &str) -> Result<String> {
        Ok(fs::read_to_string(self.path(name))?)
    }

    /// Checks all programs and gives rustc's diagnostics by program, those with a code. Errors are lowered to
    /// warnings where they are lints; a program that does not compile is an error.
    pub fn check(&self, kit: &Kit) -> Result<BTreeMap<String, Vec<Value>>> {
        let mut heddle = kit.heddle();
        heddle.env("CARGO_TARGET_DIR", kit.target.join("examples-of-lints"));
        self.diagnostics(&mut heddle, &[])
    }

    /// The same by the clippy of the pinned toolchain, with `lints` on whatever the programs say.
    pub fn clippy(&self, kit: &Kit, lints: &[&str]) -> Result<BTreeMap<String, Vec<Value>>> {
        add_clippy()?;
        let mut clippy = clean("rustup");
        clippy.args(["run", cargo_heddle::PIN, "cargo", "clippy"]);
        clippy.env("CARGO_TARGET_DIR", kit.target.join("examples-of-clippy"));
        self.diagnostics(&mut clippy, lints)
    }

    /// What `command`, a subcommand of cargo that checks code, says of the programs with `lints` forced.
    fn diagnostics(&self, command: &mut Command, lints: &[&str]) -> Result<BTreeMap<String, Vec<Value>>> {
        command.current_dir(self.package()).args([
            "--examples",
            "--keep-going",
            "--message-format",
            "json",
            "--",
            "--cap-lints",
            "warn",
        ]);
        command.args(lints.iter().flat_map(|lint| ["--force-warn", lint]));
        let checked = run(command, &quietly)?;
        ensure!(
            checked.status.success(),
            "{} failed:\n{}{}",
            checked.line,
            checked.stdout,
            checked.stderr
        );
        let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for line in checked.stdout.lines() {
            let mut message: Value = serde_json::from_str(line).context("cargo writes JSON")?;
            if message["message"]["code"]["code"].is_string() {
                let program = message["target"]["name"]
                    .as_str()
                    .context("a message names its target")?
                    .to_owned();
                found.entry(program).or_default().push(message["message"].take());
            }
        }
        Ok(found)
    }

    fn package(&self) -> &Path {
        self.folder.path()
    }

    fn path(&self, name: &str) -> PathBuf {
        let programs = self.package().join("examples");
        programs.join(name).with_extension("rs")
    }
}

/// The manifest of a package that depends on what the package of `cases` does.
fn manifest(cases: &Path) -> Result<String> {
    let text = fs::read_to_string(cases).with_context(|| format!("cannot read {}", cases.display()))?;
    let mut cases: Table = text
        .parse()
        .with_context(|| format!("{} is no TOML", cases.display()))?;
    let mut manifest: Table = toml::toml! {
        [workspace]
        exclude = ["fixtures"]

        [package]
        name = "heddle-examples"
        version = "0.0.0"
        edition = "2024"
        publish = false

        [lib]
        path = "lib.rs"

        [lints.rust]
        unexpected_cfgs = { level = "warn", check-cfg = ["cfg(heddle)"] }
    };
    let needed = cases
        .remove("dev-dependencies")
        .context("the cases depend on nothing")?;
    manifest.insert("dev-dependencies".to_owned(), needed);
    Ok(manifest.to_string())
}

/// The code of a diagnostic: the lint's name.
pub fn code(diagnostic: &Value) -> &str {
    diagnostic["code"]["code"].as_str().unwrap_or_default()
}
