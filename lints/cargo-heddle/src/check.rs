//! `cargo heddle`: the user's flags go to `cargo check`, the levels and the configuration to the driver.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use cargo_metadata::MetadataCommand;

use crate::config::Config;
use crate::{Error, driver, toolchain};

/// The folder below the project's target folder that holds what the driver has checked.
const TARGET: &str = "heddle";

/// What stands on the command line of a check.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// For `cargo check`, as they were typed.
    cargo: Vec<OsString>,
    /// For the driver: what follows `--`.
    lints: Vec<String>,
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
            let (name, inline) = match text.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(OsString::from(value))),
                None => (text.into_owned(), None),
            };
            let place = match name.as_str() {
                "--heddle-config" => &mut parsed.config,
                "--target-dir" => &mut parsed.target,
                "--manifest-path" => &mut parsed.manifest,
                "-C" => &mut parsed.directory,
                _ => {
                    parsed.cargo.push(argument.clone());
                    continue;
                }
            };
            let value = inline.or_else(|| rest.next().cloned());
            let value = value.ok_or_else(|| Error::Usage(format!("`{name}` needs a value")))?;
            *place = Some(PathBuf::from(&value));
            if name == "--manifest-path" {
                parsed.cargo.extend([OsString::from(name), value]);
            }
        }
        Ok(parsed)
    }
}

/// Runs the check and gives cargo's exit code.
pub fn run(arguments: &Arguments) -> Result<u8, Error> {
    let toolchain = toolchain::check()?;
    let project = project(arguments, &toolchain)?;
    let metadata = &project.workspace_metadata;
    let config = Config::load(
        project.workspace_root.as_std_path(),
        metadata,
        arguments.config.as_deref(),
    )?;
    let driver = driver::ensure()?;

    let target = arguments
        .target
        .as_deref()
        .unwrap_or(project.target_directory.as_std_path())
        .join(TARGET);
    let mut levels = config.flags();
    levels.extend(arguments.lints.iter().cloned());

    let mut cargo = toolchain::command("cargo");
    cargo
        .arg("check")
        .arg("--target-dir")
        .arg(target)
        .args(&arguments.cargo);
    cargo.env("RUSTC_WORKSPACE_WRAPPER", driver);
    cargo
        .env("HEDDLE_ARGS", json(&levels))
        .env("HEDDLE_CONFIG", json(&config));
    if let Some(directory) = &arguments.directory {
        cargo.current_dir(directory);
    }
    let status = cargo.stdin(Stdio::inherit()).status();
    let status = status.map_err(|source| Error::Start {
        program: "rustup run".to_owned(),
        source,
    })?;
    // A cargo that a signal ended has no code of its own; neither 2 nor 3 may stand for that.
    Ok(status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(crate::Exit::Failed.code()))
}

fn project(arguments: &Arguments, toolchain: &Path) -> Result<cargo_metadata::Metadata, Error> {
    let mut command = MetadataCommand::new();
    command.no_deps().cargo_path(toolchain.join("bin").join("cargo"));
    for name in ["RUSTUP_TOOLCHAIN", "RUSTC", "CARGO"] {
        command.env_remove(name);
    }
    if let Some(directory) = &arguments.directory {
        command.current_dir(directory);
    }
    if let Some(manifest) = &arguments.manifest {
        command.manifest_path(manifest);
    }
    let offline = arguments.cargo.iter().filter(|flag| {
        ["--offline", "--locked", "--frozen"]
            .map(OsStr::new)
            .contains(&flag.as_os_str())
    });
    command.other_options(
        offline
            .map(|flag| flag.to_string_lossy().into_owned())
            .collect::<Vec<_>>(),
    );
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
        assert_eq!(parse("--target-dir").unwrap_err().exit(), crate::Exit::Usage);
    }
}
