//! One run of cargo: what it says goes to where it was asked for, without what is recorded.
//!
//! Where nothing has to be read, cargo writes to the terminal itself.

mod record;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::Metadata;
use heddle_protocol::Config;

use crate::baseline::{self, Baseline, Checked, Update};
use crate::formats::{Outputs, Report};
use crate::messages::{self, Finding, Said};
use crate::selection::Selection;
use crate::{Error, Exit, check, cli, report};

/// What is to be done with what cargo says.
pub(crate) struct Session<'a> {
    project: &'a Metadata,
    arguments: &'a check::Arguments,
    selection: Option<Selection>,
    baseline: Option<Baseline>,
    outputs: Outputs,
    checks_tests: bool,
    /// What cargo is asked for, if it is not to write by itself.
    message_format: Option<String>,
}

/// What a run came to.
struct Ran {
    exit: Exit,
    checked: Checked,
    findings: Vec<Finding>,
}

impl<'a> Session<'a> {
    /// Reads the record and opens the files, so that what is wrong with them is said before the work begins.
    pub(crate) fn begin(
        arguments: &'a check::Arguments,
        project: &'a Metadata,
        config: &Config,
        selection: Option<Selection>,
    ) -> Result<Self, Error> {
        let root = project.workspace_root.as_std_path();
        let baseline = match arguments.record {
            None if arguments.own.no_baseline => None,
            None => Baseline::load(root)?,
            Some(Update::Anew) => Some(Baseline::load(root)?.unwrap_or_else(|| Baseline::empty(root))),
            Some(Update::Shrink) => Some(Baseline::load(root)?.ok_or_else(|| no_record(root))?),
        };
        let asked = &arguments.cargo.common.message_format;
        let outputs = Outputs::open(&arguments.own.format, asked, |path| arguments.place_of(path))?;
        let reads = baseline.is_some() || selection.is_some() || outputs.are_read();
        Ok(Self {
            project,
            arguments,
            selection,
            baseline,
            checks_tests: config.check_tests,
            message_format: reads.then(|| outputs.message_format()),
            outputs,
        })
    }

    /// Whether a denied finding must not stop cargo: it may be recorded, or of a package that is passed over.
    pub(crate) fn keeps_going(&self) -> bool {
        self.baseline.is_some() || self.selection.is_some()
    }

    /// Says what is selected, if not all is; whether anything is left to check.
    pub(crate) fn has_work(&self) -> bool {
        let Some(selection) = &self.selection else {
            return true;
        };
        self.status("Selected", selection.summary());
        !selection.is_empty()
    }

    /// What was typed for cargo, with the packages that are selected and the way it is to write.
    pub(crate) fn for_cargo(&self, typed: &[OsString]) -> Vec<OsString> {
        let mut words = match &self.selection {
            Some(selection) => selection.for_cargo(typed),
            None => typed.to_vec(),
        };
        if let Some(format) = &self.message_format {
            words = cli::without(&words, &["message_format"]);
            words.push(format!("--message-format={format}").into());
        }
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
        self.finish(ran)
    }

    /// Tells that nothing was found where nothing was to be checked.
    pub(crate) fn end_without_check(self) -> Result<Exit, Error> {
        let nothing = Ran {
            exit: Exit::Success,
            checked: self.nothing_checked(),
            findings: Vec::new(),
        };
        self.finish(nothing)
    }

    fn nothing_checked(&self) -> Checked {
        let parts = self.project.packages.iter().flat_map(|package| {
            let targets = package.targets.iter();
            targets.map(|target| (package.name.to_string(), messages::part(target)))
        });
        Checked::new(parts, self.checks_tests)
    }

    fn finish(mut self, ran: Ran) -> Result<Exit, Error> {
        let exit = ran.exit;
        if let Some(how) = self.arguments.record {
            let exit = self.record(how, &ran, exit)?;
            return self.outputs.all_shown().map(|()| exit);
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
            self.tell_recorded(baseline, &ran, exit);
        }
        if exit == Exit::Success && denied > 0 {
            let what = if known.is_some() { "new finding" } else { "finding" };
            report::trouble(&format!("{} denied", count(denied, what)));
            return Ok(Exit::Failed);
        }
        Ok(exit)
    }

    fn follow(&mut self, cargo: &mut Command) -> io::Result<Ran> {
        let mut checked = self.nothing_checked();
        let Self {
            project,
            arguments,
            selection,
            baseline,
            outputs,
            ..
        } = self;
        let nobody = BTreeSet::new();
        let passed_over = selection.as_ref().map_or(&nobody, Selection::passed_over);
        let records = arguments.record.is_some();
        let mut entries = baseline::Reader::new(project.workspace_root.as_std_path());
        let mut findings = Vec::new();
        let status = messages::follow(cargo, project, passed_over, |line, said| match said {
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
                features,
            } => {
                outputs.other(line);
                if let Some(package) = package {
                    checked.add(package, target, for_tests, &features);
                }
            }
            Said::PassedOver => {}
            Said::Other => outputs.other(line),
        })?;
        Ok(Ran {
            exit: Exit::of_cargo(status),
            checked,
            findings,
        })
    }

    fn status(&self, verb: &str, what: &str) {
        if !self.arguments.cargo.common.quiet {
            report::status(verb, what);
        }
    }
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

/// A number and what it counts.
fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
