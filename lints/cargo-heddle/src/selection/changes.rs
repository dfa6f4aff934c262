//! `--changed-since REV`: what git says has changed, and whom that concerns.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::Metadata;

use super::graph::Graph;
use super::lies_in;
use crate::{Error, baseline, check, config};

/// At the workspace's root: what decides over all members.
const OF_ALL: [&str; 4] = ["Cargo.lock", "Cargo.toml", baseline::FILE, config::FILE];

/// There or above: what decides over the toolchain and over how cargo runs.
const OF_ALL_BELOW: [&str; 4] = [
    ".cargo/config",
    ".cargo/config.toml",
    "rust-toolchain",
    "rust-toolchain.toml",
];

/// The ids of the packages that are compiled and concerned by what has changed since `revision`.
pub(super) fn affected<'a>(
    arguments: &check::Arguments,
    project: &Metadata,
    graph: &'a Graph,
    revision: &str,
) -> Result<BTreeSet<&'a str>, Error> {
    let root = real(project.workspace_root.as_std_path());
    let built = real(project.target_directory.as_std_path());
    let Some(mut files) = changed(&root, revision)? else {
        return Ok(graph.compiled());
    };
    files.retain(|file| !file.starts_with(&built));

    let configuration = arguments.own.heddle_config.as_deref();
    let configuration = configuration.map(|file| real(&arguments.place_of(file)));
    let members = project.packages.iter().filter_map(|it| {
        let folder = it.manifest_path.parent()?;
        Some((it.id.repr.as_str(), real(folder.as_std_path())))
    });
    let others = graph.local().into_iter().map(|(id, folder)| (id, real(&folder)));
    let packages: Vec<_> = members.chain(others).collect();
    let concerns_all = |file: &PathBuf| {
        concerns_all(file, &root) || configuration.as_ref() == Some(file) || is_manifest(file, &packages)
    };
    if files.iter().any(concerns_all) {
        return Ok(graph.compiled());
    }
    let changed: BTreeSet<_> = files.iter().flat_map(|file| owners(file, &packages)).collect();
    Ok(graph.built_from(|id| changed.contains(id)))
}

/// Whether a changed file is one that all members depend on.
fn concerns_all(file: &Path, root: &Path) -> bool {
    let is_at_root = |name: &&str| lies_in(file, root) && file.ends_with(name);
    let is_above = |name: &&str| {
        let below = Path::new(name).components().count();
        file.ends_with(name)
            && file
                .ancestors()
                .nth(below)
                .is_some_and(|folder| root.starts_with(folder))
    };
    OF_ALL.iter().any(is_at_root) || OF_ALL_BELOW.iter().any(is_above)
}

/// Whether it is the manifest of one of the packages, or was one: the features that it turns on or no more does count for
/// all who use the same packages.
fn is_manifest(file: &Path, packages: &[(&str, PathBuf)]) -> bool {
    let is_of = |folder: &Path| file.parent() == Some(folder);
    file.ends_with("Cargo.toml") && (!file.exists() || packages.iter().any(|(_, folder)| is_of(folder)))
}

/// The packages that a changed path belongs to: the innermost one around it, or all that lie in it where it is a
/// folder, as a submodule is.
fn owners<'a>(path: &Path, packages: &[(&'a str, PathBuf)]) -> BTreeSet<&'a str> {
    let inside = packages.iter().filter(|(_, folder)| folder.starts_with(path));
    let mut found: BTreeSet<_> = inside.map(|(id, _)| *id).collect();
    let around = packages.iter().filter(|(_, folder)| path.starts_with(folder));
    let innermost = around.max_by_key(|(_, folder)| folder.components().count());
    found.extend(innermost.map(|(id, _)| *id));
    found
}

/// The files of the repository around `root` that differ from those of `revision`, committed or not, new ones too.
/// Nothing where it is HEAD and there is no commit yet, as in a hook of the first one: all files are new then.
fn changed(root: &Path, revision: &str) -> Result<Option<Vec<PathBuf>>, Error> {
    let top = git(root, ["rev-parse", "--show-toplevel"])?.map_err(|said| {
        Error::Usage(format!(
            "`--changed-since` asks git what has changed, and git knows no repository around {}: {said}\n  \
             leave the option out to check all, or run the command in a clone",
            root.display()
        ))
    })?;
    let top = real(Path::new(top.trim_end_matches(['\r', '\n'])));
    let commit = format!("{revision}^{{commit}}");
    let commit = match git(&top, ["rev-parse", "--verify", "--end-of-options", &commit])? {
        Ok(commit) => commit,
        Err(_) if revision == "HEAD" => return Ok(None),
        Err(said) => return Err(unknown(&top, revision, &said)),
    };

    let diff = [
        "diff",
        "--name-only",
        "-z",
        "--no-renames",
        "--no-relative",
        "--no-ext-diff",
        "--ignore-submodules=none",
        commit.trim(),
        "--",
    ];
    let untracked = ["ls-files", "--others", "--exclude-standard", "-z"];
    let mut files = Vec::new();
    for listed in [git(&top, diff)?, git(&top, untracked)?] {
        let listed =
            listed.map_err(|said| Error::Usage(format!("git cannot tell what has changed: {said}")))?;
        files.extend(
            listed
                .split('\0')
                .filter(|it| !it.is_empty())
                .map(|it| top.join(it)),
        );
    }
    Ok(Some(files))
}

fn unknown(top: &Path, revision: &str, said: &str) -> Error {
    let is_shallow = git(top, ["rev-parse", "--is-shallow-repository"]);
    let step = if is_shallow.is_ok_and(|answer| answer.is_ok_and(|it| it.trim() == "true")) {
        "this clone is shallow: `git fetch --unshallow` fetches the rest, `fetch-depth: 0` has GitHub's checkout do \
         it, `GIT_DEPTH: 0` GitLab's runner"
    } else {
        "`git branch --all` and `git log --oneline` show what there is, and `git fetch` brings what is missing"
    };
    Error::Usage(format!(
        "`{revision}` is no revision of {}: {said}\n  {step}",
        top.display()
    ))
}

/// What git answers in `folder`, or what it says where it fails.
fn git<S: AsRef<OsStr>>(
    folder: &Path,
    words: impl IntoIterator<Item = S>,
) -> Result<Result<String, String>, Error> {
    let mut git = Command::new("git");
    git.current_dir(folder).args(words);
    // In a hook they lead to the repository, but then git takes this folder for its topmost one.
    for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_WORK_TREE"] {
        git.env_remove(name);
    }
    let output = git.output().map_err(|error| match error.kind() {
        ErrorKind::NotFound => Error::Usage(
            "`--changed-since` asks git what has changed, and `git` is not on PATH\n  \
             install git, or leave the option out to check all"
                .to_owned(),
        ),
        _ => Error::Start {
            program: "git".to_owned(),
            source: error,
        },
    })?;
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.trim().trim_start_matches("fatal: ").to_owned();
    Ok(match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(said),
    })
}

/// The path without links, as git has it; of what is no more, as it was named.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_members_depend_on_is_told_from_what_is_called_the_same() {
        let root = Path::new("/repository/rust");
        for (file, is_one) in [
            ("rust/Cargo.toml", true),
            ("rust/Cargo.lock", true),
            ("rust/heddle.toml", true),
            ("rust/heddle-baseline.jsonl", true),
            ("rust/rust-toolchain.toml", true),
            ("rust/.cargo/config.toml", true),
            ("rust-toolchain", true),
            (".cargo/config.toml", true),
            ("Cargo.toml", false),
            ("rust/api/Cargo.toml", false),
            ("rust/api/heddle.toml", false),
            ("rust/api/rust-toolchain.toml", false),
            ("other/.cargo/config.toml", false),
            ("rust/README.md", false),
        ] {
            let file = Path::new("/repository").join(file);
            assert_eq!(concerns_all(&file, root), is_one, "{}", file.display());
        }
    }

    #[test]
    fn a_file_belongs_to_the_innermost_package_and_a_submodule_to_all_in_it() {
        let packages = [
            ("root", PathBuf::from("/kit")),
            ("api", PathBuf::from("/kit/api")),
            ("macros", PathBuf::from("/kit/api/macros")),
            ("shared", PathBuf::from("/shared/rust/shared")),
        ];
        let owners = |path: &str| Vec::from_iter(owners(Path::new(path), &packages)).join(" ");
        assert_eq!(owners("/kit/src/lib.rs"), "root");
        assert_eq!(owners("/kit/api/src/lib.rs"), "api");
        assert_eq!(owners("/kit/api/macros/src/lib.rs"), "macros");
        assert_eq!(owners("/kit/api2/lib.rs"), "root");
        assert_eq!(owners("/shared"), "shared");
        assert_eq!(owners("/elsewhere/README.md"), "");
    }
}
