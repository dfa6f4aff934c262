//! What a run means for the record of findings: what is said of it, and how it changes.

use super::{Ran, Session, count};
use crate::baseline::{self, Baseline, Update};
use crate::{Error, Exit, report};

impl Session<'_> {
    /// Writes the record, if all could be checked.
    pub(super) fn record(&self, how: Update, ran: &Ran, exit: Exit) -> Result<Exit, Error> {
        let Some(baseline) = self.baseline.as_ref().filter(|_| exit == Exit::Success) else {
            report::trouble(&format!(
                "not all of the code could be checked, so that {} stays as it is\n  \
                 once the errors above are gone, run the command again",
                baseline::FILE
            ));
            return Ok(exit);
        };
        let change = baseline.update(how, &ran.checked, &self.flags())?;
        self.status(
            "Recorded",
            &format!(
                "{} in {} ({} added, {} taken out)",
                count(change.recorded, "finding"),
                baseline::FILE,
                change.added,
                change.removed
            ),
        );
        Ok(exit)
    }

    /// Says how many findings are recorded and how many of them are gone; takes these out where a team wants that:
    /// at a person's own machine, in a check that may hide nothing.
    pub(super) fn tell_recorded(&self, baseline: &Baseline, ran: &Ran, exit: Exit) {
        let (known, new) = (baseline.known(), ran.findings.len());
        if known > 0 || new > 0 {
            let new = match new {
                0 => "nothing new".to_owned(),
                new => count(new, "new finding"),
            };
            self.status(
                "Found",
                &format!(
                    "{new}; {} in {}, which `--no-baseline` shows",
                    count(known, "recorded finding"),
                    baseline::FILE
                ),
            );
        }
        let allows = self
            .arguments
            .lints
            .iter()
            .any(|flag| flag.starts_with("-A") || flag.starts_with("--"));
        if exit != Exit::Success || allows {
            return;
        }
        let flags = self.flags();
        let gone = baseline.gone(&ran.checked, &flags);
        if gone == 0 {
            return;
        }
        if is_ci() || !self.outputs.are_for_people() {
            self.status(
                "Gone",
                &format!(
                    "{} in {}; `cargo heddle baseline --shrink` takes out what is gone",
                    count(gone, "recorded finding"),
                    baseline::FILE
                ),
            );
            return;
        }
        match baseline.update(Update::Shrink, &ran.checked, &flags) {
            Ok(_) => self.status(
                "Shrunk",
                &format!("{} by {}; commit it", baseline::FILE, count(gone, "finding")),
            ),
            // The check has said what it had to say, and needs no right to write there.
            Err(error) => self.status(
                "Gone",
                &format!("{}, but {error}", count(gone, "recorded finding")),
            ),
        }
    }

    /// What decides which code there is and how much of it is followed.
    fn flags(&self) -> Vec<String> {
        let mut flags = self.arguments.cargo.deciding_code();
        if self.arguments.own.no_deps {
            flags.push("--no-deps".to_owned());
        }
        flags
    }
}

/// Whether nobody is there to commit what changes.
fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}
