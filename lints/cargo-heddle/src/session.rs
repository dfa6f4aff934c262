//! One run of cargo: what it says goes to where it was asked for, without what is recorded.
//!
//! Where nothing has to be read, cargo writes to the terminal itself.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use cargo_metadata::Metadata;
use heddle_protocol::Config;

use crate::baseline::{self, Baseline, Checked, Update};
use crate::formats::{Outputs, Report};
use crate::messages::{self, Finding, Said};
use crate::{Error, Exit, check, report};

/// What is to be done with what cargo says.
pub(crate) struct Session<'a> {
    project: &'a Metadata,
    arguments: &'a check::Arguments,
    baseline: Option<Baseline>,
    outputs: Outputs,
    checks_tests: bool,
    /// What cargo is asked for, if it is not to write by itself.
    message_format: Option<String>,
}

/// What a run came to.
struct Ran {
    status: ExitStatus,
    checked: Checked,
    findings: Vec<Finding>,
}

impl<'a> Session<'a> {
    /// Reads the record and opens the files, so that what is wrong with them is said before the work begins.
    pub(crate) fn begin(
        arguments: &'a check::Arguments,
        project: &'a Metadata,
        config: &Config,
    ) -> Result<Self, Error> {
        let root = project.workspace_root.as_std_path();
        if arguments.record.is_some() {
            refuse_what_only_a_check_takes(arguments)?;
        }
        let baseline = match arguments.record {
            None if arguments.own.no_baseline => None,
            None => Baseline::load(root)?,
            Some(Update::Anew) => Some(Baseline::load(root)?.unwrap_or_else(|| Baseline::empty(root))),
            Some(Update::Shrink) => Some(Baseline::load(root)?.ok_or_else(|| no_record(root))?),
        };
        let asked = &arguments.cargo.common.message_format;
        let outputs = Outputs::open(&arguments.own.format, asked, |path| arguments.place_of(path))?;
        let reads = baseline.is_some() || outputs.are_read();
        Ok(Self {
            project,
            arguments,
            baseline,
            checks_tests: config.check_tests,
            message_format: reads.then(|| outputs.message_format()),
            outputs,
        })
    }

    /// Whether a denied finding must not stop cargo: it may be recorded.
    pub(crate) fn keeps_going(&self) -> bool {
        self.baseline.is_some()
    }

    /// What was typed for cargo, with the way it is to write.
    pub(crate) fn for_cargo(&self, typed: &[OsString]) -> Vec<OsString> {
        let Some(format) = &self.message_format else {
            return typed.to_vec();
        };
        const OPTION: &str = "--message-format";
        let mut words = Vec::new();
        let mut typed = typed.iter();
        while let Some(word) = typed.next() {
            if word == OPTION {
                typed.next();
            } else if !word.as_encoded_bytes().starts_with(b"--message-format=") {
                words.push(word.clone());
            }
        }
        words.push(format!("{OPTION}={format}").into());
        words
    }

    /// Runs `cargo` and tells what it finds.
    pub(crate) fn run(
        mut self,
        cargo: &mut Command,
        start_error: impl Fn(io::Error) -> Error,
    ) -> Result<Exit, Error> {
        if self.message_format.is_none() {
            return cargo.status().map(Exit::of_cargo).map_err(start_error);
        }
        let ran = self.follow(cargo).map_err(start_error)?;
        let exit = Exit::of_cargo(ran.status);
        if let Some(how) = self.arguments.record {
            return self.record(how, &ran, exit);
        }
        let denied = ran.findings.iter().filter(|it| it.is_denied()).count();
        let known = self.baseline.as_ref().map(Baseline::known);
        let root: PathBuf = self.project.workspace_root.clone().into();
        self.outputs.finish(&Report {
            root: &root,
            findings: sorted(&ran.findings),
            recorded: known,
            success: exit == Exit::Success && denied == 0,
        })?;
        if let Some(baseline) = &self.baseline {
            self.tell_recorded(baseline, &ran, exit)?;
        }
        if exit == Exit::Success && denied > 0 {
            report::trouble(&format!("{} denied", count(denied, "new finding")));
            return Ok(Exit::Failed);
        }
        Ok(exit)
    }

    fn follow(&mut self, cargo: &mut Command) -> io::Result<Ran> {
        let Self {
            project,
            arguments,
            baseline,
            outputs,
            checks_tests,
            ..
        } = self;
        let records = arguments.record.is_some();
        let mut entries = baseline::Reader::new(project.workspace_root.as_std_path());
        let mut checked = Checked::new(
            project.packages.iter().map(|it| it.name.to_string()),
            *checks_tests,
        );
        let mut findings = Vec::new();
        let status = messages::follow(cargo, project, |line, said| match said {
            Said::Finding(finding) => {
                let is_known = baseline
                    .as_mut()
                    .is_some_and(|it| it.take(&finding, || entries.entry(&finding)));
                if !is_known && !records {
                    outputs.finding(line, &finding);
                    findings.push(*finding);
                }
            }
            Said::FindingAgain(finding) => {
                let is_known = baseline
                    .as_mut()
                    .is_some_and(|it| it.take(&finding, || entries.entry(&finding)));
                if !is_known && !records {
                    outputs.again(line);
                }
            }
            Said::Diagnostic(diagnostic) => outputs.diagnostic(line, &diagnostic),
            Said::DiagnosticAgain => outputs.again(line),
            Said::Checked {
                package,
                target,
                for_tests,
            } => {
                outputs.other(line);
                if let Some(package) = package {
                    checked.add(package, target, for_tests);
                }
            }
            Said::Other => outputs.other(line),
        })?;
        Ok(Ran {
            status,
            checked,
            findings,
        })
    }

    /// Writes the record, if all could be checked.
    fn record(&self, how: Update, ran: &Ran, exit: Exit) -> Result<Exit, Error> {
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
    fn tell_recorded(&self, baseline: &Baseline, ran: &Ran, exit: Exit) -> Result<(), Error> {
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
            return Ok(());
        }
        let flags = self.flags();
        let gone = baseline.gone(&ran.checked, &flags);
        if gone == 0 {
            return Ok(());
        }
        if is_ci() || !self.outputs.are_for_people() {
            self.status(
                "Gone",
                &format!(
                    "{} in {}; `cargo heddle baseline --shrink` takes them out",
                    count(gone, "recorded finding"),
                    baseline::FILE
                ),
            );
            return Ok(());
        }
        baseline.update(Update::Shrink, &ran.checked, &flags)?;
        self.status(
            "Shrunk",
            &format!("{} by {}; commit it", baseline::FILE, count(gone, "finding")),
        );
        Ok(())
    }

    /// What decides which code there is and how much of it is followed.
    fn flags(&self) -> Vec<String> {
        let mut flags = self.arguments.cargo.deciding_code();
        if self.arguments.own.no_deps {
            flags.push("--no-deps".to_owned());
        }
        flags
    }

    fn status(&self, verb: &str, what: &str) {
        if !self.arguments.cargo.common.quiet {
            report::status(verb, what);
        }
    }
}

fn refuse_what_only_a_check_takes(arguments: &check::Arguments) -> Result<(), Error> {
    let option = match &arguments.own {
        own if !own.format.is_empty() => "--format",
        own if own.no_baseline => "--no-baseline",
        own if own.fix.fix => "--fix",
        _ => return Ok(()),
    };
    Err(Error::Usage(format!(
        "`cargo heddle baseline` takes no `{option}`: it records and tells nothing; \
         `cargo heddle {option}`, without `baseline`, is a check"
    )))
}

fn no_record(root: &Path) -> Error {
    Error::Usage(format!(
        "there is no {} in {} to take anything out of; `cargo heddle baseline` records what is found",
        baseline::FILE,
        root.display()
    ))
}

/// In the order of files and lines, as crates are checked in any order.
fn sorted(findings: &[Finding]) -> Vec<&Finding> {
    let mut sorted: Vec<_> = findings.iter().collect();
    sorted.sort_by_key(|it| (&it.place.file, it.place.bytes.start, &it.lint.name, &it.message));
    sorted
}

/// Whether nobody is there to commit what changes.
fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}

fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
