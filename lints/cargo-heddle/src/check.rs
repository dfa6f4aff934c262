//! `cargo heddle`: the user's flags go to `cargo check`, the levels and the configuration to the driver.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use cargo_metadata::{Metadata, MetadataCommand};
use heddle_protocol::variables;

use crate::error::target_error;
use crate::toolchain::Toolchain;
use crate::{Error, Exit, PIN, config, driver, summaries, wrapper};

/// The folder below the project's target folder that holds what the driver has checked.
const TARGET: &str = "heddle";

/// The same for `--no-deps`: metadata without summaries and metadata with them must not take each other's place.
const TARGET_OF_MEMBERS: &str = "heddle-no-deps";

/// By this backup programs know a folder that cargo can fill again; cargo writes it where it makes the folder.
const CACHE_TAG: (&str, &str) = ("CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n");

/// What stands on the command line of a check.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// For `cargo check`, as they were typed.
    cargo: Vec<OsString>,
    /// For the driver: what follows `--`.
    lints: Vec<String>,
    /// Whether dependencies are left alone.
    no_deps: bool,
    config: Option<PathBuf>,
    target: Option<PathBuf>,
    manifest: Option<PathBuf>,
    directory: Option<PathBuf>,
}

impl Arguments {
    /// Splits the command line. Cargo's flags are taken on trust, but for those that say where things are.
    pub fn parse(arguments: &[OsString]) -> Result<Self, Error> {
        let mut parsed = Self::default();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let text = argument.to_string_lossy();
            if text == "--" {
                let lints = rest.map(|flag| flag.clone().into_string());
                parsed.lints = lints
                    .collect::<Result<_, _>>()
                    .map_err(|flag| Error::Usage(format!("{} is not valid UTF-8", flag.display())))?;
                break;
            }
            if text == "--no-deps" {
                parsed.no_deps = true;
                continue;
            }
            let (name, inline) = match text.split_once('=') {
                Some((name, value)) => (name, Some(OsString::from(value))),
                None => (&*text, None),
            };
            let place = match name {
                "--heddle-config" => &mut parsed.config,
                "--target-dir" => &mut parsed.target,
                "--manifest-path" => &mut parsed.manifest,
                "-C" => &mut parsed.directory,
                _ => {
                    parsed.cargo.push(argument.clone());
                    continue;
                }
            };
            if inline.is_some() && argument.to_str().is_none() {
                return Err(Error::Usage(format!(
                    "write `{name} PATH`, not `=`, where the path is not UTF-8"
                )));
            }
            let value = inline
                .or_else(|| rest.next().cloned())
                .filter(|value| value != "--");
            let value =
                value.ok_or_else(|| Error::Usage(format!("`{name}` needs a value: `{name} PATH`")))?;
            if name == "--manifest-path" {
                parsed.cargo.extend([OsString::from(name), value.clone()]);
            }
            *place = Some(PathBuf::from(value));
        }
        Ok(parsed)
    }

    /// Where a path of the command line lies: `-C` counts for those after it and before it, as with cargo.
    fn place_of(&self, path: &Path) -> PathBuf {
        self.directory.as_deref().unwrap_or(Path::new("")).join(path)
    }

    /// Those of cargo's flags that change what the project is, or whether cargo may use the network.
    fn for_metadata(&self) -> Vec<String> {
        let mut kept = Vec::new();
        let mut flags = self.cargo.iter().map(|flag| flag.to_string_lossy());
        while let Some(flag) = flags.next() {
            match &*flag {
                "--offline" | "--locked" | "--frozen" => kept.push(flag.into_owned()),
                "--config" | "-Z" => {
                    kept.extend([Some(flag), flags.next()].into_iter().flatten().map(Into::into))
                }
                other if other.starts_with("--config=") || other.starts_with("-Z") => {
                    kept.push(flag.into_owned())
                }
                _ => {}
            }
        }
        kept
    }
}

/// Runs the check; it ends as cargo does.
pub fn run(arguments: &Arguments) -> Result<Exit, Error> {
    let toolchain = Toolchain::find()?;
    let project = project(arguments, &toolchain)?;
    let config_file = arguments.config.as_deref().map(|file| arguments.place_of(file));
    let config = config::load(&project, config_file.as_deref())?;
    let driver = driver::ensure(&toolchain)?;

    let target = match &arguments.target {
        Some(wanted) => arguments.place_of(wanted),
        None => project.target_directory.into(),
    };
    let folder = prepare(&target.join(if arguments.no_deps {
        TARGET_OF_MEMBERS
    } else {
        TARGET
    }))?;
    let key = summaries::key(&driver::version(), &config);
    let mut levels = config::flags(&config);
    levels.extend(arguments.lints.iter().cloned());

    let mut cargo = toolchain.cargo();
    cargo
        .arg("check")
        .arg("--target-dir")
        .arg(&folder)
        .args(&arguments.cargo);
    if is_plain(&folder) {
        // A folder for all builds in cargo's configuration would mix these with the user's own.
        cargo.env("CARGO_BUILD_BUILD_DIR", &folder);
    }
    if !arguments.no_deps {
        summaries::forget_incomplete(&folder)?;
        // Cargo calls this one for every crate and, inside it, the other one for members.
        cargo.env("RUSTC_WRAPPER", wrapper::make(&driver, &folder, &key)?);
    }
    cargo
        .env("RUSTC_WORKSPACE_WRAPPER", driver)
        .env(variables::ARGUMENTS, json(&levels))
        .env(variables::CONFIGURATION, json(&config))
        .env(variables::KEY, key)
        .env(variables::CHECK, "1");
    if let Some(directory) = &arguments.directory {
        cargo.current_dir(directory);
    }
    let _held = summaries::hold(&folder)?;
    cargo
        .status()
        .map(Exit::of_cargo)
        .map_err(toolchain.start_error())
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
    if let Some(directory) = &arguments.directory {
        command.current_dir(directory);
    }
    if let Some(manifest) = &arguments.manifest {
        command.manifest_path(arguments.place_of(manifest));
    }
    command.other_options(arguments.for_metadata());
    command.exec().map_err(|error| match error {
        cargo_metadata::Error::CargoMetadata { stderr } => {
            Error::Cargo(stderr.trim().trim_start_matches("error: ").to_owned())
        }
        other => Error::Cargo(other.to_string()),
    })
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("plain data becomes JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, Error> {
        Arguments::parse(&line.split_whitespace().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn cargo_gets_its_flags_and_the_driver_those_after_the_dashes() {
        let parsed = parse("-p api --all-targets --message-format=json -- -D warnings").unwrap();
        assert_eq!(
            parsed.cargo,
            ["-p", "api", "--all-targets", "--message-format=json"]
        );
        assert_eq!(parsed.lints, ["-D", "warnings"]);
    }

    #[test]
    fn folders_are_seen_in_both_spellings() {
        for line in [
            "--target-dir out --manifest-path a/Cargo.toml",
            "--target-dir=out --manifest-path=a/Cargo.toml",
        ] {
            let parsed = parse(line).unwrap();
            assert_eq!(parsed.target.as_deref(), Some(Path::new("out")));
            assert_eq!(parsed.cargo, ["--manifest-path", "a/Cargo.toml"]);
        }
    }

    #[test]
    fn a_flag_without_its_value_is_a_usage_error() {
        for line in ["--target-dir", "--heddle-config -- -D warnings"] {
            assert_eq!(parse(line).unwrap_err().exit(), Exit::Usage, "{line}");
        }
    }

    #[test]
    fn leaving_dependencies_alone_is_ours() {
        let parsed = parse("--workspace --no-deps -- -D warnings").unwrap();
        assert!(parsed.no_deps);
        assert_eq!(parsed.cargo, ["--workspace"]);
        assert!(!parse("--workspace -- --no-deps").unwrap().no_deps);
    }

    #[test]
    fn cargos_configuration_is_not_ours() {
        let parsed = parse("--config net.offline=true --heddle-config mine.toml").unwrap();
        assert_eq!(parsed.config.as_deref(), Some(Path::new("mine.toml")));
        assert_eq!(parsed.cargo, ["--config", "net.offline=true"]);
    }

    #[test]
    fn what_changes_the_project_is_asked_with() {
        let parsed = parse("--offline -p api --config a=1 --config=b=2 -Zgc --release").unwrap();
        assert_eq!(
            parsed.for_metadata(),
            ["--offline", "--config", "a=1", "--config=b=2", "-Zgc"]
        );
    }

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
        let parsed = parse("-C service --target-dir out").unwrap();
        assert_eq!(parsed.place_of(Path::new("out")), Path::new("service/out"));
        assert_eq!(parsed.place_of(Path::new("/out")), Path::new("/out"));
    }
}
