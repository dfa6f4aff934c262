//! How and where findings are written: rustc's own text on the terminal, other formats there or in files.
//!
//! [`Outputs`] gets each message as it comes, and the [`Report`] at the end, which the modules of the formats
//! turn into documents.

mod fingerprint;
mod github;
mod gitlab;
mod html;
mod markdown;
mod name;
mod outputs;
mod sarif;
mod short;

use std::path::Path;

pub use name::{Format, Name};
pub(crate) use outputs::Outputs;

use crate::messages::Finding;

/// What a check has found, as documents tell it.
#[derive(Debug)]
pub struct Report<'a> {
    /// The workspace's folder, from which files are named.
    pub root: &'a Path,
    /// What is new, sorted by place.
    pub findings: Vec<&'a Finding>,
    /// How many more are recorded, where there is a record.
    pub recorded: Option<usize>,
    /// Whether all could be checked and nothing was denied.
    pub success: bool,
}

impl Report<'_> {
    /// What was found, in a few words.
    pub(crate) fn headline(&self) -> String {
        let new = if self.recorded.is_some() { "new " } else { "" };
        let mut words = match self.findings.len() {
            0 => format!("no {new}findings"),
            1 => format!("1 {new}finding"),
            count => format!("{count} {new}findings"),
        };
        let denied = self.findings.iter().filter(|it| it.is_denied()).count();
        if denied > 0 {
            words.push_str(&format!(", {denied} denied"));
        }
        if let Some(recorded) = self.recorded {
            words.push_str(&format!(", {recorded} recorded"));
        }
        if !self.success && denied == 0 {
            words.push_str("; not all of the code could be checked");
        }
        words
    }

    /// The way from the folder of the repository, from which a forge names files, to the workspace.
    fn prefix(&self, repository: Option<&Path>) -> String {
        let below = repository
            .and_then(|it| self.root.strip_prefix(it).ok())
            .unwrap_or(Path::new(""));
        match below.to_string_lossy().replace('\\', "/") {
            below if below.is_empty() => below,
            below => below + "/",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_below_the_repository_has_its_folder_before_each_file() {
        let repository = Path::new("/home/runner/kit");
        let prefix = |root: &Path, repository| {
            let report = Report {
                root,
                findings: Vec::new(),
                recorded: None,
                success: true,
            };
            report.prefix(repository)
        };
        assert_eq!(
            prefix(&repository.join("rust/api"), Some(repository)),
            "rust/api/"
        );
        assert_eq!(prefix(repository, Some(repository)), "");
        assert_eq!(prefix(Path::new("/elsewhere"), Some(repository)), "");
        assert_eq!(prefix(repository, None), "");
    }
}
