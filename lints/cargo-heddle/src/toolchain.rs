//! The pinned nightly: where it is, whether it is complete, and how it is installed.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::pin::{PIN, components};
use crate::{Error, report};

/// What the cargo that started us says about its own toolchain, which is not ours.
const NOT_OURS: [&str; 4] = ["CARGO", "RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN"];

/// The pinned toolchain, as far as it is installed.
#[derive(Debug)]
pub struct Toolchain {
    /// Its folder.
    pub sysroot: PathBuf,
    /// The machine's target triple.
    pub host: String,
}

impl Toolchain {
    /// Looks for the toolchain.
    pub fn find() -> Result<Self, Error> {
        let mut ask = command("rustc");
        ask.args(["--print", "sysroot", "--print", "host-tuple"]);
        // rustup says what is missing too, but not that `cargo heddle setup` helps.
        let output = ask.stderr(Stdio::null()).output().map_err(start_error)?;
        let answer = String::from_utf8_lossy(&output.stdout).into_owned();
        match answer.lines().collect::<Vec<_>>().as_slice() {
            [sysroot, host] if output.status.success() => Ok(Self {
                sysroot: PathBuf::from(sysroot),
                host: (*host).to_owned(),
            }),
            _ => Err(Error::NoToolchain {
                what: format!("the toolchain {PIN}"),
            }),
        }
    }

    /// Checks that the parts are there that the driver's build needs.
    pub fn check_components(&self) -> Result<(), Error> {
        // The list that rustup keeps: one component a line, as `rustc-dev-<host>`, some of them with `-preview`.
        let list = self.sysroot.join("lib").join("rustlib").join("components");
        let installed = std::fs::read_to_string(list).unwrap_or_default();
        let mut missing = components().filter(|it| !installed.lines().any(|line| line.starts_with(it)));
        missing.next().map_or(Ok(()), |component| {
            Err(Error::NoToolchain {
                what: format!("the component {component} of {PIN}"),
            })
        })
    }

    fn complete() -> Result<Self, Error> {
        let toolchain = Self::find()?;
        toolchain.check_components()?;
        Ok(toolchain)
    }
}

/// A program of the pinned toolchain, free of what another toolchain or wrapper left in the environment.
pub fn command(program: &str) -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", PIN, program]);
    for name in NOT_OURS {
        command.env_remove(name);
    }
    // Some hundred megabytes are fetched when the user asks for it, not on the way to something else.
    command.env("RUSTUP_AUTO_INSTALL", "0");
    // Empty, not removed: that wins over a wrapper in cargo's configuration, which would not know the driver.
    command
        .env("RUSTC_WRAPPER", "")
        .env("RUSTC_WORKSPACE_WRAPPER", "");
    command
}

/// Turns the failure to start rustup into an error.
pub(crate) fn start_error(source: std::io::Error) -> Error {
    match source.kind() {
        std::io::ErrorKind::NotFound => Error::NoRustup,
        _ => Error::Start {
            program: "rustup".to_owned(),
            source,
        },
    }
}

/// The command that installs what is missing, as a user types it.
pub fn install_command() -> String {
    format!("rustup {}", install_arguments().join(" "))
}

fn install_arguments() -> Vec<&'static str> {
    let mut arguments = vec!["toolchain", "install", PIN, "--profile", "minimal"];
    arguments.extend(components().flat_map(|component| ["-c", component]));
    arguments
}

/// Installs the toolchain unless it is complete.
pub fn install() -> Result<Toolchain, Error> {
    match Toolchain::complete() {
        Err(Error::NoToolchain { what }) => report::status("Installing", &what),
        done => return done,
    }
    let mut rustup = Command::new("rustup");
    rustup.args(install_arguments()).arg("--no-self-update");
    let status = rustup
        .env_remove("RUSTUP_TOOLCHAIN")
        .status()
        .map_err(start_error)?;
    if !status.success() {
        return Err(Error::Install { status });
    }
    Toolchain::complete()
}
