//! The pinned nightly: where it is, whether it is complete, and how it is installed.

use std::env::{self, consts::EXE_SUFFIX};
use std::path::{Path, PathBuf};
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
        // Asking rustup costs more than the rest of the command when a check has nothing to do.
        match rustup_home().and_then(|home| Self::below(&home)) {
            Some(found) => Ok(found),
            None => Self::ask(),
        }
    }

    /// The toolchain in rustup's folder, if it is plain which one that is.
    fn below(rustup_home: &Path) -> Option<Self> {
        let folders = std::fs::read_dir(rustup_home.join("toolchains")).ok()?;
        let mut found = folders.flatten().filter_map(|folder| {
            let name = folder.file_name().into_string().ok()?;
            let toolchain = Self {
                host: name.strip_prefix(PIN)?.strip_prefix('-')?.to_owned(),
                sysroot: folder.path(),
            };
            let has = |program| toolchain.program(program).is_file();
            (has("rustc") && has("cargo")).then_some(toolchain)
        });
        // With several, for several hosts, it is rustup that knows the machine's.
        let first = found.next();
        first.filter(|_| found.next().is_none())
    }

    /// The toolchain that rustup names.
    fn ask() -> Result<Self, Error> {
        let mut rustup = Command::new("rustup");
        rustup.args(["run", PIN, "rustc", "--print", "sysroot", "--print", "host-tuple"]);
        clean(&mut rustup);
        // rustup says what is missing too, but not that `cargo heddle setup` helps.
        let output = rustup.stderr(Stdio::null()).output().map_err(start_error)?;
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

    /// Where a program of the toolchain lies.
    pub fn program(&self, name: &str) -> PathBuf {
        self.sysroot.join("bin").join(format!("{name}{EXE_SUFFIX}"))
    }

    /// The toolchain's cargo, free of what another toolchain or wrapper left in the environment.
    pub fn cargo(&self) -> Command {
        let mut cargo = Command::new(self.program("cargo"));
        clean(&mut cargo);
        // By what rustup would say, cargo and what it starts find their own toolchain.
        cargo
            .env("RUSTC", self.program("rustc"))
            .env("RUSTUP_TOOLCHAIN", PIN);
        if cfg!(windows) {
            // Only there: rustc's libraries, which the driver needs, are found by PATH.
            let path = env::var_os("PATH").unwrap_or_default();
            let folders = env::split_paths(&path).chain([self.sysroot.join("bin")]);
            cargo.env("PATH", env::join_paths(folders).unwrap_or(path));
        }
        cargo
    }

    /// Turns the failure to start the toolchain's cargo into an error.
    pub(crate) fn start_error(&self) -> impl Fn(std::io::Error) -> Error {
        let program = self.program("cargo").display().to_string();
        move |source| Error::Start {
            program: program.clone(),
            source,
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

/// rustup's folder: RUSTUP_HOME, else `.rustup` in the user's.
fn rustup_home() -> Option<PathBuf> {
    let wanted = env::var_os("RUSTUP_HOME").filter(|wanted| !wanted.is_empty());
    let folder = wanted.map_or_else(|| Some(dirs::home_dir()?.join(".rustup")), |it| Some(it.into()))?;
    // Cargo may run elsewhere.
    std::path::absolute(folder).ok()
}

/// Removes from a command's environment what belongs to another toolchain or to a wrapper of the user's.
fn clean(command: &mut Command) {
    for name in NOT_OURS {
        command.env_remove(name);
    }
    // Some hundred megabytes are fetched when the user asks for it, not on the way to something else.
    command.env("RUSTUP_AUTO_INSTALL", "0");
    // Empty, not removed: that wins over a wrapper in cargo's configuration, which would not know the driver.
    command
        .env("RUSTC_WRAPPER", "")
        .env("RUSTC_WORKSPACE_WRAPPER", "");
}

/// Turns the failure to start rustup into an error.
fn start_error(source: std::io::Error) -> Error {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes a toolchain's folder with these programs.
    fn install(home: &Path, name: &str, programs: &[&str]) -> PathBuf {
        let sysroot = home.join("toolchains").join(name);
        std::fs::create_dir_all(sysroot.join("bin")).unwrap();
        for program in programs {
            std::fs::write(sysroot.join("bin").join(format!("{program}{EXE_SUFFIX}")), "").unwrap();
        }
        sysroot
    }

    #[test]
    fn the_folder_tells_the_toolchain_and_its_host() {
        let home = tempfile::tempdir().unwrap();
        install(
            home.path(),
            "stable-x86_64-unknown-linux-gnu",
            &["rustc", "cargo"],
        );
        let host = "aarch64-apple-darwin";
        let sysroot = install(home.path(), &format!("{PIN}-{host}"), &["rustc", "cargo"]);
        let found = Toolchain::below(home.path()).unwrap();
        assert_eq!((found.sysroot, found.host.as_str()), (sysroot, host));
    }

    #[test]
    fn rustup_is_asked_where_the_folder_does_not_tell() {
        let home = tempfile::tempdir().unwrap();
        assert!(Toolchain::below(home.path()).is_none(), "there is none");
        install(
            home.path(),
            &format!("{PIN}-x86_64-unknown-linux-gnu"),
            &["rustc"],
        );
        assert!(Toolchain::below(home.path()).is_none(), "its cargo is missing");
        for host in ["x86_64-pc-windows-gnu", "x86_64-pc-windows-msvc"] {
            install(home.path(), &format!("{PIN}-{host}"), &["rustc", "cargo"]);
        }
        assert!(Toolchain::below(home.path()).is_none(), "there are two");
    }
}
