//! The pinned nightly: where it is, whether it is complete, and how it is installed.

use std::env::{self, consts::EXE_SUFFIX};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::error::BUILD_MEGABYTES;
use crate::pin::{PIN, components};
use crate::{Error, home, report};

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

/// How much of the toolchain is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parts {
    /// What checks with a driver that is there: the minimal profile.
    Check,
    /// What builds a driver, too, since the one in the cache is as this word says.
    Build(&'static str),
}

/// Who wants what is missing, and so what may be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fetch {
    /// A user who sets up: all of it.
    Asked,
    /// A check: all of it, but the toolchain only if rustup may install toolchains by itself.
    ByCheck,
    /// A check that may not use the network.
    Never,
}

impl Fetch {
    fn allows_toolchain(self) -> bool {
        match self {
            Self::Asked => true,
            Self::ByCheck => env::var_os("RUSTUP_AUTO_INSTALL").is_none_or(|value| value != "0"),
            Self::Never => false,
        }
    }
}

impl Toolchain {
    /// The toolchain, with what is missing installed now if that may be.
    pub(crate) fn get(parts: Parts, fetch: Fetch) -> Result<Self, Error> {
        match Self::with(parts) {
            Err(Error::NoToolchain { .. } | Error::NoComponent { .. }) if fetch.allows_toolchain() => {}
            found => return found,
        }
        // Taken first: a cache that cannot be written is found before some hundred megabytes are fetched.
        let _alone = home::lock("toolchain").map_err(|error| match parts {
            Parts::Check => error,
            Parts::Build(_) => error.needing(BUILD_MEGABYTES),
        })?;
        let what = match Self::with(parts) {
            Err(Error::NoToolchain { what } | Error::NoComponent { what, .. }) => what,
            // Another run has installed it while this one waited.
            found => return found,
        };
        install(&what, parts)?;
        Self::with(parts)
    }

    /// Looks for the toolchain and the parts of it that are needed.
    pub(crate) fn with(parts: Parts) -> Result<Self, Error> {
        let toolchain = Self::find()?;
        if let Parts::Build(driver) = parts {
            toolchain.check_components(driver)?;
        }
        Ok(toolchain)
    }

    /// Looks for the toolchain.
    fn find() -> Result<Self, Error> {
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
        let mut cargo = self.command(&self.program("cargo"));
        // By what rustup would say, cargo and what it starts find their own toolchain.
        cargo
            .env("RUSTC", self.program("rustc"))
            .env("RUSTUP_TOOLCHAIN", PIN);
        cargo
    }

    /// A program that finds rustc's libraries in this toolchain, as what rustup starts does: a driver knows only
    /// where they lay on the machine that built it.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        clean(&mut command);
        let (variable, folder, usual) = if cfg!(windows) {
            ("PATH", "bin", &[][..])
        } else if cfg!(target_os = "macos") {
            // What the system looks through while the variable is not set.
            (
                "DYLD_FALLBACK_LIBRARY_PATH",
                "lib",
                &["/usr/local/lib", "/usr/lib"][..],
            )
        } else {
            ("LD_LIBRARY_PATH", "lib", &[][..])
        };
        let wanted = env::var_os(variable).filter(|paths| !paths.is_empty());
        let others: Vec<_> = match &wanted {
            Some(paths) => env::split_paths(paths).collect(),
            None => usual.iter().map(PathBuf::from).collect(),
        };
        let folders = std::iter::once(self.sysroot.join(folder)).chain(others);
        // A toolchain whose path cannot stand in a list has no such variable from rustup either.
        command.envs(env::join_paths(folders).map(|folders| (variable, folders)));
        command
    }

    /// Runs its rustc, for its version.
    pub(crate) fn try_out(&self) -> Result<(), Error> {
        let program = self.program("rustc");
        let asked = self
            .command(&program)
            .arg("--version")
            .stdin(Stdio::null())
            .output();
        let said = match asked {
            Ok(output) if output.status.success() => return Ok(()),
            Ok(output) => last_words(&output),
            Err(error) => error.to_string(),
        };
        Err(Error::BrokenToolchain { program, said })
    }

    /// Turns the failure to start the toolchain's cargo into an error.
    pub(crate) fn start_error(&self) -> impl Fn(std::io::Error) -> Error {
        let program = self.program("cargo").display().to_string();
        move |source| Error::Start {
            program: program.clone(),
            source,
        }
    }

    /// Checks that the parts are there that the driver's build needs; `driver` says why it is built.
    pub(crate) fn check_components(&self, driver: &'static str) -> Result<(), Error> {
        // The list that rustup keeps: one component a line, as `rustc-dev-<host>`, some of them with `-preview`.
        let list = self.sysroot.join("lib").join("rustlib").join("components");
        let installed = std::fs::read_to_string(list).unwrap_or_default();
        let mut missing = components().filter(|it| !installed.lines().any(|line| line.starts_with(it)));
        missing.next().map_or(Ok(()), |component| {
            Err(Error::NoComponent {
                driver,
                what: format!("the component {component} of {PIN}"),
            })
        })
    }
}

/// What a program said that failed, and how it ended.
pub(crate) fn last_words(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    format!("{} ({})", said.trim(), output.status)
        .trim_start()
        .to_owned()
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

/// The command that installs all that a driver's build needs, as a user types it.
pub(crate) fn install_command() -> String {
    format!("rustup {}", install_arguments(true).join(" "))
}

fn install_arguments(builds: bool) -> Vec<&'static str> {
    let mut arguments = vec!["toolchain", "install", PIN, "--profile", "minimal"];
    if builds {
        arguments.extend(components().flat_map(|component| ["-c", component]));
    }
    arguments
}

/// Has rustup install the toolchain, or what it lacks; rustup shows how far it is.
fn install(what: &str, parts: Parts) -> Result<(), Error> {
    let arguments = install_arguments(parts != Parts::Check);
    let mut rustup = Command::new("rustup");
    rustup.args(&arguments).arg("--no-self-update");
    // Standard output is for what was asked for.
    rustup.env_remove("RUSTUP_TOOLCHAIN").stdout(std::io::stderr());
    let mut started = rustup.spawn().map_err(start_error)?;
    // Only now is it sure that there is a rustup; it says nothing in its first milliseconds.
    report::status("Installing", &format!("{what} through rustup, once"));
    let status = started.wait().map_err(start_error)?;
    if !status.success() {
        return Err(Error::Install {
            command: format!("rustup {}", arguments.join(" ")),
            status,
        });
    }
    Ok(())
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
