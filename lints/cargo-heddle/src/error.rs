//! What can go wrong: each message says the problem, what would be right, and the next step.

use std::path::{Path, PathBuf};

use crate::toolchain::install_command;
use crate::{Exit, PIN, VERSION};

/// How many megabytes the driver's build takes while it lasts.
pub(crate) const BUILD_MEGABYTES: u64 = 500;

/// A failure of the command itself: what is wrong, and what to do next.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The flags or the words of the command.
    #[error("{0}")]
    Usage(String),
    /// A configuration that cannot be understood.
    #[error("{place}: {problem}")]
    Config {
        /// The file, with the line where it is known.
        place: String,
        /// What is wrong with it, and what would be right.
        problem: String,
    },
    /// No rustup.
    #[error(
        "`rustup` is not on PATH, and {PIN} is installed through it\n  \
         install it from https://rustup.rs, then run `cargo heddle setup`"
    )]
    NoRustup,
    /// The toolchain is missing.
    #[error(
        "{what} is not installed\n  `cargo heddle setup` installs it; by hand: {}",
        install_command()
    )]
    NoToolchain {
        /// What is missing.
        what: String,
    },
    /// The toolchain is there and does not run.
    #[error(
        "`{}` does not run: {said}\n  `rustup toolchain uninstall {PIN}` and `cargo heddle setup` install the toolchain \
         anew",
        program.display()
    )]
    BrokenToolchain {
        /// The program of it that was tried.
        program: PathBuf,
        /// What it or the system said.
        said: String,
    },
    /// A part of the toolchain is missing, and there is no driver that would do without it.
    #[error(
        "the driver is {driver}, and {what}, which building it takes, is not installed\n  \
         `cargo heddle setup --driver FILE` takes the driver from an archive, `cargo heddle setup` installs what is \
         missing and builds it; by hand: {}",
        install_command()
    )]
    NoComponent {
        /// How the driver was found.
        driver: &'static str,
        /// What is missing.
        what: String,
    },
    /// The toolchain is there, the driver is not built yet.
    #[error(
        "the driver of heddle {VERSION} is not built yet\n  `cargo heddle setup` builds it, and so does the first check"
    )]
    NoDriver,
    /// What is in the driver's place is not what was put there.
    #[error(
        "the driver is damaged: {} is not what was put there\n  `cargo heddle setup` puts it in place anew, \
         `cargo heddle setup --driver FILE` takes it from an archive",
        path.display()
    )]
    DamagedDriver {
        /// Where it lies.
        path: PathBuf,
    },
    /// The system runs no driver from there: a disk without programs, or a folder of somebody else.
    #[error(
        "cannot run the driver in {}: {source}\n  set HEDDLE_HOME to a folder from which programs may be run, then \
         set up again",
        folder.display()
    )]
    NoPrograms {
        /// Where the driver lies, or would.
        folder: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The driver is whole and does not run.
    #[error(
        "the driver {} does not run: {said}\n  `rustup toolchain uninstall {PIN}` and `cargo heddle setup` install \
         the toolchain anew",
        path.display()
    )]
    DriverDoesNotRun {
        /// Where it lies.
        path: PathBuf,
        /// What it or the system said.
        said: String,
    },
    /// An archive with a driver that is not taken.
    #[error(
        "cannot take the driver from {}: {problem}\n  take the archive of heddle {VERSION} for this machine, or build \
         the driver here: `cargo heddle setup`",
        path.display()
    )]
    Archive {
        /// The archive.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// An archive that is to be written.
    #[error("cannot write {}: {source}\n  `--pack FILE` names another file", path.display())]
    Pack {
        /// The archive, or the checksum beside it.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The toolchain could not be installed; rustup has said why.
    #[error(
        "`{command}` failed ({status})\n  once the cause above is gone, run `cargo heddle setup` again; RUSTUP_HOME names \
         another folder for toolchains, this one takes 1.5 GB"
    )]
    Install {
        /// The command.
        command: String,
        /// How rustup ended.
        status: std::process::ExitStatus,
    },
    /// The driver could not be built.
    #[error(
        "the driver could not be built ({status})\n{output}  its source lies in {}\n  \
         once the cause is gone, run `cargo heddle setup` again; HEDDLE_HOME names another folder, which needs \
         {BUILD_MEGABYTES} MB while the driver is built",
        source_folder.display()
    )]
    Build {
        /// How cargo ended.
        status: std::process::ExitStatus,
        /// Where the source lies.
        source_folder: PathBuf,
        /// The last lines of cargo's output, unless they have been shown already.
        output: String,
    },
    /// A file or folder of the cache.
    #[error(
        "cannot {doing} {}: {source}\n  set HEDDLE_HOME to a folder that is writable{}",
        path.display(),
        megabytes.map(|it| format!(" and has {it} MB free")).unwrap_or_default()
    )]
    Cache {
        /// What was tried, as a verb.
        doing: &'static str,
        /// With which file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
        /// How much is to be written there, where that is more than a little.
        megabytes: Option<u64>,
    },
    /// A file or folder of the project's target folder.
    #[error("cannot {doing} {}: {source}\n  `--target-dir` names another folder", path.display())]
    Target {
        /// What was tried, as a verb.
        doing: &'static str,
        /// With which file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file that was asked for.
    #[error("cannot write {}: {source}\n  `--format NAME=FILE` names another file", path.display())]
    Output {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Standard output.
    #[error("cannot write to standard output: {0}\n  send it to another place, as by `> FILE`")]
    StandardOutput(std::io::Error),
    /// A file of the project's code, which `--fix` changes.
    #[error("cannot {doing} {}: {source}\n  what was fixed before is taken back", path.display())]
    Source {
        /// What was tried, as a verb.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// No folder for the cache.
    #[error("no cache folder: HOME is not set; set HEDDLE_HOME to a writable folder")]
    NoHome,
    /// A program could not be started.
    #[error("cannot run `{program}`: {source}")]
    Start {
        /// The program.
        program: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A question was left without an answer, by Ctrl-C or Escape.
    #[error("nothing was chosen")]
    Interrupted,
    /// Cargo knows no project here; it has said why.
    #[error("{0}")]
    Cargo(String),
}

impl Error {
    /// The exit code of the failure.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Usage(_)
            | Self::Config { .. }
            | Self::Output { .. }
            | Self::StandardOutput(_)
            | Self::Pack { .. }
            | Self::Source { .. } => Exit::Usage,
            Self::Interrupted => Exit::Signal(2),
            Self::Cargo(_) | Self::Target { .. } => Exit::Failed,
            _ => Exit::Toolchain,
        }
    }

    /// Says of a cache that cannot be written how much is to be written there.
    pub(crate) fn needing(mut self, wanted: u64) -> Self {
        if let Self::Cache { megabytes, .. } = &mut self {
            *megabytes = Some(wanted);
        }
        self
    }
}

/// Turns what the system said into an [`Error::Target`].
pub(crate) fn target_error(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Target { doing, path, source }
}
