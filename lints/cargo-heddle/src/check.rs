//! `cargo heddle`: the user's flags go to `cargo check`, the levels and the configuration to the driver.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::{Metadata, MetadataCommand};
use heddle_protocol::{Config, variables};

use crate::baseline::Update;
use crate::cli::{CargoOptions, HeddleOptions};
use crate::config::Loaded;
use crate::error::target_error;
use crate::selection::Selection;
use crate::session::Session;
use crate::toolchain::{Fetch, Toolchain};
use crate::{Error, Exit, PIN, config, driver, fix, keep_going, lint_flags, summaries, wrapper};

/// The folder below the project's target folder that holds what the driver has checked.
const TARGET: &str = "heddle";

/// The same for `--no-deps`: metadata without summaries and metadata with them must not take each other's place.
const TARGET_OF_MEMBERS: &str = "heddle-no-deps";

/// By this backup programs know a folder that cargo can fill again; cargo writes it where it makes the folder.
const CACHE_TAG: (&str, &str) = ("CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n");

/// What stands on the command line of a check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// The command's own options.
    pub own: HeddleOptions,
    /// Cargo's options, as far as they are needed here.
    pub cargo: CargoOptions,
    /// Cargo's options, as they were typed.
    pub typed: Vec<OsString>,
    /// For the driver: what follows `--`.
    pub lints: Vec<String>,
    /// What to do with the record of findings, where that is what the command is for.
    pub record: Option<Update>,
}

impl Arguments {
    /// Where a path of the command line lies: `-C` counts for those after it and before it, as with cargo.
    pub(crate) fn place_of(&self, path: &Path) -> PathBuf {
        self.own.directory.as_deref().unwrap_or(Path::new("")).join(path)
    }

    /// Fails if `-C` names no folder: the system would say so of cargo, as if that were missing.
    fn check_directory(&self) -> Result<(), Error> {
        let Some(directory) = self.own.directory.as_deref().filter(|it| !it.is_dir()) else {
            return Ok(());
        };
        let what = if directory.exists() {
            "this is no folder"
        } else {
            "this folder does not exist"
        };
        Err(Error::Usage(format!(
            "`-C {}`: {what}; `-C` names the folder to go to before anything else",
            directory.display()
        )))
    }
}

/// Runs the check; it ends as cargo does.
pub fn run(arguments: &Arguments) -> Result<Exit, Error> {
    arguments.check_directory()?;
    let manifest = &arguments.cargo.manifest;
    let fetch = if manifest.offline || manifest.frozen {
        Fetch::Never
    } else {
        Fetch::ByCheck
    };
    let toolchain = driver::toolchain(fetch)?;
    lint_flags::check(&arguments.lints, &toolchain)?;
    let project = project(arguments, &toolchain)?;
    let config = load(arguments, &project)?.config;
    let selection = Selection::of(arguments, &project, &toolchain)?;
    let session = Session::begin(arguments, &project, &config, selection)?;
    if !session.has_work() {
        return session.end_without_check();
    }
    let kept = match arguments.own.fix.fix {
        true => Some(fix::guard(arguments, &project)?),
        false => None,
    };
    let driver = driver::ensure(&toolchain, fetch)?;
    let _in_use = driver::hold(&driver);

    let target = match &arguments.cargo.compilation.target_dir {
        Some(wanted) => arguments.place_of(wanted),
        None => project.target_directory.clone().into(),
    };
    let folder = prepare(&target.join(if arguments.own.no_deps {
        TARGET_OF_MEMBERS
    } else {
        TARGET
    }))?;
    let build = Build {
        arguments,
        toolchain: &toolchain,
        driver: &driver,
        key: summaries::key(&driver::version(), &config),
        folder,
        config: &config,
    };
    if let Some(kept) = kept
        && let Some(stopped) = fix::run(&build, &project, kept)?
    {
        return build.end(stopped);
    }
    let mut levels = config::flags(&config);
    levels.extend(arguments.lints.iter().cloned());
    let words = session.for_cargo(&build.words());
    let mut cargo = build.cargo(&words, &levels, session.keeps_going())?;
    let _held = summaries::hold(&build.folder)?;
    let exit = session.run(&mut cargo, toolchain.start_error())?;
    build.end(exit)
}

/// A check that is ready to be started, again and again.
pub(crate) struct Build<'a> {
    pub(crate) arguments: &'a Arguments,
    pub(crate) toolchain: &'a Toolchain,
    pub(crate) config: &'a Config,
    driver: &'a Path,
    /// Where cargo puts what it makes.
    pub(crate) folder: PathBuf,
    key: String,
}

impl Build<'_> {
    /// What was typed for cargo, with what follows from it.
    pub(crate) fn words(&self) -> Vec<OsString> {
        let mut words = self.arguments.typed.clone();
        // As `cargo fix`: what is not checked could be broken unseen.
        if self.arguments.own.fix.fix && !self.arguments.cargo.names_targets() {
            words.push("--all-targets".into());
        }
        words
    }

    /// Cargo's command with these words and levels; it may go on after denied findings.
    pub(crate) fn cargo(
        &self,
        words: &[OsString],
        levels: &[String],
        keeps_going: bool,
    ) -> Result<Command, Error> {
        let Self {
            arguments,
            folder,
            key,
            driver,
            ..
        } = self;
        let mut cargo = self.toolchain.cargo();
        cargo.arg("check").arg("--target-dir").arg(folder).args(words);
        if is_plain(folder) {
            // A folder for all builds in cargo's configuration would mix these with the user's own.
            cargo.env("CARGO_BUILD_BUILD_DIR", folder);
        }
        let mut wrapper = None;
        if !arguments.own.no_deps {
            summaries::forget_incomplete(folder)?;
            // Cargo calls this one for every crate and, inside it, the other one for members.
            wrapper = Some(wrapper::make(driver, folder, key)?);
        }
        if keeps_going {
            keep_going::set_up(&mut cargo, folder, key, wrapper, driver)?;
        } else {
            cargo.envs(wrapper.map(|wrapper| ("RUSTC_WRAPPER", wrapper)));
            cargo.env("RUSTC_WORKSPACE_WRAPPER", driver);
        }
        cargo
            .env(variables::ARGUMENTS, json(levels))
            .env(variables::CONFIGURATION, json(self.config))
            .env(variables::KEY, key)
            .env(variables::CHECK, "1");
        if let Some(directory) = &arguments.own.directory {
            cargo.current_dir(directory);
        }
        Ok(cargo)
    }

    /// Ends as cargo did, unless it was for the driver that it failed.
    fn end(&self, exit: Exit) -> Result<Exit, Error> {
        if exit == Exit::Failed {
            driver::blame(self.driver, self.toolchain)?;
        }
        Ok(exit)
    }
}

/// The workspace's folder and the configuration that a check would have.
pub(crate) fn configuration(arguments: &Arguments) -> Result<(PathBuf, Loaded), Error> {
    arguments.check_directory()?;
    // To print something is no reason to install something.
    let toolchain = driver::toolchain(Fetch::Never)?;
    lint_flags::check(&arguments.lints, &toolchain)?;
    let project = project(arguments, &toolchain)?;
    let loaded = load(arguments, &project)?;
    Ok((project.workspace_root.into(), loaded))
}

fn load(arguments: &Arguments, project: &Metadata) -> Result<Loaded, Error> {
    let file = arguments.own.heddle_config.as_deref();
    let file = file.map(|file| arguments.place_of(file));
    config::load(project, file.as_deref())
}

/// The whole path of the folder, as cargo may run elsewhere. The folder is made as cargo would.
fn prepare(folder: &Path) -> Result<PathBuf, Error> {
    let folder = std::path::absolute(folder).map_err(target_error("use", folder))?;
    if !folder.is_dir() {
        std::fs::create_dir_all(&folder).map_err(target_error("make", &folder))?;
        let (name, contents) = CACHE_TAG;
        let tag = folder.join(name);
        std::fs::write(&tag, contents).map_err(target_error("write", &tag))?;
    }
    Ok(folder)
}

/// Whether cargo takes a path of its configuration as it stands: it replaces what is in braces.
fn is_plain(path: &Path) -> bool {
    !path.to_string_lossy().contains(['{', '}'])
}

/// What cargo says about the project: where it lies, where its target folder is, who its members are.
fn project(arguments: &Arguments, toolchain: &Toolchain) -> Result<Metadata, Error> {
    let mut command = MetadataCommand::new();
    command.no_deps().cargo_path(toolchain.program("cargo"));
    command
        .env("RUSTC", toolchain.program("rustc"))
        .env("RUSTUP_TOOLCHAIN", PIN);
    if let Some(directory) = &arguments.own.directory {
        command.current_dir(directory);
    }
    if let Some(manifest) = &arguments.cargo.manifest.manifest_path {
        command.manifest_path(arguments.place_of(manifest));
    }
    command.other_options(arguments.cargo.for_metadata());
    command.exec().map_err(|error| match error {
        cargo_metadata::Error::CargoMetadata { stderr } => {
            Error::Cargo(stderr.trim().trim_start_matches("error: ").to_owned())
        }
        other => Error::Cargo(other.to_string()),
    })
}

fn json(value: &(impl serde::Serialize + ?Sized)) -> String {
    serde_json::to_string(value).expect("plain data becomes JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_for_checks_is_left_out_of_backups_and_one_that_cannot_be_made_is_an_error() {
        let project = tempfile::tempdir().unwrap();
        let folder = prepare(&project.path().join("target").join(TARGET)).unwrap();
        assert!(folder.join(CACHE_TAG.0).is_file());
        assert_eq!(prepare(&folder).unwrap(), folder);
        std::fs::write(project.path().join("file"), "").unwrap();
        let error = prepare(&project.path().join("file").join(TARGET)).unwrap_err();
        assert_eq!(error.exit(), Exit::Failed);
        assert!(error.to_string().contains("--target-dir"), "{error}");
    }

    #[test]
    fn paths_count_from_the_directory_that_is_named() {
        let parsed = Arguments {
            own: HeddleOptions {
                directory: Some("service".into()),
                ..HeddleOptions::default()
            },
            ..Arguments::default()
        };
        assert_eq!(parsed.place_of(Path::new("out")), Path::new("service/out"));
        assert_eq!(parsed.place_of(Path::new("/out")), Path::new("/out"));
    }
}
