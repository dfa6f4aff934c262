//! git in a folder of a test, whatever the user's own configuration says.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::command::{Finished, clean, must, quietly};

/// Runs `git` with `words` in `folder`.
pub fn git(folder: &Path, words: &[&str]) -> Result<Finished> {
    let mut git = clean("git");
    by_itself(&mut git).current_dir(folder).args(words);
    must(&mut git, &quietly)
}

/// Makes a repository of `folder` whose first commit has all that lies there.
pub fn init(folder: &Path) -> Result<()> {
    git(folder, &["init", "--quiet", "--initial-branch=main"])?;
    commit(folder)
}

/// Commits all that lies in `folder`.
pub fn commit(folder: &Path) -> Result<()> {
    git(folder, &["add", "--all"])?;
    git(folder, &["commit", "--quiet", "--message=test"]).map(drop)
}

/// Lets what `command` runs know no git configuration and no repository but its own.
pub fn by_itself(command: &mut Command) -> &mut Command {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GIT_") {
            command.env_remove(name);
        }
    }
    command
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null");
    for role in ["AUTHOR", "COMMITTER"] {
        command
            .env(format!("GIT_{role}_NAME"), "test")
            .env(format!("GIT_{role}_EMAIL"), "test@localhost");
    }
    command
}
