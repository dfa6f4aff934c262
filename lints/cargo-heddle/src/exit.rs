//! The exit codes. They are a contract: scripts and CI tell by them whether to fix code, flags or the machine.

/// How `cargo heddle` ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Cargo's own: no error. Findings that only warn end with this too.
    Success,
    /// Wrong use: a flag, the configuration, the baseline, an unknown lint or a file that cannot be written.
    Usage,
    /// The pinned toolchain is missing, or the driver cannot be set up.
    Toolchain,
    /// The code does not compile, or a finding was denied that no baseline holds.
    Failed,
    /// Any other code of cargo's, passed on.
    Cargo(u8),
    /// A signal ended cargo: 128 and the signal's number, as in a shell.
    Signal(u8),
}

/// What cargo ends with when it does not know a flag.
const CARGO_USAGE: i32 = 1;

impl Exit {
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
