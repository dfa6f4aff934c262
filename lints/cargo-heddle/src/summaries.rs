//! The summaries in the target folder: what they depend on, and what to do when one is missing.
//!
//! Cargo knows the metadata that a check writes, not the summary beside it. Where the summary is gone or
//! damaged, the metadata is removed too, so that cargo checks the crate again, and with it all that use it.
//!
//! What runs at the same time:
//!
//! - Another check writes a crate. The driver puts the summary there before the metadata, whole, so that metadata
//!   without a summary is not a crate in the making. Only a crate for build scripts and macros looks like one,
//!   between its metadata and its library.
//! - Another check reads the metadata that is to be removed, and would fail for it. Checks therefore hold a
//!   shared lock on the folder while cargo runs, and metadata is only removed under an exclusive one, after a
//!   second look; the first look takes no lock, as nearly always all is well.
//! - Cargo without the command (`cargo check --target-dir target/heddle`) knows no such lock. Its rustc may
//!   miss a file then and say so; running it again helps.

use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

use heddle_protocol::Config;
use heddle_protocol::summary::Summary;

use crate::error::target_error;
use crate::{Error, report};

/// The file in the target folder that is locked.
const LOCK: &str = ".heddle-lock";

/// Below cargo's folder of a profile: a folder for each package, one by hash in it for each way to build it, and
/// there what rustc writes and what cargo notes.
const BUILD: &str = "build";
const OUTPUT: &str = "out";

/// What rustc keeps for itself: many folders, no metadata.
const INCREMENTAL: &str = "incremental";

/// Names all that summaries depend on but the code: the driver's version and the configuration.
pub(crate) fn key(driver: &str, config: &Config) -> String {
    // These say what is done with the effects of a function, not which it has.
    let Config {
        lints,
        runtime,
        max_depth,
        check_tests,
        check_start,
        large_future_bytes,
        ..
    } = Config::default();
    let config = Config {
        lints,
        runtime,
        max_depth,
        check_tests,
        check_start,
        large_future_bytes,
        ..config.clone()
    };
    let config = serde_json::to_string(&config).expect("plain data becomes JSON");
    let mut hasher = DefaultHasher::new();
    (driver, config).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// Removes the metadata below `folder` whose crates must be checked again for their summaries.
pub(crate) fn forget_incomplete(folder: &Path) -> Result<(), Error> {
    if incomplete(folder).is_empty() {
        return Ok(());
    }
    let _alone = lock(folder, Use::Change)?;
    for metadata in incomplete(folder) {
        match fs::remove_file(&metadata) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(target_error("remove", &metadata)(error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Keeps other runs from removing metadata in `folder` until the returned file is dropped.
pub(crate) fn hold(folder: &Path) -> Result<File, Error> {
    lock(folder, Use::Check)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Check,
    Change,
}

fn lock(folder: &Path, usage: Use) -> Result<File, Error> {
    let path = folder.join(LOCK);
    let file = File::create(&path).map_err(target_error("make", &path))?;
    let tried = match usage {
        Use::Check => file.try_lock_shared(),
        Use::Change => file.try_lock(),
    };
    let locked = match tried {
        Err(TryLockError::WouldBlock) => {
            report::status("Waiting", "for another check in the same target folder");
            match usage {
                Use::Check => file.lock_shared(),
                Use::Change => file.lock(),
            }
        }
        Err(TryLockError::Error(error)) => Err(error),
        Ok(()) => Ok(()),
    };
    match locked {
        // Some network file systems: cargo goes on without its own lock there, too.
        Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(file),
        locked => locked.map(|()| file).map_err(target_error("lock", &path)),
    }
}

/// The metadata files below `folder` that lack a whole summary. A folder that cannot be read is left to cargo,
/// which will say so.
///
/// A summary with another key is whole: cargo checks that crate again anyway, because the key is a part of
/// what it takes for the compiler's version; and its check with another profile may still be good.
fn incomplete(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let is_output =
            folder.ends_with(OUTPUT) && folder.parent().and_then(Path::file_name).is_some_and(is_hash);
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let Ok(kind) = entry.file_type() else { continue };
            let name = entry.file_name();
            if kind.is_file() && is_cargos_metadata(&name) && lacks_summary(&entry.path()) {
                found.push(entry.path());
            }
            // Build scripts may leave whole trees, and all of this costs time in each check.
            if !kind.is_dir() || is_output || name == INCREMENTAL && !folder.ends_with(BUILD) {
                continue;
            }
            folders.push(if is_hash(&name) {
                entry.path().join(OUTPUT)
            } else {
                entry.path()
            });
        }
    }
    found
}

/// Whether a file is called as cargo lets rustc call metadata: `lib<crate>-<hash>.rmeta`. Build scripts try out
/// the compiler too, and what they leave is their own.
fn is_cargos_metadata(name: &OsStr) -> bool {
    let name = name.to_str().and_then(|name| name.strip_suffix(".rmeta"));
    let parts = name
        .and_then(|name| name.strip_prefix("lib"))
        .and_then(|name| name.rsplit_once('-'));
    parts.is_some_and(|(_, hash)| is_hash(OsStr::new(hash)))
}

/// Whether a name is one of cargo's hashes.
fn is_hash(name: &OsStr) -> bool {
    name.len() == 16 && name.as_encoded_bytes().iter().all(u8::is_ascii_hexdigit)
}

fn lacks_summary(metadata: &Path) -> bool {
    Summary::read(&Summary::path(metadata)).is_err()
        // Made for build scripts and macros, which nobody summarises.
        && !metadata.with_extension("rlib").is_file()
        // Programs and tests have nobody above them: rustc leaves an empty file for them.
        && fs::metadata(metadata).is_ok_and(|metadata| metadata.len() > 0)
}

#[cfg(test)]
mod tests {
    use heddle_protocol::{Blocking, Kind, NonBlocking, Tier};

    use super::*;

    const HASH: &str = "0123456789abcdef";

    /// Metadata in a folder as cargo makes them, and its summary.
    fn checked(root: &Path, name: &str) -> (PathBuf, PathBuf) {
        checked_in(
            &root.join("debug").join(BUILD).join(name).join(HASH).join(OUTPUT),
            name,
        )
    }

    fn checked_in(folder: &Path, name: &str) -> (PathBuf, PathBuf) {
        fs::create_dir_all(folder).unwrap();
        let metadata = folder.join(format!("lib{name}-{HASH}.rmeta"));
        fs::write(&metadata, "metadata").unwrap();
        let summary = Summary::path(&metadata);
        Summary::default().write(&summary).unwrap();
        (metadata, summary)
    }

    #[test]
    fn only_crates_whose_summary_is_missing_or_damaged_are_checked_again() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let (good, _) = checked(root, "good");
        let (missing, summary) = checked(root, "missing");
        fs::remove_file(summary).unwrap();
        let (damaged, summary) = checked(root, "damaged");
        let whole = fs::read(&summary).unwrap();
        fs::write(&summary, &whole[..whole.len() - 1]).unwrap();
        let (empty, summary) = checked(root, "empty");
        fs::write(&summary, "").unwrap();
        let (host, summary) = checked(root, "host");
        fs::remove_file(summary).unwrap();
        fs::write(host.with_extension("rlib"), "").unwrap();
        let (program, summary) = checked(root, "program");
        fs::remove_file(summary).unwrap();
        fs::write(&program, "").unwrap();
        let probe = root.join("debug").join("build").join("libprobe.rmeta");
        fs::write(&probe, "metadata").unwrap();

        forget_incomplete(root).unwrap();

        for kept in [&good, &host, &program, &probe] {
            assert!(kept.exists(), "{}", kept.display());
        }
        for removed in [&missing, &damaged, &empty] {
            assert!(!removed.exists(), "{}", removed.display());
        }
    }

    #[test]
    fn crates_are_found_wherever_cargo_puts_them() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let of_package = |name: &str| checked(&root.join("x86_64-unknown-linux-gnu"), name);
        let crates = [
            of_package(INCREMENTAL),
            of_package(OUTPUT),
            checked(&root.join(OUTPUT), "profile"),
            checked_in(&root.join("debug").join("deps"), "flat"),
        ];
        let (foreign, foreign_summary) = checked(
            &root
                .join("debug")
                .join(BUILD)
                .join("script")
                .join(HASH)
                .join(OUTPUT),
            "foreign",
        );
        for (_, summary) in &crates {
            fs::remove_file(summary).unwrap();
        }
        fs::remove_file(foreign_summary).unwrap();

        forget_incomplete(root).unwrap();

        for (metadata, _) in crates {
            assert!(!metadata.exists(), "{}", metadata.display());
        }
        assert!(foreign.exists(), "what a build script builds is its own");
    }

    #[test]
    fn nothing_is_removed_while_a_check_runs() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let (metadata, summary) = checked(root, "some");
        fs::remove_file(&summary).unwrap();
        let check = hold(root).unwrap();
        std::thread::scope(|scope| {
            let other = scope.spawn(|| forget_incomplete(root));
            std::thread::sleep(std::time::Duration::from_millis(100));
            assert!(metadata.exists());
            // The second look finds what the check has written meanwhile.
            Summary::default().write(&summary).unwrap();
            drop(check);
            other.join().unwrap().unwrap();
        });
        assert!(metadata.exists());
    }

    #[test]
    fn checks_share_the_folder_and_a_folder_that_is_not_there_is_fine() {
        let folder = tempfile::tempdir().unwrap();
        let first = hold(folder.path()).unwrap();
        let second = hold(folder.path()).unwrap();
        drop((first, second));
        forget_incomplete(&folder.path().join("new")).unwrap();
    }

    #[test]
    fn the_key_changes_with_what_summaries_depend_on_and_with_nothing_else() {
        let of = |change: fn(&mut Config)| {
            let mut config = Config::default();
            change(&mut config);
            key("1", &config)
        };
        let usual = of(|_| {});
        let of_levels: Config = toml::from_str("lints = { a = \"deny\" }").unwrap();
        assert_eq!(key("1", &of_levels), usual);
        let same: [fn(&mut Config); 5] = [
            |config| config.runtime = Some("smol".to_owned()),
            |config| config.max_depth = 1,
            |config| config.check_tests = true,
            |config| config.check_start = true,
            |config| config.large_future_bytes = 1,
        ];
        for change in same {
            assert_eq!(of(change), usual);
        }
        let other: [fn(&mut Config); 8] = [
            |config| config.tiers = vec![Tier::Certain],
            |config| config.check_initialisers = true,
            |config| config.check_panic_paths = true,
            |config| config.check_outside_runtime = true,
            |config| config.offload_wrappers = vec!["a::b".to_owned()],
            |config| config.ready_wrappers = vec!["a::b".to_owned()],
            |config| {
                config.non_blocking = vec![NonBlocking {
                    path: "a::b".to_owned(),
                    why: "is cached".to_owned(),
                }]
            },
            |config| {
                config.blocking = vec![Blocking {
                    path: "a::b".to_owned(),
                    kind: Kind::named("file"),
                    why: "waits".to_owned(),
                }]
            },
        ];
        let mut keys: Vec<_> = other.into_iter().map(of).collect();
        keys.extend([usual, key("2", &Config::default())]);
        keys.sort_unstable();
        let all = keys.len();
        keys.dedup();
        assert_eq!(keys.len(), all);
    }
}
