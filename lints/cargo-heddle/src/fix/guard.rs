//! What must be so before code is changed, as `cargo fix` has it: what is changed can be looked at and thrown away, since
//! all else is committed.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::Metadata;

use crate::Error;
use crate::check::Arguments;

/// By these a folder is known to be under version control other than git's, whose state is not asked for, as in cargo.
const OTHERS: [&str; 4] = [".hg", ".pijul", ".fslckout", "_FOSSIL_"];

/// Which files could be had back.
#[derive(Debug)]
pub(crate) enum Kept {
    /// All, or it does not matter.
    All,
    /// Those that git has, by their paths without links.
    ByGit(BTreeSet<PathBuf>),
}

impl Kept {
    /// Whether it is this one too. One that git ignores, or that lies outside behind a link, is not.
    pub(super) fn has(&self, file: &Path) -> bool {
        match self {
            Self::All => true,
            Self::ByGit(files) => file.canonicalize().is_ok_and(|file| files.contains(&file)),
        }
    }
}

/// Refuses to change code that could not be had back.
pub(crate) fn guard(arguments: &Arguments, project: &Metadata) -> Result<Kept, Error> {
    let allowed = &arguments.own.fix;
    let root = project.workspace_root.as_std_path();
    if !is_in_git(root) {
        let is_in_another = root
            .ancestors()
            .any(|folder| OTHERS.iter().any(|name| folder.join(name).exists()));
        if allowed.allow_no_vcs || is_in_another {
            return Ok(Kept::All);
        }
        return Err(Error::Usage(format!(
            "`--fix` changes code, and {} is under no version control, so that nothing could be had back\n  \
             `git init` and a commit put it there; `--allow-no-vcs` goes on without",
            root.display()
        )));
    }
    if allowed.allow_dirty {
        return Ok(Kept::All);
    }
    let changes = changes(root)?;
    let mut refused = changes
        .iter()
        .filter(|it| !(it.is_staged && allowed.allow_staged))
        .peekable();
    if refused.peek().is_none() {
        return Ok(Kept::ByGit(files(root)?));
    }
    let all: String = refused
        .map(|it| format!("\n  {} ({})", it.path, it.state()))
        .collect();
    Err(Error::Usage(format!(
        "`--fix` changes code, and not all that is there is committed:{all}\n  \
         commit or stash it; `--allow-dirty` goes on without, `--allow-staged` where it is staged"
    )))
}

/// A change that is not committed.
#[derive(Debug, PartialEq, Eq)]
struct Uncommitted {
    path: String,
    /// Whether all of it is staged.
    is_staged: bool,
}

impl Uncommitted {
    fn state(&self) -> &'static str {
        if self.is_staged { "staged" } else { "dirty" }
    }
}

/// Whether the folder is a part of what a repository of git's keeps.
fn is_in_git(root: &Path) -> bool {
    if !root.ancestors().any(|folder| folder.join(".git").exists()) {
        return false;
    }
    let ignored = git(root).args(["check-ignore", "--quiet"]).arg(root).status();
    !ignored.is_ok_and(|status| status.success())
}

/// What git says of the whole repository, as in cargo: the next commit takes all of it.
fn changes(root: &Path) -> Result<Vec<Uncommitted>, Error> {
    Ok(read(&said(root, &["status", "--porcelain=v1", "-z"])?))
}

/// The files that git has of the whole repository.
fn files(root: &Path) -> Result<BTreeSet<PathBuf>, Error> {
    let top = said(root, &["rev-parse", "--show-toplevel"])?;
    let top = Path::new(top.trim_end_matches(['\r', '\n']));
    let listed = said(top, &["ls-files", "-z", "--recurse-submodules"])?;
    let files = listed.split('\0').filter(|name| !name.is_empty());
    // Of a link git has where it leads, not what is there.
    let files = files.map(|name| top.join(name)).filter(|file| !file.is_symlink());
    Ok(files.filter_map(|file| file.canonicalize().ok()).collect())
}

fn said(folder: &Path, words: &[&str]) -> Result<String, Error> {
    let problem = |said: &str| {
        Error::Usage(format!(
            "`--fix` changes code, and git does not say whether what is there is committed: {}\n  \
             `--allow-dirty` goes on without",
            said.trim()
        ))
    };
    let output = git(folder).args(words).output();
    let output = output.map_err(|error| match error.kind() {
        ErrorKind::NotFound => problem("`git` is not on PATH"),
        _ => problem(&error.to_string()),
    })?;
    if !output.status.success() {
        return Err(problem(&String::from_utf8_lossy(&output.stderr)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Reads entries that end with a zero byte: two letters, a space, a path; behind a rename stands the old path.
fn read(status: &str) -> Vec<Uncommitted> {
    let mut entries = status.split('\0');
    let mut changes = Vec::new();
    while let Some(entry) = entries.next() {
        let (Some(letters), Some(path)) = (entry.get(..2), entry.get(3..)) else {
            continue;
        };
        if letters.contains(['R', 'C']) {
            entries.next();
        }
        changes.push(Uncommitted {
            path: path.to_owned(),
            is_staged: letters.ends_with(' '),
        });
    }
    changes
}

fn git(root: &Path) -> Command {
    let mut git = Command::new("git");
    git.arg("-C").arg(root);
    git
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staged_changes_are_told_from_those_that_are_not() {
        let status = "M  src/a b.rs\0 M src/c.rs\0MM d.rs\0?? e/\0R  new.rs\0old.rs\0A  f.rs\0";
        let found: Vec<_> = read(status)
            .into_iter()
            .map(|it| (it.path, it.is_staged))
            .collect();
        let found: Vec<_> = found
            .iter()
            .map(|(path, staged)| (path.as_str(), *staged))
            .collect();
        let expected = [
            ("src/a b.rs", true),
            ("src/c.rs", false),
            ("d.rs", false),
            ("e/", false),
            ("new.rs", true),
            ("f.rs", true),
        ];
        assert_eq!(found, expected);
        assert_eq!(read(""), []);
    }
}
