//! A generated service with the mistakes of its row in it, or with their repairs.

use std::fmt::Write as _;
use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use toml::{Table, Value};

use super::{Edit, Mistake, Version};
use crate::command::{Watch, must, quietly};
use crate::kit::{self, Kit, root};
use crate::project::{LOCKED_NAME, Project, Row, projects, rename_root};

/// Where the lock file of a row lies with what its mistakes depend on, if they depend on anything of their own.
pub fn lock_path(row: Row) -> Result<Option<PathBuf>> {
    let mut mistakes = super::of_row(row)?.into_iter();
    let name = format!("tests/locks/{}-mistakes.lock", row.name());
    let needs_one = mistakes.any(|mistake| !mistake.data.dependencies.is_empty());
    Ok(needs_one.then(|| root().join(name)))
}

/// The two services of a row. Nobody else plants in them for as long as this lives.
#[derive(Debug)]
pub struct Planted {
    /// What is in them.
    pub mistakes: Vec<Mistake>,
    /// The service with the mistakes.
    pub wrong: Project,
    /// The service with the repairs.
    pub repaired: Project,
    _alone: File,
}

impl Planted {
    /// Generates the services of `row`.
    pub fn new(kit: &Kit, row: Row, watch: Watch<'_>) -> Result<Self> {
        let alone = kit::lock(&format!("mistakes-{}", row.name()))?;
        let folder = projects()?.join(format!("mistakes-{}", row.name()));
        let mistakes = super::of_row(row)?;
        let service = |version: Version| -> Result<Project> {
            // A name of its own: cargo takes two packages of one name, in one target folder, for the same.
            let name = format!("{}-{}", row.name(), version.name());
            let project = Project::generate(kit, row, &[], &folder, &name, watch)?;
            plant(&project, row, &mistakes, version)?;
            Ok(project)
        };
        Ok(Self {
            wrong: service(Version::Wrong)?,
            repaired: service(Version::Repaired)?,
            mistakes,
            _alone: alone,
        })
    }

    /// Forgets the versions of all that these services depend on.
    pub fn unlock(&self) -> Result<()> {
        for project in [&self.wrong, &self.repaired] {
            std::fs::remove_file(project.path.join("Cargo.lock"))?;
        }
        Ok(())
    }

    /// The lock file of these services as it is committed: the one they have, with what that lacks.
    pub fn lock(&self) -> Result<String> {
        let mut lock = String::new();
        for project in [&self.repaired, &self.wrong] {
            must(
                project.cargo("metadata").args(["--format-version", "1"]),
                &quietly,
            )?;
            let text = std::fs::read_to_string(project.path.join("Cargo.lock"))?;
            lock = rename_root(&text, &project.name, LOCKED_NAME);
        }
        Ok(lock)
    }
}

fn plant(project: &Project, row: Row, mistakes: &[Mistake], version: Version) -> Result<()> {
    let (project, name) = (&project.path, &project.name);
    let mut edits = Vec::new();
    for mistake in mistakes {
        let path = project.join(&mistake.data.file);
        ensure!(
            !path.exists(),
            "{}: the service has a file {} already",
            mistake.lint.name,
            mistake.data.file
        );
        std::fs::create_dir_all(path.parent().context("a file lies in a folder")?)?;
        std::fs::write(path, mistake.code(version))?;
        edits.extend(mistake.data.edits.iter().map(|edit| (mistake, edit)));
    }
    for (mistake, edit) in edits {
        insert(project, edit).with_context(|| format!("an edit of {}", mistake.lint.name))?;
    }
    let modules = mistakes.iter().filter_map(|mistake| module(&mistake.data.file));
    declare(project, modules.collect())?;
    depend(project, mistakes)?;
    turn_on(project, mistakes)?;
    // A first `cargo bless mistakes` begins with the row's own.
    if let Some(lock) = lock_path(row)?.filter(|lock| lock.is_file()) {
        let lock = std::fs::read_to_string(lock)?;
        std::fs::write(project.join("Cargo.lock"), rename_root(&lock, LOCKED_NAME, name))?;
    }
    Ok(())
}

/// The name of the module that a file is, unless it is a program.
fn module(file: &str) -> Option<&str> {
    let name = file.strip_prefix("src/")?.strip_suffix(".rs")?;
    (!name.contains('/')).then_some(name)
}

/// Writes the lines of `edit` before the one line that it names.
fn insert(project: &Path, edit: &Edit) -> Result<()> {
    let path = project.join(&edit.file);
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", edit.file))?;
    let mut places = text.lines().filter(|line| line.trim_start() == edit.before);
    let (Some(place), None) = (places.next(), places.next()) else {
        bail!("{} does not hold exactly one line `{}`", edit.file, edit.before);
    };
    let indentation = &place[..place.len() - edit.before.len()];
    let mut edited = String::new();
    for line in text.lines() {
        if line == place {
            for line in edit.code.lines() {
                let _ = writeln!(edited, "{indentation}{line}");
            }
        }
        let _ = writeln!(edited, "{line}");
    }
    Ok(std::fs::write(&path, edited)?)
}

/// Adds modules to those that `main.rs` declares, in rustfmt's order.
fn declare(project: &Path, modules: Vec<&str>) -> Result<()> {
    let path = project.join("src/main.rs");
    let text = std::fs::read_to_string(&path)?;
    let is_module = |line: &&str| line.starts_with("mod ");
    let mut lines: Vec<String> = text.lines().filter(is_module).map(str::to_owned).collect();
    lines.extend(modules.into_iter().map(|module| format!("mod {module};")));
    lines.sort();
    let first = text.find("mod ").context("main.rs declares modules")?;
    let rest: String = text[first..]
        .lines()
        .filter(|line| !is_module(line))
        .fold(String::new(), |text, line| text + line + "\n");
    Ok(std::fs::write(
        &path,
        format!("{}{}\n{rest}", &text[..first], lines.join("\n")),
    )?)
}

/// Adds what the mistakes depend on to the manifest. All of a row see it, and what is said of them may depend on it, as
/// where a feature gives a function to use instead: such mistakes name the same feature, or are made in another row.
fn depend(project: &Path, mistakes: &[Mistake]) -> Result<()> {
    let path = project.join("Cargo.toml");
    let mut manifest: Table = std::fs::read_to_string(&path)?.parse()?;
    let dependencies = manifest
        .get_mut("dependencies")
        .and_then(Value::as_table_mut)
        .context("a service depends on something")?;
    for mistake in mistakes {
        for (name, wanted) in &mistake.data.dependencies {
            let merged = match dependencies.get(name) {
                None => wanted.clone(),
                Some(present) => with_features(present, wanted)
                    .with_context(|| format!("{}: the dependency {name}", mistake.lint.name))?,
            };
            dependencies.insert(name.clone(), merged);
        }
    }
    Ok(std::fs::write(&path, manifest.to_string())?)
}

/// `present` with the features of `wanted`, of which nothing else may differ.
fn with_features(present: &Value, wanted: &Value) -> Result<Value> {
    let table = |value: &Value| match value {
        Value::Table(table) => table.clone(),
        version => Table::from_iter([("version".to_owned(), version.clone())]),
    };
    let (mut merged, wanted) = (table(present), table(wanted));
    for (key, value) in wanted {
        match (merged.get_mut(&key), &value) {
            (Some(Value::Array(features)), Value::Array(more)) if key == "features" => {
                let new: Vec<_> = more.iter().filter(|it| !features.contains(it)).cloned().collect();
                features.extend(new);
            }
            (None, _) if key == "features" => {
                merged.insert(key, value);
            }
            (Some(same), _) if *same == value => {}
            _ => bail!("its `{key}` is not the one that the service has already"),
        }
    }
    Ok(Value::Table(merged))
}

/// Turns those of the lints on that are off by default.
fn turn_on(project: &Path, mistakes: &[Mistake]) -> Result<()> {
    let lints: String = mistakes.iter().filter_map(super::page::level).collect();
    if lints.is_empty() {
        return Ok(());
    }
    Ok(std::fs::write(
        project.join("heddle.toml"),
        format!("[lints]\n{lints}"),
    )?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_added_to_a_dependency_that_the_service_has() {
        let value = |text: &str| -> Value { format!("it = {text}").parse::<Table>().unwrap()["it"].clone() };
        let present = value("{ version = \"1.54\", features = [\"net\"] }");
        let more = value("{ version = \"1.54\", features = [\"fs\", \"net\"] }");
        let both = value("{ version = \"1.54\", features = [\"net\", \"fs\"] }");
        assert_eq!(with_features(&present, &more).unwrap(), both);
        assert_eq!(
            with_features(&value("\"1\""), &value("\"1\"")).unwrap(),
            value("{ version = \"1\" }")
        );
        assert!(with_features(&present, &value("\"2\"")).is_err());
    }

    #[test]
    fn a_line_that_stands_twice_is_no_place_for_an_edit() {
        let folder = tempfile::tempdir().unwrap();
        let edit = |before: &str| Edit {
            file: "it.rs".to_owned(),
            before: before.to_owned(),
            code: "one();\ntwo();".to_owned(),
        };
        std::fs::write(
            folder.path().join("it.rs"),
            "{\n    once();\n    twice();\n    twice();\n}\n",
        )
        .unwrap();
        assert!(insert(folder.path(), &edit("twice();")).is_err());
        assert!(insert(folder.path(), &edit("never();")).is_err());
        insert(folder.path(), &edit("once();")).unwrap();
        assert_eq!(
            std::fs::read_to_string(folder.path().join("it.rs")).unwrap(),
            "{\n    one();\n    two();\n    once();\n    twice();\n    twice();\n}\n"
        );
    }
}
