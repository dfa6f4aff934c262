//! What must hold for every generated service, and the steps that each of them passes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display, Formatter};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use crate::command::{Finished, must, quietly};
use crate::kit::{self, Kit, kit};
use crate::project::{EXTRAS, Project, ROWS, Row, Source, files, generate_command, template_alone};

/// A step that a generated service passes with nothing allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It is formatted as it stands in the template.
    Format,
    /// `cargo clippy`, warnings denied.
    Clippy,
    /// Its own tests, which send random bytes for this many seconds.
    Test {
        /// At least one.
        attack: u32,
    },
    /// Each of its benchmarks, once.
    Bench,
    /// `cargo doc`, warnings denied.
    Doc,
    /// `cargo heddle`, warnings denied.
    Heddle,
}

impl Display for Stage {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Format => "fmt",
            Self::Clippy => "clippy",
            Self::Test { .. } => "test",
            Self::Bench => "bench",
            Self::Doc => "doc",
            Self::Heddle => "heddle",
        })
    }
}

impl Stage {
    /// What the step printed; fails with its last lines where it does.
    pub fn run(self, kit: &Kit, project: &Project) -> Result<Finished> {
        const DENIED: [&str; 4] = ["--all-targets", "--", "-D", "warnings"];
        match self {
            Self::Format => must(project.cargo("fmt").arg("--check"), &quietly),
            Self::Clippy => must(
                project.locked(&mut project.cargo("clippy")).args(DENIED),
                &quietly,
            ),
            Self::Test { attack } => {
                let mut test = project.cargo("test");
                let test = project.locked(&mut test);
                test.env("ATTACK_SECONDS", attack.to_string());
                must(test.args(["--", "--show-output"]), &quietly)
            }
            Self::Bench => must(
                project.locked(&mut project.cargo("test")).arg("--benches"),
                &quietly,
            ),
            Self::Doc => {
                let mut doc = project.cargo("doc");
                let doc = project.locked(&mut doc).env("RUSTDOCFLAGS", "-D warnings");
                must(doc.args(["--no-deps", "--document-private-items"]), &quietly)
            }
            Self::Heddle => must(project.heddle(kit).args(DENIED), &quietly),
        }
    }
}

/// Nothing of the template is left: no layers, no liquid.
pub fn leaves_nothing_of_the_template(project: &Path) -> Result<()> {
    for (path, content) in files(project)? {
        let shown = path.display();
        let folder = path.iter().next().unwrap_or_default();
        ensure!(
            folder != "layers" && folder != "hooks",
            "{shown} is a part of the template, not of a service"
        );
        ensure!(
            path.extension().is_none_or(|end| end != "liquid"),
            "{shown} was not rendered"
        );
        ensure!(
            !path.to_string_lossy().contains("{{"),
            "{shown} has an unrendered name"
        );
        let text = String::from_utf8_lossy(&content);
        for mark in [
            "{%",
            "%}",
            "{{project",
            "{{ project",
            "{{crate",
            "{{ crate",
            "{{runtime",
            "{{model",
        ] {
            ensure!(!text.contains(mark), "{shown} holds `{mark}`");
        }
    }
    Ok(())
}

/// All that knows the runtime is `src/rt.rs`, so that another one takes another file and nothing else.
pub fn names_its_runtime_in_one_file(project: &Path) -> Result<()> {
    for (path, content) in files(project)? {
        let is_seam = path == Path::new("src/rt.rs");
        if is_seam || path.extension().is_none_or(|end| end != "rs") {
            continue;
        }
        let text = String::from_utf8_lossy(&content);
        for runtime in ["tokio", "smol", "async_std", "async-std"] {
            ensure!(!text.contains(runtime), "{} names {runtime}", path.display());
        }
    }
    Ok(())
}

/// Which files a service has: those of its row, and those that an extra adds.
#[derive(Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct Snapshot {
    rows: BTreeMap<String, BTreeSet<String>>,
    extras: BTreeMap<String, BTreeSet<String>>,
}

/// Where the lists are checked in.
pub fn snapshot_path() -> PathBuf {
    kit::root().join("tests/files.toml")
}

impl Snapshot {
    /// The lists that are checked in.
    pub fn committed() -> Result<Self> {
        let path = snapshot_path();
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(toml::from_str(&text)?)
    }

    /// What the template generates: each row without extras, and each extra on one row.
    pub fn take() -> Result<Self> {
        let mut rows = BTreeMap::new();
        for row in ROWS {
            rows.insert(row.name(), listed(*row, &[])?);
        }
        let without = &rows[&ROWS[0].name()];
        let mut extras = BTreeMap::new();
        for extra in EXTRAS {
            let with = listed(ROWS[0], &[extra])?;
            extras.insert((*extra).to_owned(), with.difference(without).cloned().collect());
        }
        Ok(Self { rows, extras })
    }

    /// The files of a row with these extras.
    pub fn of(&self, row: Row, extras: &[&str]) -> BTreeSet<String> {
        let mut files = self.rows.get(&row.name()).cloned().unwrap_or_default();
        for extra in extras {
            files.extend(self.extras.get(*extra).into_iter().flatten().cloned());
        }
        files
    }
}

impl Display for Snapshot {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let lists = toml::to_string_pretty(self).map_err(|_| fmt::Error)?;
        write!(
            formatter,
            "# Generated by `cargo bless files`: what `cargo generate` writes, for a service called `{NAME}`.\n\n{lists}"
        )
    }
}

/// The name of the services whose files are listed.
pub const NAME: &str = "listed";

fn listed(row: Row, extras: &[&str]) -> Result<BTreeSet<String>> {
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    let project = Project::generate(kit(), row, extras, folder.path(), NAME, &quietly)?;
    file_names(&project.path)
}

/// Every file of a project but the lock file, which the tests put there.
pub fn file_names(project: &Path) -> Result<BTreeSet<String>> {
    let files = files(project)?.into_keys();
    let names = files.map(|path| path.to_string_lossy().replace('\\', "/"));
    Ok(names.filter(|name| name != "Cargo.lock").collect())
}

/// Every choice of extras.
pub fn subsets() -> Vec<Vec<&'static str>> {
    let chosen = |bits: usize| {
        let extras = EXTRAS.iter().enumerate();
        let extras = extras.filter(move |(place, _)| bits & (1 << place) != 0);
        extras.map(|(_, extra)| *extra).collect()
    };
    (0..1 << EXTRAS.len()).map(chosen).collect()
}

/// Generates a combination of answers twice, the second time from what the first recorded: the files are
/// those that are listed, nothing of the template is left in them, and both are the same.
pub fn check_combination(snapshot: &Snapshot, row: Row, extras: &[&str]) -> Result<()> {
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    let first = Project::generate(kit(), row, extras, folder.path(), NAME, &quietly)?;
    let names = file_names(&first.path)?;
    let listed = snapshot.of(row, extras);
    ensure!(
        names == listed,
        "run `cargo bless files`, or mend the layers; these files differ: {:?}",
        names.symmetric_difference(&listed).collect::<Vec<_>>()
    );
    leaves_nothing_of_the_template(&first.path)?;
    names_its_runtime_in_one_file(&first.path)?;

    let again = folder.path().join("again");
    std::fs::create_dir(&again)?;
    let recorded = first.path.join(".answers.toml");
    let mut command = generate_command(Source::Path(template_alone()?), &again, NAME, &quietly)?;
    command
        .args(["--silent", "--no-fmt", "--values-file"])
        .arg(recorded);
    must(&mut command, &quietly)?;
    let (mut one, other) = (files(&first.path)?, files(&again.join(NAME))?);
    one.remove(Path::new("Cargo.lock"));
    for (path, content) in &one {
        ensure!(
            other.get(path) == Some(content),
            "{} is another one when it is generated from .answers.toml",
            path.display()
        );
    }
    ensure!(
        one.len() == other.len(),
        "there are more files when it is generated from .answers.toml"
    );
    Ok(())
}
