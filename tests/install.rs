//! What a user installs: the package's files, and the real driver carried to another machine in an archive. The set-up
//! from sources is what the kit itself is set up with; `lints/cargo-heddle/tests/setup.rs` has its faults.

use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use heddle_tests::command::{Finished, clean, must, quietly, run};
use heddle_tests::fixture::Fixture;
use heddle_tests::kit::{kit, root};
use serde_json::{Value, json};
use tempfile::TempDir;

const BLOCKS: &str = "\
pub async fn pause() {
    std::thread::sleep(std::time::Duration::from_millis(1));
}
";

/// The parts of a toolchain that the minimal profile has.
const MINIMAL: [&str; 3] = ["cargo-", "rust-std-", "rustc-"];

/// Another machine: a cache and a rustup of its own, with what the minimal profile has and nothing of what builds need.
struct Machine(TempDir);

impl Machine {
    fn new() -> Result<Self> {
        let machine = Self(tempfile::tempdir()?);
        let ours = sysroot()?;
        let theirs = machine
            .path("rustup/toolchains")
            .join(ours.file_name().context("a toolchain has a name")?);
        let rustlib = ours.join("lib/rustlib");
        let components = fs::read_to_string(rustlib.join("components"))?;
        let mut taken = String::new();
        for component in components.lines() {
            if component.starts_with("rustc-dev") || !MINIMAL.iter().any(|it| component.starts_with(it)) {
                continue;
            }
            let manifest = fs::read_to_string(rustlib.join(format!("manifest-{component}")))?;
            for file in manifest.lines().filter_map(|line| line.strip_prefix("file:")) {
                link(&ours.join(file), &theirs.join(file))?;
            }
            taken.push_str(&format!("{component}\n"));
        }
        ensure!(taken.lines().count() == MINIMAL.len(), "{components}");
        fs::write(theirs.join("lib/rustlib/components"), taken)?;
        Ok(machine)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn heddle(&self, arguments: &[&str]) -> Command {
        self.at_home(clean(&kit().cargo_heddle), arguments)
    }

    fn at_home(&self, mut command: Command, arguments: &[&str]) -> Command {
        command
            .arg("heddle")
            .args(arguments)
            .env("HEDDLE_HOME", self.path("home"))
            .env("RUSTUP_HOME", self.path("rustup"))
            .env("RUSTUP_AUTO_INSTALL", "0");
        command
    }

    fn set_up(&self, archive: &Path) -> Result<Finished> {
        let archive = archive.to_string_lossy();
        run(&mut self.heddle(&["setup", "--driver", &archive]), &quietly)
    }

    /// Where the driver lies: as in every other cache.
    fn driver(&self) -> Result<PathBuf> {
        let driver = kit().driver.strip_prefix(cargo_heddle::home()?)?;
        Ok(self.path("home").join(driver))
    }

    /// Whether anything has been put in the driver's place, if only a folder.
    fn has_driver(&self) -> bool {
        fs::read_dir(self.path("home/drivers")).is_ok_and(|drivers| drivers.count() > 0)
    }
}

/// An archive that is taken apart, changed and packed again.
struct Parts(TempDir);

impl Parts {
    /// Those of the driver that the kit is tested with.
    fn new() -> Result<Self> {
        let parts = Self(tempfile::tempdir()?);
        let archive = parts.archive();
        must(kit().heddle().args(["setup", "--pack"]).arg(&archive), &quietly)?;
        parts.tool("sha256sum", &["-c", "driver.tar.gz.sha256"])?;
        fs::create_dir(parts.path("in"))?;
        parts.tool("tar", &["-xzf", "driver.tar.gz", "-C", "in"])?;
        Ok(parts)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn archive(&self) -> PathBuf {
        self.path("driver.tar.gz")
    }

    /// Runs a program in the folder; gives what it prints.
    fn tool(&self, program: &str, arguments: &[&str]) -> Result<String> {
        let mut command = clean(program);
        command.current_dir(self.0.path()).args(arguments);
        Ok(must(&mut command, &quietly)?.stdout)
    }

    fn record(&self) -> Result<Value> {
        Ok(serde_json::from_slice(&fs::read(self.path("in/driver.json"))?)?)
    }

    /// The archive with another record; without its checksum, which would give it away.
    fn with_record(&self, change: impl FnOnce(&mut Value)) -> Result<PathBuf> {
        let mut record = self.record()?;
        change(&mut record);
        fs::write(self.path("in/driver.json"), record.to_string())?;
        self.pack("changed.tar.gz", &["driver.json", "heddle-driver"])
    }

    /// The archive with another driver, which its record knows.
    fn with_driver(&self, driver: &[u8]) -> Result<PathBuf> {
        fs::write(self.path("in/heddle-driver"), driver)?;
        let sum = self.tool("sha256sum", &["in/heddle-driver"])?;
        let sum = sum.split_whitespace().next().context("a checksum")?;
        self.with_record(|record| {
            record["sha256"] = json!(sum);
            record["size"] = json!(driver.len());
        })
    }

    fn pack(&self, name: &str, files: &[&str]) -> Result<PathBuf> {
        self.tool("tar", &[&["-czf", name, "-C", "in"], files].concat())?;
        Ok(self.path(name))
    }
}

#[track_caller]
fn assert_ends(finished: &Finished, code: i32, words: &[&str]) {
    assert_eq!(finished.code(), code, "`{}`\n{}", finished.line, finished.stderr);
    for word in words {
        assert!(
            finished.stderr.contains(word),
            "`{word}` is not in:\n{}",
            finished.stderr
        );
    }
}

#[test]
fn the_packages_hold_every_file_that_the_command_is_built_from() -> Result<()> {
    let packages = [("cargo-heddle", "cargo-heddle"), ("protocol", "heddle-protocol")];
    let mut packed = BTreeSet::new();
    for (folder, package) in packages {
        let mut list = clean("cargo");
        list.current_dir(root())
            .args(["package", "--list", "--allow-dirty"]);
        let listed = must(list.args(["--offline", "--package", package]), &quietly)?.stdout;
        packed.extend(
            listed
                .lines()
                .map(|file| root().join("lints").join(folder).join(file)),
        );
    }
    // Cargo writes down what the compiler has read, what the sources include with it.
    let read = fs::read_to_string(kit().cargo_heddle.with_extension("d"))?;
    let (_, files) = read.split_once(": ").context("cargo tells files")?;
    let files = files.split_whitespace().map(PathBuf::from);
    // The rest is what build scripts have made.
    let files: Vec<_> = files
        .map(|file| without_detours(&file))
        .filter(|file| file.starts_with(root().join("lints")))
        .collect();
    assert!(
        files.iter().any(|file| file.ends_with("driver/src/main.rs")),
        "{read}"
    );
    for file in files {
        // The build script asks cargo to watch the folder.
        let is_packed = packed.contains(&file) || file.is_dir();
        assert!(is_packed, "{} is in no package", file.display());
    }
    for (folder, _) in packages {
        for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
            assert!(packed.contains(&root().join("lints").join(folder).join(licence)));
        }
    }
    Ok(())
}

/// `a/b/../c` as `a/c`. Links stay what they are, since packages list them by their own place.
fn without_detours(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        if part == Component::ParentDir {
            plain.pop();
        } else {
            plain.push(part);
        }
    }
    plain
}

#[test]
fn a_packed_driver_checks_on_a_machine_that_lacks_what_builds_need() -> Result<()> {
    let (parts, machine) = (Parts::new()?, Machine::new()?);
    // As if it had been built elsewhere: it must not find the libraries of this machine's own toolchain.
    let driver = fs::read(parts.path("in/heddle-driver"))?;
    let known = sysroot()?.join("lib").into_os_string().into_encoded_bytes();
    let elsewhere = format!("{:/<width$}", "/nowhere", width = known.len());
    let archive = parts.with_driver(&replace(driver, &known, elsewhere.as_bytes()))?;

    assert_ends(&machine.set_up(&archive)?, 0, &["Unpacking", "Ready"]);
    assert_ends(
        &run(&mut machine.heddle(&["setup", "--check"]), &quietly)?,
        0,
        &["Ready"],
    );
    assert_ends(&machine.set_up(&archive)?, 0, &["Ready"]);
    let fixture = Fixture::new(BLOCKS)?;
    let mut check = machine.heddle(&["--offline", "--", "-D", "blocking_call_in_async"]);
    assert_ends(
        &run(check.current_dir(fixture.path()), &quietly)?,
        101,
        &["std::thread::sleep", "`-D blocking-call-in-async`"],
    );
    // There is nothing here to build another with.
    let again = "`cargo heddle setup --driver FILE`";
    let driver = machine.driver()?;
    for (damage, words) in [
        ("cut short", "the driver is damaged, and the component rustc-dev"),
        ("removed", "the driver is not there, and the component rustc-dev"),
    ] {
        if damage == "removed" {
            fs::remove_dir_all(machine.path("home"))?;
        } else {
            fs::write(&driver, "a part")?;
            let look = run(&mut machine.heddle(&["setup", "--check"]), &quietly)?;
            assert_ends(&look, 3, &["the driver is damaged", again]);
        }
        let checked = run(check.current_dir(fixture.path()), &quietly)?;
        assert_ends(&checked, 3, &[words, again]);
        assert_ends(&machine.set_up(&archive)?, 0, &["Unpacking", "Ready"]);
    }
    Ok(())
}

#[test]
fn what_is_no_driver_for_this_machine_is_refused_and_leaves_nothing() -> Result<()> {
    let (parts, machine) = (Parts::new()?, Machine::new()?);
    let refused = |archive: &Path, words: &[&str]| -> Result<()> {
        let finished = machine.set_up(archive)?;
        assert_ends(&finished, 3, words);
        assert_ends(
            &finished,
            3,
            &["cannot take the driver from", "`cargo heddle setup`"],
        );
        assert!(!machine.has_driver(), "{words:?}");
        Ok(())
    };
    let (bytes, record) = (fs::read(parts.archive())?, parts.record()?);
    let driver = fs::read(parts.path("in/heddle-driver"))?;

    refused(&parts.path("gone.tar.gz"), &["it cannot be read"])?;
    fs::write(parts.path("text.tar.gz"), "<html>not found</html>")?;
    let words = ["it is damaged or no archive", "copy it here again"];
    refused(&parts.path("text.tar.gz"), &words)?;
    for length in [0, 5, 600, bytes.len() / 2] {
        fs::write(parts.path("half.tar.gz"), &bytes[..length])?;
        refused(&parts.path("half.tar.gz"), &words)?;
    }
    fs::write(parts.archive(), &bytes[..bytes.len() - 1])?;
    refused(
        &parts.archive(),
        &["it is damaged: its checksum is not the one in", ".sha256"],
    )?;
    refused(
        &parts.pack("alone.tar.gz", &["heddle-driver"])?,
        &["there is no driver.json in it"],
    )?;

    for (field, other, words) in [
        ("heddle-driver", json!(2), "its form has version 2"),
        ("version", json!("9.9.9"), "it is for heddle 9.9.9, and this is "),
        (
            "toolchain",
            json!("nightly-2020-02-02"),
            "it is for the toolchain nightly-2020-02-02",
        ),
        ("source", json!("0"), "it is for sources with the hash 0"),
        (
            "target",
            json!("wasm32-none"),
            "it is for wasm32-none, and this machine is ",
        ),
        ("sha256", json!("00"), "another checksum"),
    ] {
        let changed = parts.with_record(|changed| {
            *changed = record.clone();
            changed[field] = other;
        })?;
        refused(&changed, &[words])?;
    }
    parts.with_record(|changed| *changed = record)?;
    refused(
        &parts.with_driver(&driver[..driver.len() / 2])?,
        &["its driver does not run here"],
    )
}

#[test]
fn two_set_ups_from_one_archive_at_once_agree() -> Result<()> {
    let (parts, machine) = (Parts::new()?, Machine::new()?);
    let archive = parts.archive();
    std::thread::scope(|scope| {
        let runs = [(); 3].map(|()| scope.spawn(|| machine.set_up(&archive)));
        for run in runs {
            let finished = run.join().expect("it does not panic")?;
            assert_ends(&finished, 0, &["Ready"]);
        }
        Ok(())
    })
}

#[test]
fn a_driver_that_may_not_be_run_is_told_and_so_is_the_way_out() -> Result<()> {
    let (parts, machine) = (Parts::new()?, Machine::new()?);
    let archive = parts.archive();
    assert_ends(&machine.set_up(&archive)?, 0, &["Ready"]);
    let driver = machine.driver()?;
    let fixture = Fixture::new(BLOCKS)?;
    let check = |command: &mut Command| run(command.current_dir(fixture.path()), &quietly);
    assert_ends(&check(&mut machine.heddle(&["baseline"]))?, 0, &["1 finding in"]);
    for baseline in ["--no-baseline", "--all-targets"] {
        fs::set_permissions(&driver, Permissions::from_mode(0o644))?;
        let mut command = machine.heddle(&[baseline]);
        assert_ends(
            &check(&mut command)?,
            3,
            &["the driver is damaged", "`cargo heddle setup`"],
        );
        assert_ends(&machine.set_up(&archive)?, 0, &["Ready"]);
        assert_ends(&check(&mut command)?, 0, &[]);
    }

    let home = machine.path("home");
    let mount = format!(
        "mount -o bind '{0}' '{0}'; mount -o remount,bind,noexec",
        home.display()
    );
    for arguments in [&[][..], &["--no-baseline"], &["setup"], &["setup", "--check"]] {
        let Some(disk) = on_disk(&mount, &home)? else {
            return Ok(());
        };
        let mut command = machine.at_home(disk, arguments);
        assert_ends(
            &check(&mut command)?,
            3,
            &["cannot run the driver in", "set HEDDLE_HOME to"],
        );
    }
    fs::remove_dir_all(&home)?;
    fs::create_dir(&home)?;
    let disk = on_disk(&mount, &home)?.context("it was possible before")?;
    let mut set_up = machine.at_home(disk, &["setup", "--driver", &archive.to_string_lossy()]);
    assert_ends(
        &run(&mut set_up, &quietly)?,
        3,
        &["cannot run the driver in", "set HEDDLE_HOME to"],
    );
    assert!(!machine.has_driver());
    Ok(())
}

#[test]
fn a_full_disk_and_a_read_only_one_are_told_and_nothing_is_left() -> Result<()> {
    let (parts, machine) = (Parts::new()?, Machine::new()?);
    let pack = run(kit().heddle().args(["setup", "--pack", "/dev/full"]), &quietly)?;
    assert_ends(
        &pack,
        2,
        &["cannot write /dev/full", "No space left", "--pack FILE"],
    );

    let archive = parts.archive();
    let archive = archive.to_string_lossy();
    fs::create_dir(machine.path("home"))?;
    for (mount, words) in [
        ("mount -t tmpfs -o size=1m none", "No space left"),
        ("mount -t tmpfs -o ro none", "Read-only file system"),
    ] {
        let Some(disk) = on_disk(mount, &machine.path("home"))? else {
            return Ok(());
        };
        let mut set_up = machine.at_home(disk, &["setup", "--driver", &archive]);
        let finished = run(&mut set_up, &quietly)?;
        assert_ends(&finished, 3, &[words, "HEDDLE_HOME", " MB free"]);
        // That much is for those who build it.
        assert!(!finished.stderr.contains("500 MB"), "{}", finished.stderr);
    }

    // Nothing is written where all is there: an image may be read-only.
    assert_ends(&machine.set_up(&parts.archive())?, 0, &[]);
    let fixture = Fixture::new(BLOCKS)?;
    for arguments in [&["setup"][..], &["setup", "--check"], &[]] {
        let home = machine.path("home");
        let mount = format!("mount -o bind,ro '{}'", home.display());
        let disk = on_disk(&mount, &home)?.context("it was possible before")?;
        let mut command = machine.at_home(disk, arguments);
        assert_ends(&run(command.current_dir(fixture.path()), &quietly)?, 0, &[]);
    }
    Ok(())
}

/// `cargo heddle` where `folder` is another disk, which `mount` makes of it; nothing where the system lets nobody do that.
fn on_disk(mount: &str, folder: &Path) -> Result<Option<Command>> {
    let unshare = |script: &str| {
        let mut command = clean("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-ec", script]);
        command.arg(folder);
        command
    };
    let tried = run(&mut unshare(&format!("{mount} \"$0\"")), &quietly);
    if !tried.is_ok_and(|tried| tried.status.success()) {
        eprintln!(
            "SKIPPED: this system lets no user mount a disk of his own, so full and read-only ones are not tried"
        );
        return Ok(None);
    }
    let mut command = unshare(&format!("{mount} \"$0\"; exec \"$@\""));
    command.arg(&kit().cargo_heddle);
    Ok(Some(command))
}

/// The folder of the pinned toolchain.
fn sysroot() -> Result<PathBuf> {
    let mut asked = clean("rustup");
    asked.args(["run", cargo_heddle::PIN, "rustc", "--print", "sysroot"]);
    Ok(must(&mut asked, &quietly)?.stdout.trim().into())
}

/// The same file at another path, without its bytes being copied where that is possible.
fn link(file: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to.parent().context("a file lies in a folder")?)?;
    fs::hard_link(file, to).or_else(|_| fs::copy(file, to).map(drop))?;
    Ok(())
}

/// The bytes with each `from` replaced by `to`, which is as long.
fn replace(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut found = 0;
    for at in 0..bytes.len() - from.len() {
        if bytes[at..].starts_with(from) {
            bytes[at..at + to.len()].copy_from_slice(to);
            found += 1;
        }
    }
    assert!(found > 0, "the driver names its toolchain nowhere");
    bytes
}
