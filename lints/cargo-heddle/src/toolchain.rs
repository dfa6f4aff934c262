//! The pinned nightly: whether it is complete, and how it is installed.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::{Error, PIN, report};

/// The components of the pin, from `rust-toolchain.toml`.
fn components() -> impl Iterator<Item = &'static str> {
    env!("HEDDLE_COMPONENTS").split(',')
}

fn install_arguments() -> Vec<&'static str> {
    let mut arguments = vec!["toolchain", "install", PIN, "--profile", "minimal"];
    arguments.extend(components().flat_map(|component| ["-c", component]));
    arguments
}

/// The command that installs what is missing, as a user types it.
pub fn install_command() -> String {
    format!("rustup {}", install_arguments().join(" "))
}

/// A program of the pinned toolchain, free of what the cargo that started us says about its own toolchain.
pub fn command(program: &str) -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", PIN, program]);
    for name in [
        "RUSTUP_TOOLCHAIN",
        "CARGO",
        "RUSTC",
        "RUSTDOC",
        "RUSTC_WRAPPER",
        "RUSTC_WORKSPACE_WRAPPER",
    ] {
        command.env_remove(name);
    }
    command
}

/// Checks that the toolchain is there with the parts the driver needs; gives its folder.
pub fn check() -> Result<PathBuf, Error> {
    let asked = command("rustc")
        .args(["--print", "sysroot"])
        .stderr(Stdio::null())
        .output();
    let output = asked.map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => Error::NoRustup,
        _ => Error::Start {
            program: "rustup".to_owned(),
            source,
        },
    })?;
    if !output.status.success() {
        return Err(Error::NoToolchain {
            what: format!("the toolchain {PIN}"),
        });
    }
    let sysroot = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    for component in components() {
        let installed = std::fs::read_to_string(sysroot.join("lib/rustlib/components")).unwrap_or_default();
        // rustup lists `rustc-dev-<host>`, and some components under a `-preview` name.
        let listed = installed.lines().any(|line| line.starts_with(component));
        if !listed {
            return Err(Error::NoToolchain {
                what: format!("the component {component} of {PIN}"),
            });
        }
    }
    Ok(sysroot)
}

/// Installs the toolchain unless it is complete.
pub fn install() -> Result<(), Error> {
    match check() {
        Ok(_) => return Ok(()),
        Err(Error::NoToolchain { what }) => report::status("Installing", &what),
        Err(other) => return Err(other),
    }
    let status = Command::new("rustup")
        .args(install_arguments())
        .status()
        .map_err(|source| Error::Start {
            program: "rustup".to_owned(),
            source,
        })?;
    if !status.success() {
        return Err(Error::Install {
            command: install_command(),
            status,
        });
    }
    check().map(|_| ())
}
