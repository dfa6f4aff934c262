//! The verdicts: `tests/corpus/<program>.toml`, one entry a finding, each read in the source by a person.

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::findings::Finding;
use super::{Verdict, folder};

/// A finding with what a reader says of it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Judged {
    /// The file, relative to the program's folder.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// The lint's name.
    pub lint: String,
    /// The first line of the diagnostic.
    pub message: String,
    /// The notes below it.
    #[serde(default)]
    pub notes: Vec<String>,
    /// What the reader says.
    pub verdict: Verdict,
    /// Why, in one sentence; empty only while nobody has read it.
    pub why: String,
}

impl Judged {
    /// Where it stands and what it says.
    pub fn finding(&self) -> Finding {
        Finding {
            file: self.file.clone(),
            line: self.line,
            column: self.column,
            lint: self.lint.clone(),
            message: self.message.clone(),
            notes: self.notes.clone(),
        }
    }

    fn new(finding: Finding, verdict: Verdict, why: String) -> Self {
        let Finding {
            file,
            line,
            column,
            lint,
            message,
            notes,
        } = finding;
        Self {
            file,
            line,
            column,
            lint,
            message,
            notes,
            verdict,
            why,
        }
    }
}

/// The verdict file of one program.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Verdicts {
    /// Sorted by place, then by lint.
    #[serde(default, rename = "finding")]
    pub findings: Vec<Judged>,
}

/// What differs between the verdict file and a run.
#[derive(Debug, Default)]
pub struct Difference {
    /// Found, but without a verdict.
    pub new: Vec<Finding>,
    /// Found where the file says, with other words than those that were judged.
    pub reworded: Vec<Finding>,
    /// Judged once, no longer found.
    pub vanished: Vec<Finding>,
}

impl Difference {
    /// Whether the file says exactly what was found.
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.reworded.is_empty() && self.vanished.is_empty()
    }
}

impl Verdicts {
    /// Where the verdicts on `program` lie.
    pub fn path(program: &str) -> PathBuf {
        folder().join(format!("{program}.toml"))
    }

    /// Reads the verdicts on `program`; none where there is no file yet.
    pub fn read(program: &str) -> Result<Self> {
        let path = Self::path(program);
        if !path.is_file() {
            return Ok(Self::default());
        }
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        toml::from_str(&text).with_context(|| format!("cannot read {}", path.display()))
    }

    /// Writes the verdicts on `program`.
    pub fn write(&self, program: &str) -> Result<()> {
        let path = Self::path(program);
        let text = format!(
            "# What `cargo corpus {program}` finds, each finding read in the source: true, harmless or false, and why.\n\
             {}{}",
            if self.findings.is_empty() {
                "# Nothing is found.\n"
            } else {
                "\n"
            },
            toml::to_string(self)?
                .replace("findings = []\n", "")
                .replace("finding = []\n", ""),
        );
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
    }

    /// What a run found differently.
    pub fn compare(&self, found: &[Finding]) -> Difference {
        let mut difference = Difference::default();
        for finding in found {
            match self.at(finding) {
                None => difference.new.push(finding.clone()),
                Some(judged) if judged.finding() != *finding => difference.reworded.push(finding.clone()),
                Some(_) => {}
            }
        }
        let gone = self
            .findings
            .iter()
            .filter(|judged| !found.iter().any(|it| same_place(it, judged)));
        difference.vanished.extend(gone.map(Judged::finding));
        difference
    }

    /// The findings of a run, with the verdicts that they have and `unread` for the others.
    pub fn blessed(&self, found: &[Finding]) -> Self {
        let mut findings: Vec<Judged> = found
            .iter()
            .map(|finding| match self.at(finding) {
                Some(judged) => Judged::new(finding.clone(), judged.verdict, judged.why.clone()),
                None => Judged::new(finding.clone(), Verdict::Unread, String::new()),
            })
            .collect();
        findings.sort_by_key(Judged::finding);
        Self { findings }
    }

    /// The verdict on `finding`: where a lint says two things of one place, the one with the same words.
    fn at(&self, finding: &Finding) -> Option<&Judged> {
        let mut judged = self.findings.iter().filter(|judged| same_place(finding, judged));
        let first = judged.clone().next();
        judged.find(|judged| judged.finding() == *finding).or(first)
    }
}

/// A verdict is about a lint at a place; its words may change without the verdict changing.
fn same_place(finding: &Finding, judged: &Judged) -> bool {
    (&finding.lint, &finding.file, finding.line, finding.column)
        == (&judged.lint, &judged.file, judged.line, judged.column)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(line: u32, message: &str) -> Finding {
        let (file, lint) = ("src/main.rs".to_owned(), "blocking".to_owned());
        Finding {
            file,
            line,
            column: 1,
            lint,
            message: message.to_owned(),
            notes: Vec::new(),
        }
    }

    #[test]
    fn new_reworded_and_vanished_findings_are_told_apart() {
        let read = |line| Judged::new(finding(line, "it blocks"), Verdict::True, "it does".to_owned());
        let verdicts = Verdicts {
            findings: vec![read(1), read(2), read(3)],
        };
        let found = [
            finding(1, "it blocks"),
            finding(2, "it blocks the thread"),
            finding(4, "it blocks"),
        ];
        let difference = verdicts.compare(&found);
        assert_eq!(difference.new, [finding(4, "it blocks")]);
        assert_eq!(difference.reworded, [finding(2, "it blocks the thread")]);
        assert_eq!(difference.vanished, [finding(3, "it blocks")]);

        let blessed = verdicts.blessed(&found);
        assert!(blessed.compare(&found).is_empty());
        let kept: Vec<Verdict> = blessed.findings.iter().map(|judged| judged.verdict).collect();
        assert_eq!(kept, [Verdict::True, Verdict::True, Verdict::Unread]);

        let twice = [finding(1, "it blocks"), finding(1, "it drops what blocks")];
        let verdicts = Verdicts::default().blessed(&twice);
        assert!(verdicts.compare(&twice).is_empty());
    }
}
