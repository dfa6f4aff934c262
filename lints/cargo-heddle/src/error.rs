//! What can go wrong, and the exit code each kind ends with.

use std::path::PathBuf;

use crate::PIN;

/// How `cargo heddle` ends when it is not cargo that decides. These are a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Cargo's own: no finding was denied.
    Success = 0,
    /// Wrong use: flags, configuration, an unknown lint.
    Usage = 2,
    /// The pinned toolchain is missing, or the driver cannot be built.
    Toolchain = 3,
    /// Cargo's own: the code does not compile, or a finding was denied.
    Failed = 101,
}

impl Exit {
    /// The number the process ends with.
    pub fn code(self) -> u8 {
        self as u8
    }
}

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
        "`rustup` was not found, and {PIN} is installed through it; install rustup, then run `cargo heddle setup`"
    )]
    NoRustup,
    /// The toolchain or a part of it is missing.
    #[error(
        "{what} is not installed\n  `cargo heddle setup` installs it; by hand: {}",
        crate::toolchain::install_command()
    )]
    NoToolchain {
        /// What is missing.
        what: String,
    },
    /// The toolchain could not be installed.
    #[error("`{command}` failed ({status}); is the network there?")]
    Install {
        /// What was run.
        command: String,
        /// How it ended.
        status: std::process::ExitStatus,
    },
    /// The driver could not be built.
    #[error("the driver could not be built ({status}); its source is in {}\n{output}", source_folder.display())]
    Build {
        /// How cargo ended.
        status: std::process::ExitStatus,
        /// Where the source lies.
        source_folder: PathBuf,
        /// The last lines of cargo's output.
        output: String,
    },
    /// A file or folder of the cache.
    #[error(
        "cannot {doing} {}: {source}\n  set HEDDLE_HOME to a folder that is writable and has about 1 GB free",
        path.display()
    )]
    Cache {
        /// What was tried, as a verb.
        doing: &'static str,
        /// With which file or folder.
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
    /// Cargo knows no project here; it has said why.
    #[error("{0}")]
    Cargo(String),
}

impl Error {
    /// The exit code of the failure.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) | Self::Config { .. } => Exit::Usage,
            Self::Cargo(_) => Exit::Failed,
            _ => Exit::Toolchain,
        }
    }
}
