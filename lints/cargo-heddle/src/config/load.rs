//! Finds and reads the configuration: `heddle.toml` at the workspace's root, or the manifest's metadata.
//!
//! It is checked here, before anything is built: what does not exist or cannot be meant is an error that names
//! the file, the line and what is valid. A table or file that nothing would read is an error too.

use std::ops::Range;
use std::path::Path;

use cargo_metadata::Metadata;
use heddle_protocol::Config;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::de::DeTable;

use super::origin::{self, Origin};
use super::values::{self, Mistake};
use crate::Error;

/// The file's name.
pub const FILE: &str = "heddle.toml";

/// The two tables of a root manifest that may hold the configuration.
const WORKSPACE_TABLE: &str = "[workspace.metadata.heddle]";
const PACKAGE_TABLE: &str = "[package.metadata.heddle]";

/// The keys that lead to them.
const WORKSPACE_KEYS: &[&str] = &["workspace", "metadata", "heddle"];
const PACKAGE_KEYS: &[&str] = &["package", "metadata", "heddle"];

/// A configuration and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// What holds.
    pub config: Config,
    /// From where; none if there is no configuration, and all is as it is by default.
    pub origin: Option<Origin>,
}

/// The configuration of `project`, from the one place that has it; `file` replaces them all if it is given.
pub fn load(project: &Metadata, file: Option<&Path>) -> Result<Loaded, Error> {
    if let Some(file) = file {
        return read_file(file);
    }
    let root = project.workspace_root.as_std_path();
    let manifest = root.join("Cargo.toml");
    refuse_members_own(project, &manifest)?;
    from_root(root, &manifest)
}

fn from_root(root: &Path, manifest: &Path) -> Result<Loaded, Error> {
    let file = root.join(FILE);
    let text = read(manifest)?;
    for table in [WORKSPACE_KEYS, PACKAGE_KEYS] {
        check_with(&text, table, manifest, values::check_before_reading)?;
    }
    let tables: Manifest = parse(&text, manifest)?;
    let mut found = Vec::new();
    if file.is_file() {
        found.push((format!("`{}`", file.display()), read_file(&file)?));
    }
    let tables = [
        (WORKSPACE_TABLE, WORKSPACE_KEYS, tables.workspace),
        (PACKAGE_TABLE, PACKAGE_KEYS, tables.package),
    ];
    for (name, table, holder) in tables {
        if let Some(config) = holder.and_then(|it| it.metadata).and_then(|it| it.heddle) {
            check_with(&text, table, manifest, values::check)?;
            let origin = Some(Origin {
                file: manifest.to_owned(),
                table,
                text: text.clone(),
            });
            found.push((format!("`{name}`"), Loaded { config, origin }));
        }
    }
    if found.len() > 1 {
        let places: Vec<_> = found.into_iter().map(|(place, _)| place).collect();
        return Err(Error::Config {
            place: manifest.display().to_string(),
            problem: format!("{} configure heddle; keep one of them", places.join(" and ")),
        });
    }
    Ok(found.pop().map(|(_, loaded)| loaded).unwrap_or_default())
}

/// What of a manifest is read here.
#[derive(Deserialize)]
struct Manifest {
    workspace: Option<Holder>,
    package: Option<Holder>,
}

/// A table of a manifest that has metadata.
#[derive(Deserialize)]
struct Holder {
    metadata: Option<Tools>,
}

/// The metadata of all tools.
#[derive(Deserialize)]
struct Tools {
    heddle: Option<Config>,
}

/// One check covers the whole workspace, so that a member cannot have a configuration of its own.
fn refuse_members_own(project: &Metadata, root: &Path) -> Result<(), Error> {
    let members = project
        .packages
        .iter()
        .map(|it| (it, it.manifest_path.as_std_path()));
    for (member, manifest) in members.filter(|(_, manifest)| *manifest != root) {
        let file = manifest.with_file_name(FILE);
        let (place, what) = if member.metadata.get("heddle").is_some() {
            (manifest, PACKAGE_TABLE)
        } else if file.is_file() {
            (file.as_path(), FILE)
        } else {
            continue;
        };
        return Err(Error::Config {
            place: place.display().to_string(),
            problem: format!(
                "{what} of a workspace's member is not read; move it to {WORKSPACE_TABLE} of {} or to a {FILE} \
                 beside that",
                root.display()
            ),
        });
    }
    Ok(())
}

fn read_file(file: &Path) -> Result<Loaded, Error> {
    let text = read(file)?;
    check_with(&text, &[], file, values::check_before_reading)?;
    let config = parse(&text, file)?;
    check_with(&text, &[], file, values::check)?;
    let origin = Some(Origin {
        file: file.to_owned(),
        table: &[],
        text,
    });
    Ok(Loaded { config, origin })
}

fn read(file: &Path) -> Result<String, Error> {
    std::fs::read_to_string(file).map_err(|error| Error::Config {
        place: file.display().to_string(),
        problem: format!("cannot be read: {error}"),
    })
}

fn parse<T: DeserializeOwned>(text: &str, file: &Path) -> Result<T, Error> {
    toml::from_str(text).map_err(unreadable(text, file))
}

fn unreadable(text: &str, file: &Path) -> impl Fn(toml::de::Error) -> Error {
    move |error| mistake(file, text, error.span(), &values::with_nearest(error.message()))
}

/// Checks the configuration in the table at `keys` of `text`.
fn check_with(
    text: &str,
    keys: &[&str],
    file: &Path,
    check: impl Fn(&DeTable<'_>) -> Result<(), Mistake>,
) -> Result<(), Error> {
    let document = DeTable::parse(text).map_err(unreadable(text, file))?;
    let Some(table) = origin::below(document.get_ref(), keys) else {
        return Ok(());
    };
    check(table).map_err(|(span, problem)| mistake(file, text, Some(span), &problem))
}

fn mistake(file: &Path, text: &str, span: Option<Range<usize>>, problem: &str) -> Error {
    Error::Config {
        place: origin::place(file, text, span),
        problem: problem.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINT: &str = "blocking_call_in_async";

    /// Loads from a project whose root has these files.
    fn load_from(files: &[(&str, &str)]) -> Result<Config, Error> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("Cargo.toml"), "").unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        from_root(folder.path(), &folder.path().join("Cargo.toml")).map(|loaded| loaded.config)
    }

    #[track_caller]
    fn assert_refused(files: &[(&str, &str)], place: &str, named: &str) {
        let error = load_from(files).unwrap_err();
        assert_eq!(error.exit(), crate::Exit::Usage);
        let error = error.to_string();
        assert!(error.contains(place), "`{place}` is not in: {error}");
        assert!(error.contains(named), "`{named}` is not in: {error}");
    }

    #[test]
    fn without_a_configuration_the_defaults_hold() {
        assert_eq!(load_from(&[]).unwrap(), Config::default());
        let other_tool = "[package.metadata.docs]\nall = true\n";
        assert_eq!(
            load_from(&[("Cargo.toml", other_tool)]).unwrap(),
            Config::default()
        );
    }

    #[test]
    fn mistakes_name_the_line_and_the_valid_values() {
        let calls = "[[blocking]]\npath = \"a::b\"\nkind = \"slow\"\nwhy = \"waits\"";
        assert_refused(&[(FILE, "check-test = true")], "heddle.toml:1:", "check-tests");
        assert_refused(&[(FILE, "\ntiers = [\"sure\"]")], "heddle.toml:2:", "certain");
        assert_refused(
            &[(FILE, &format!("[lints]\n{LINT} = \"error\""))],
            "heddle.toml:2:",
            "forbid",
        );
        assert_refused(&[(FILE, calls)], "heddle.toml:3:", "sleep");
        assert_refused(&[(FILE, "tiers = [")], "heddle.toml:1:", "array");
    }

    #[test]
    fn an_unknown_word_gets_the_nearest() {
        let kind = "blocking = [{ path = \"a::b\", kind = \"flie\", why = \"waits\" }]";
        let field = "blocking = [{ path = \"a::b\", kind = \"file\", whyy = \"waits\" }]";
        for (text, meant) in [
            ("not-blocking = []", "non-blocking"),
            ("max_depth = 3", "max-depth"),
            ("tiers = [\"likly\"]", "likely"),
            ("runtime = \"tokyo\"", "tokio"),
            (kind, "file"),
            (field, "why"),
        ] {
            assert_refused(
                &[(FILE, text)],
                "heddle.toml:1:",
                &format!("did you mean `{meant}`?"),
            );
        }
    }

    #[test]
    fn values_that_cannot_be_meant_are_errors_with_their_line_and_what_is_valid() {
        let every = "`tokio`, `smol`, `async-std`";
        assert_refused(&[(FILE, "\nruntime = \"glommio\"")], "heddle.toml:2:", every);
        assert_refused(&[(FILE, "\nmax-depth = 0")], "heddle.toml:2:", "at least 1");
        assert_refused(&[(FILE, "\nmax-depth = 0x0")], "heddle.toml:2:", "at least 1");
        assert_refused(&[(FILE, "max-depth = -1")], "heddle.toml:1:", "not -1");
        for number in [
            "4294967296",
            "18446744073709551615",
            "99999999999999999999999999999999999999999999",
        ] {
            for key in ["max-depth", "large-future-bytes"] {
                let text = format!("\n{key} = {number}");
                assert_refused(&[(FILE, &text)], "heddle.toml:2:", key);
                assert_refused(&[(FILE, &text)], "at most 4294967295", number);
                let manifest = format!("[package.metadata.heddle]\n{key} = {number}");
                assert_refused(&[("Cargo.toml", &manifest)], "Cargo.toml:2:", key);
            }
        }
        let one_a_line = "offload-wrappers = [\n  \"a::b\",\n  \"b\",\n]";
        assert_refused(&[(FILE, one_a_line)], "heddle.toml:3:", "`b`");
        assert_refused(
            &[(FILE, "ready-wrappers = [\"a.b\"]")],
            "heddle.toml:1:",
            "std::fs::read",
        );
        let tables = "[[blocking]]\npath = \"open\"\nkind = \"file\"\nwhy = \"waits\"\n";
        assert_refused(&[(FILE, tables)], "heddle.toml:2:", "`open`");
        let manifest = "[workspace.metadata.heddle]\nnon-blocking = [{ path = \"open\", why = \"it is\" }]\n";
        assert_refused(&[("Cargo.toml", manifest)], "Cargo.toml:2:", "`open`");
    }

    #[test]
    fn an_unknown_lint_is_an_error_with_its_line_and_the_nearest() {
        let typo = "[lints]\n\nblocking_call_in_asinc = \"warn\"";
        assert_refused(
            &[(FILE, typo)],
            "heddle.toml:3:",
            "did you mean `blocking_call_in_async`?",
        );
    }

    #[test]
    fn a_lint_that_has_more_than_one_level_is_an_error_with_its_line_and_what_is_valid() {
        let other = LINT.replace('_', "-");
        let both = format!("[lints]\n{LINT} = \"allow\"\n{other} = \"deny\"\n");
        assert_refused(&[(FILE, &both)], "heddle.toml:", LINT);
        assert_refused(&[(FILE, &both)], "two levels", "keep one of them");
        let inline =
            format!("[workspace.metadata.heddle]\nlints = {{ {LINT} = \"warn\", {other} = \"warn\" }}");
        assert_refused(&[("Cargo.toml", &inline)], "Cargo.toml:2:", "keep one of them");
        for level in [
            "{ level = \"deny\", priority = 1 }",
            "{ level = \"deny\" }",
            "[\"deny\"]",
            "2",
        ] {
            let text = format!("[lints]\n{other} = {level}\n");
            assert_refused(
                &[(FILE, &text)],
                "heddle.toml:2:",
                &format!("`forbid`, as in `{LINT} = \"deny\"`"),
            );
        }
    }

    #[test]
    fn both_tables_of_the_manifest_take_the_same_keys_and_mistakes_have_their_line() {
        for table in ["workspace", "package"] {
            let manifest = format!("[{table}.metadata.heddle]\ncheck-tests = true\n");
            assert!(load_from(&[("Cargo.toml", &manifest)]).unwrap().check_tests);
            let typo = format!("[{table}.metadata.heddle]\ntest = true\n");
            assert_refused(&[("Cargo.toml", &typo)], "Cargo.toml:2:", "check-tests");
            let typo = format!("[{table}.metadata.heddle.lints]\nblocking = \"warn\"\n");
            assert_refused(&[("Cargo.toml", &typo)], "Cargo.toml:2:", "cargo heddle list");
        }
    }

    #[test]
    fn two_places_are_an_error_that_names_both() {
        let tables = "[workspace.metadata.heddle]\n[package.metadata.heddle]\n";
        assert_refused(&[("Cargo.toml", tables)], WORKSPACE_TABLE, PACKAGE_TABLE);
        let table = "[workspace.metadata.heddle]\n";
        assert_refused(&[("Cargo.toml", table), (FILE, "")], WORKSPACE_TABLE, FILE);
    }
}
