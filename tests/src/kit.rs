//! The kit's own tools, built or installed on first use: `cargo heddle`, its driver and cargo-generate.
//!
//! Each function may be called by many test processes at once: a lock file in the kit's cache lets one
//! of them do the work, the others wait and find it done.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result, bail, ensure};

use crate::command::{self, Watch, clean, must, quietly};

pub use cargo_heddle::home::lock;

/// The cargo-generate that is installed where none is found. CONTRIBUTING.md tells how to move it.
pub const CARGO_GENERATE: &str = "0.26.0";
/// The cargo-deny that `cargo matrix` installs.
pub const CARGO_DENY: &str = "0.20.2";
/// The cargo-dylint that loads `lints/dylint` in a test.
pub const CARGO_DYLINT: &str = "6.3.2";
/// The oha that `cargo guide-bench` installs.
pub const OHA: &str = "1.16.0";
/// Older releases know no labels for choices.
const CARGO_GENERATE_AT_LEAST: (u64, u64) = (0, 24);

/// The repository's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the package lies in the repository")
}

/// The lints' side of the kit, ready to run.
#[derive(Clone, Debug)]
pub struct Kit {
    /// The `cargo-heddle` built from this repository.
    pub cargo_heddle: PathBuf,
    /// The driver it has built.
    pub driver: PathBuf,
    /// The folder this repository's builds go to.
    pub target: PathBuf,
}

impl Kit {
    /// Builds of generated projects share this folder, so that a dependency is compiled once.
    pub fn generated_target(&self) -> PathBuf {
        self.target.join("generated")
    }

    /// PATH with the command in front, so that `cargo heddle` finds it.
    pub fn path(&self) -> Result<OsString> {
        let folder = self
            .cargo_heddle
            .parent()
            .context("the command lies in a folder")?;
        let others = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(folder.to_owned()).chain(std::env::split_paths(&others));
        Ok(std::env::join_paths(folders)?)
    }

    /// `cargo heddle` as cargo would start it.
    pub fn heddle(&self) -> Command {
        let mut command = clean(&self.cargo_heddle);
        command.arg("heddle");
        command
    }
}

/// The kit, built and set up once a process.
pub fn kit() -> &'static Kit {
    static KIT: OnceLock<Kit> = OnceLock::new();
    KIT.get_or_init(|| {
        let ready =
            build_command(Build::Tested, &quietly).and_then(|kit| set_up(&kit, &quietly).map(|()| kit));
        ready.unwrap_or_else(|error| panic!("the kit cannot be set up: {error:#}"))
    })
}

/// How `cargo-heddle` is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Build {
    /// As fast as can be, with what helps to find faults in it.
    Tested,
    /// As its users have it: anything that is timed.
    Installed,
}

/// Builds `cargo-heddle` from this repository.
pub fn build_command(how: Build, watch: Watch<'_>) -> Result<Kit> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // The same cargo and the same environment that built this program: anything else would build twice.
    let mut build = Command::new(cargo);
    build
        .current_dir(root())
        .args(["build", "--package", "cargo-heddle", "--message-format"])
        .arg("json-render-diagnostics");
    if how == Build::Installed {
        build.arg("--release");
    }
    let built = must(&mut build, watch)?;
    let cargo_heddle = executable(&built.stdout, "cargo-heddle").context("cargo named no `cargo-heddle`")?;
    let target = cargo_heddle
        .ancestors()
        .nth(2)
        .context("cargo-heddle lies in no target folder")?
        .to_owned();
    Ok(Kit {
        cargo_heddle,
        driver: cargo_heddle::driver_path()?,
        target,
    })
}

/// Installs the pinned toolchain and builds the driver, as a user does: by `cargo heddle setup`.
pub fn set_up(kit: &Kit, watch: Watch<'_>) -> Result<()> {
    must(kit.heddle().arg("setup"), watch)?;
    ensure!(
        kit.driver.is_file(),
        "`cargo heddle setup` left no driver at {}",
        kit.driver.display()
    );
    Ok(())
}

/// Installs the clippy of the pinned toolchain, which no user of the kit needs.
pub fn add_clippy() -> Result<()> {
    let mut add = clean("rustup");
    add.args(["component", "add", "--toolchain", cargo_heddle::PIN, "clippy"]);
    must(&mut add, &quietly).map(drop)
}

/// Finds cargo-generate on the path or in the kit's cache, else installs it into the cache.
pub fn cargo_generate(watch: Watch<'_>) -> Result<PathBuf> {
    static FOUND: OnceLock<PathBuf> = OnceLock::new();
    if let Some(found) = FOUND.get() {
        return Ok(found.clone());
    }
    let found = match on_path() {
        Some(program) => program,
        None => install_cargo_generate(watch)?,
    };
    Ok(FOUND.get_or_init(|| found).clone())
}

fn on_path() -> Option<PathBuf> {
    let asked = command::run(clean("cargo-generate").args(["generate", "--version"]), &quietly).ok()?;
    let version = asked.stdout.split_whitespace().last()?;
    let mut numbers = version.split('.').map_while(|part| part.parse::<u64>().ok());
    let new_enough = (numbers.next()?, numbers.next()?) >= CARGO_GENERATE_AT_LEAST;
    new_enough.then(|| PathBuf::from("cargo-generate"))
}

fn install_cargo_generate(watch: Watch<'_>) -> Result<PathBuf> {
    install("cargo-generate", CARGO_GENERATE, 1, watch)
}

/// Finds cargo-deny in the kit's cache, else installs it there.
pub fn cargo_deny(watch: Watch<'_>) -> Result<PathBuf> {
    install("cargo-deny", CARGO_DENY, 1, watch)
}

/// Finds cargo-dylint in the kit's cache, else installs it there.
pub fn cargo_dylint(watch: Watch<'_>) -> Result<PathBuf> {
    install("cargo-dylint", CARGO_DYLINT, 1, watch)
}

/// Finds oha, which sends requests by the clock, in the kit's cache, else installs it there.
pub fn oha(watch: Watch<'_>) -> Result<PathBuf> {
    install("oha", OHA, 3, watch)
}

fn install(name: &str, version: &str, opt_level: u8, watch: Watch<'_>) -> Result<PathBuf> {
    let folder = cargo_heddle::home()?
        .join("tools")
        .join(format!("{name}-{version}"));
    let program = folder
        .join("bin")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if program.is_file() {
        return Ok(program);
    }
    let _alone = lock(name)?;
    if program.is_file() {
        return Ok(program);
    }
    watch(&format!(
        "building {name} {version} once, which takes several minutes"
    ));
    // cargo-generate needs a newer Rust than it declares, which the pinned nightly is. Most of the time of a
    // release profile goes to link-time optimisation that a program used for seconds does not need.
    let mut install = clean("cargo");
    install.arg(format!("+{}", cargo_heddle::PIN));
    install
        .args(["install", name, "--version", version, "--locked", "--root"])
        .arg(&folder);
    let opt_level = format!("opt-level={opt_level}");
    for setting in ["lto=false", &opt_level, "codegen-units=16"] {
        install.arg("--config").arg(format!("profile.release.{setting}"));
    }
    must(&mut install, watch)?;
    if !program.is_file() {
        bail!("cargo install left no {}", program.display());
    }
    Ok(program)
}

/// The program called `name` among cargo's JSON messages.
pub fn executable(messages: &str, name: &str) -> Option<PathBuf> {
    let messages = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let named = messages.filter(|message| message["target"]["name"] == name);
    named
        .filter_map(|message| message["executable"].as_str().map(PathBuf::from))
        .next_back()
}
