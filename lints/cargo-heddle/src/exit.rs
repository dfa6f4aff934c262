//! The exit codes. They are a contract: scripts and CI tell by them whether to fix code, flags or the machine.

/// How `cargo heddle` ends. [`Exit::meaning`] tells each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0.
    Success,
    /// 2.
    Usage,
    /// 3.
    Toolchain,
    /// 101, as clippy has it.
    Failed,
    /// Any other code of cargo's, passed on.
    Cargo(u8),
    /// 128 and the signal's number, as in a shell.
    Signal(u8),
}

/// What cargo ends with when it does not know a flag.
const CARGO_USAGE: i32 = 1;

impl Exit {
    /// Every way to end: what stands for the code, and what it means. The help, the man page and the book show it.
    pub fn table() -> Vec<(String, &'static str)> {
        let all = [
            Self::Success,
            Self::Usage,
            Self::Toolchain,
            Self::Failed,
            Self::Signal(0),
            Self::Cargo(0),
        ];
        let code = |exit: &Self| match exit {
            Self::Signal(_) => "128+N".to_owned(),
            Self::Cargo(_) => "other".to_owned(),
            fixed => fixed.code().to_string(),
        };
        all.iter().map(|exit| (code(exit), exit.meaning())).collect()
    }

    /// What it tells, as Markdown of one line without a full stop.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Success => "no error; there may be warnings",
            Self::Usage => {
                "wrong use: flags, configuration, baseline, a lint's name, a file that cannot be written, or code \
                 that is not committed with `--fix`"
            }
            Self::Toolchain => "the toolchain is missing or the driver cannot be set up",
            Self::Failed => {
                "the code does not compile, a finding was denied that the baseline does not hold, or cargo cannot do \
                 what is asked, as where there is no such package"
            }
            Self::Signal(_) => "the signal N ended cargo",
            Self::Cargo(_) => "cargo's own code, passed on",
        }
    }

    /// How the run ends once `cargo check` has ended with `status`.
    pub fn of_cargo(status: std::process::ExitStatus) -> Self {
        match status.code() {
            Some(0) => Self::Success,
            Some(CARGO_USAGE) => Self::Usage,
            Some(101) => Self::Failed,
            Some(code) => u8::try_from(code).map_or(Self::Failed, Self::Cargo),
            None => signal(status).map_or(Self::Failed, Self::Signal),
        }
    }

    /// The number the process ends with.
    pub fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Usage => 2,
            Self::Toolchain => 3,
            Self::Failed => 101,
            Self::Cargo(code) => code,
            Self::Signal(signal) => 128_u8.saturating_add(signal),
        }
    }
}

#[cfg(unix)]
fn signal(status: std::process::ExitStatus) -> Option<u8> {
    std::os::unix::process::ExitStatusExt::signal(&status).and_then(|signal| signal.try_into().ok())
}

#[cfg(not(unix))]
fn signal(_: std::process::ExitStatus) -> Option<u8> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::process::ExitStatusExt;
    use std::process::ExitStatus;

    use super::*;

    #[test]
    fn cargos_codes_are_passed_on_and_its_usage_error_is_ours() {
        // A raw wait status holds the exit code in its second byte, the signal in its first.
        for (raw, code) in [
            (0, 0),
            (1 << 8, 2),
            (101 << 8, 101),
            (7 << 8, 7),
            (2, 130),
            (15, 143),
        ] {
            assert_eq!(
                Exit::of_cargo(ExitStatus::from_raw(raw)).code(),
                code,
                "raw status {raw}"
            );
        }
    }
}
