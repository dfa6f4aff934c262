//! The page of the book that tells how often each lint is right: counted from the verdicts.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::AddAssign;
use std::path::PathBuf;

use anyhow::{Context, Result};
use heddle_protocol::Tier;

use super::verdicts::{Judged, Verdicts};
use super::{Program, Verdict, programs};
use crate::kit::root;

/// How many findings got which verdict.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Tally {
    /// The lint is right.
    pub yes: usize,
    /// It is right, but it hardly matters.
    pub harmless: usize,
    /// It is wrong.
    pub no: usize,
    /// Nobody has read it.
    pub unread: usize,
}

impl Tally {
    /// Counts one more.
    pub fn add(&mut self, verdict: Verdict) {
        *match verdict {
            Verdict::True => &mut self.yes,
            Verdict::Harmless => &mut self.harmless,
            Verdict::False => &mut self.no,
            Verdict::Unread => &mut self.unread,
        } += 1;
    }

    /// All that somebody has read.
    pub fn read(&self) -> usize {
        self.yes + self.harmless + self.no
    }

    /// The share of what is so, whether it matters or not.
    pub fn precision(&self) -> String {
        share(self.yes + self.harmless, self.read())
    }

    /// The share of what is so and matters.
    pub fn strict_precision(&self) -> String {
        share(self.yes, self.read())
    }

    fn cells(&self) -> String {
        format!(
            "{} | {} | {} | {} | {} | {}",
            self.read(),
            self.yes,
            self.harmless,
            self.no,
            self.precision(),
            self.strict_precision()
        )
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.yes += other.yes;
        self.harmless += other.harmless;
        self.no += other.no;
        self.unread += other.unread;
    }
}

impl FromIterator<Verdict> for Tally {
    fn from_iter<I: IntoIterator<Item = Verdict>>(verdicts: I) -> Self {
        let mut tally = Self::default();
        verdicts.into_iter().for_each(|verdict| tally.add(verdict));
        tally
    }
}

fn share(some: usize, all: usize) -> String {
    // Rounded down: 100 % is to mean all.
    match (some * 100).checked_div(all) {
        Some(percent) => format!("{percent} %"),
        None => "-".to_owned(),
    }
}

/// Where the page lies.
pub fn path() -> PathBuf {
    root().join("docs/src/lints/precision.md")
}

/// Writes the page anew.
pub fn write() -> Result<()> {
    std::fs::write(path(), page()?).with_context(|| format!("cannot write {}", path().display()))
}

/// The page as the verdict files have it.
pub fn page() -> Result<String> {
    Ok(render(&judged()?))
}

/// The verdicts on the findings of each lint that found anything.
pub fn tallies() -> Result<BTreeMap<String, Tally>> {
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for (_, verdicts) in judged()? {
        for judged in verdicts.findings {
            tallies.entry(judged.lint).or_default().add(judged.verdict);
        }
    }
    Ok(tallies)
}

fn judged() -> Result<Vec<(Program, Verdicts)>> {
    let of_program = |program: Program| {
        let verdicts = Verdicts::read(&program.name)?;
        Ok((program, verdicts))
    };
    programs()?.into_iter().map(of_program).collect()
}

fn render(programs: &[(Program, Verdicts)]) -> String {
    let all = || programs.iter().flat_map(|(_, verdicts)| &verdicts.findings);
    let total: Tally = all().map(|judged| judged.verdict).collect();
    let mut page = format!(
        "<!-- written by `cargo corpus --page` from tests/corpus: edit the verdicts there -->\n\n\
         # Precision\n\n\
         `cargo corpus` runs `cargo heddle`, configured by nobody but with the lints turned on that are off by default, \
         on {} published programs and libraries. Every finding was read in the program's source:\n\n\
         - **true**: the lint is right, and the code would be better for hearing it;\n\
         - **harmless**: what is said is so, but it hardly matters there;\n\
         - **false**: nobody is held up.\n\n\
         Precision is the share of true and harmless findings, strict precision that of true ones alone. The verdicts \
         with their reasons lie in `tests/corpus/`, one file a program.\n\n",
        programs.len()
    );
    if total.unread > 0 {
        let _ = writeln!(page, "Not read yet and not counted: {}.\n", total.unread);
    }

    page += "## By lint\n\nThe tier tells how sure the catalogue is that a call takes long.\n\n\
             | lint | tier | findings | true | harmless | false | precision | strict |\n\
             |---|---|--:|--:|--:|--:|--:|--:|\n";
    for (lint, tiers) in by_lint(all()) {
        let link = format!("[{lint}]({lint}.md)");
        for (tier, tally) in &tiers {
            let tier = tier.map_or("-", Tier::name);
            let _ = writeln!(page, "| {link} | {tier} | {} |", tally.cells());
        }
        if tiers.len() > 1 {
            let mut tally = Tally::default();
            tiers.values().for_each(|of_tier| tally += *of_tier);
            let _ = writeln!(page, "| {link} | all | {} |", tally.cells());
        }
    }
    let _ = writeln!(page, "| all | all | {} |", total.cells());

    page += "\n## By program\n\n\
             | program | version | why it is in the corpus | findings | true | harmless | false |\n\
             |---|---|---|--:|--:|--:|--:|\n";
    for (program, verdicts) in programs {
        let tally: Tally = verdicts.findings.iter().map(|judged| judged.verdict).collect();
        let Program {
            name, version, why, ..
        } = program;
        let (yes, harmless, no) = (tally.yes, tally.harmless, tally.no);
        let _ = writeln!(
            page,
            "| {name} | {version} | {why} | {} | {yes} | {harmless} | {no} |",
            tally.read()
        );
    }
    page
}

type ByTier = BTreeMap<Option<Tier>, Tally>;

fn by_lint<'a>(findings: impl Iterator<Item = &'a Judged>) -> BTreeMap<&'a str, ByTier> {
    let mut lints: BTreeMap<&str, ByTier> = BTreeMap::new();
    for judged in findings {
        let tiers = lints.entry(&judged.lint).or_default();
        tiers.entry(tier(judged)).or_default().add(judged.verdict);
    }
    lints
}

/// The notes tell it, as in "it waits for the disk (file, likely)".
fn tier(judged: &Judged) -> Option<Tier> {
    let tiers = [Tier::Certain, Tier::Likely, Tier::SizeDependent, Tier::OptIn];
    tiers.into_iter().find(|tier| {
        let end = format!(", {})", tier.name());
        judged.notes.iter().any(|note| note.contains(&end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(lint: &str, note: &str, verdict: &str) -> String {
        format!(
            "[[finding]]\nfile = \"src/main.rs\"\nline = 1\ncolumn = 1\nlint = \"{lint}\"\nmessage = \"it blocks\"\n\
             notes = [\"{note}\"]\nverdict = \"{verdict}\"\nwhy = \"it was read\"\n"
        )
    }

    #[test]
    fn verdicts_are_counted_by_lint_and_tier() {
        let text = [
            judged("blocking", "it waits (file, likely); others wait too", "true"),
            judged("blocking", "it waits (file, likely); others wait too", "harmless"),
            judged("blocking", "it waits (file, likely); others wait too", "false"),
            judged("blocking", "it sleeps (sleep, certain); others wait too", "true"),
            judged("nested", "it builds a runtime (main.rs, line 3)", "unread"),
        ];
        let program = Program {
            name: "dufs".to_owned(),
            version: "0.47.0".to_owned(),
            why: "a file server".to_owned(),
            flags: Vec::new(),
            lock: false,
        };
        let page = render(&[(program, toml::from_str(&text.concat()).unwrap())]);
        for line in [
            "| [blocking](blocking.md) | certain | 1 | 1 | 0 | 0 | 100 % | 100 % |",
            "| [blocking](blocking.md) | likely | 3 | 1 | 1 | 1 | 66 % | 33 % |",
            "| [blocking](blocking.md) | all | 4 | 2 | 1 | 1 | 75 % | 50 % |",
            "| [nested](nested.md) | - | 0 | 0 | 0 | 0 | - | - |",
            "| all | all | 4 | 2 | 1 | 1 | 75 % | 50 % |",
            "| dufs | 0.47.0 | a file server | 4 | 2 | 1 | 1 |",
            "Not read yet and not counted: 1.",
        ] {
            assert!(page.lines().any(|found| found == line), "no `{line}` in\n{page}");
        }
    }
}
