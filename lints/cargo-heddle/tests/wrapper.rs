//! What a check tells cargo and leaves in the target folder. A script stands in for the toolchain's cargo and writes
//! down how it was called, a file for the driver; cargo's answers about the project are real.
#![cfg(unix)]

mod bench;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use bench::Bench;
use heddle_protocol::summary::Summary;
use heddle_protocol::variables;

/// `cargo metadata` is passed on, `cargo check` writes its environment down.
const CARGO: &str = r#"#!/bin/sh
root=$(dirname "$0")/../../../..
case "$1" in
metadata) exec "REAL" "$@" ;;
check) env > "$root/environment"; echo "$@" > "$root/arguments" ;;
esac
"#;

/// In the driver's place: nobody calls it.
const DRIVER: &str = "the driver";

/// What a check reads of it.
const RECORD: &str = r#"{ "heddle-driver": 1, "version": "", "source": "", "toolchain": "", "target": "", "size": 10,
    "sha256": "" }"#;

/// What is in the driver's place, and cargo's stand-in.
fn bench() -> Bench {
    let bench = Bench::new();
    bench.script(&bench.program("cargo"), &CARGO.replace("REAL", env!("CARGO")));
    bench.write(bench.program("rustc"), "");
    bench.write(bench.driver(), DRIVER);
    bench.write(bench.driver().with_file_name("driver.json"), RECORD);
    bench
}

impl Bench {
    /// Checks, and gives what cargo was called with.
    fn check(&self, arguments: &[&str]) -> Called {
        let output = self.command(arguments).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        self.called()
    }

    fn called(&self) -> Called {
        Called {
            arguments: fs::read_to_string(self.path("arguments")).unwrap(),
            environment: fs::read_to_string(self.path("environment")).unwrap(),
        }
    }
}

struct Called {
    arguments: String,
    environment: String,
}

impl Called {
    #[track_caller]
    fn variable(&self, name: &str) -> &str {
        let value = self
            .environment
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        value.unwrap_or_else(|| panic!("{name} is not set in:\n{}", self.environment))
    }
}

#[test]
fn cargo_calls_the_driver_for_every_crate_under_a_name_with_the_key() {
    let bench = bench();
    let called = bench.check(&["--workspace"]);
    let target = fs::canonicalize(bench.path("project/target/heddle")).unwrap();
    let (key, wrapper) = (called.variable(variables::KEY), called.variable("RUSTC_WRAPPER"));
    assert_eq!(Path::new(wrapper), target.join(format!("driver-{key}")));
    assert_eq!(fs::read_to_string(wrapper).unwrap(), DRIVER);
    assert_eq!(
        Path::new(called.variable("RUSTC_WORKSPACE_WRAPPER")),
        bench.driver()
    );
    assert_eq!(called.variable(variables::CHECK), "1");
    assert_eq!(Path::new(called.variable("CARGO_BUILD_BUILD_DIR")), target);
    assert!(
        called.arguments.starts_with("check --target-dir "),
        "{}",
        called.arguments
    );
    assert!(target.join("CACHEDIR.TAG").is_file());
}

#[test]
fn the_toolchain_is_called_without_rustup_and_named_to_what_cargo_starts() {
    let bench = bench();
    bench.script("bin/rustup", "#!/bin/sh\nexit 1\n");
    let mut command = bench.command(&[]);
    command
        .env("PATH", format!("{}:/usr/bin:/bin", bench.path("bin").display()))
        .env("RUSTC", "/another/rustc")
        .env("RUSTUP_TOOLCHAIN", "another");
    assert!(command.status().unwrap().success());
    let called = bench.called();
    assert_eq!(
        Path::new(called.variable("RUSTC")),
        bench.path(bench.program("rustc"))
    );
    assert_eq!(called.variable("RUSTUP_TOOLCHAIN"), cargo_heddle::PIN);
}

#[test]
fn rustup_is_asked_for_a_toolchain_that_its_folder_does_not_show() {
    let bench = bench();
    let sysroot = bench.path("rustup/linked/mine");
    fs::create_dir(bench.path("rustup/linked")).unwrap();
    let listed = bench.path(bench.program("")).parent().unwrap().to_owned();
    fs::rename(listed, &sysroot).unwrap();
    let answer = format!("#!/bin/sh\necho {}\necho host\n", sysroot.display());
    bench.script("bin/rustup", &answer);
    let mut command = bench.command(&[]);
    command.env("PATH", format!("{}:/usr/bin:/bin", bench.path("bin").display()));
    assert!(command.status().unwrap().success());
    assert_eq!(
        Path::new(bench.called().variable("RUSTC")),
        sysroot.join("bin/rustc")
    );
}

#[test]
fn without_dependencies_only_members_meet_the_driver_and_the_folder_is_another() {
    let bench = bench();
    let called = bench.check(&["--no-deps", "--workspace"]);
    assert_eq!(called.variable("RUSTC_WRAPPER"), "");
    assert_eq!(
        Path::new(called.variable("RUSTC_WORKSPACE_WRAPPER")),
        bench.driver()
    );
    assert!(
        called
            .arguments
            .trim_end()
            .ends_with("target/heddle-no-deps --workspace"),
        "{}",
        called.arguments
    );
    assert!(!bench.path("project/target/heddle").exists());
}

#[test]
fn a_wrapper_of_the_users_is_not_called() {
    let bench = bench();
    for arguments in [&[][..], &["--no-deps"]] {
        let mut command = bench.command(arguments);
        for name in ["RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER"] {
            command.env(name, "/another/wrapper");
        }
        assert!(command.status().unwrap().success());
        let environment = fs::read_to_string(bench.path("environment")).unwrap();
        assert!(!environment.contains("/another/wrapper"), "{environment}");
    }
}

#[test]
fn the_folder_counts_from_the_directory_that_is_named_and_is_told_whole() {
    let bench = bench();
    let mut command = bench.command(&["-C", "project", "--target-dir", "out"]);
    assert!(command.current_dir(bench.path(".")).status().unwrap().success());
    let arguments = fs::read_to_string(bench.path("arguments")).unwrap();
    let folder = bench.path("project/out/heddle");
    assert!(folder.join("CACHEDIR.TAG").is_file(), "{arguments}");
    let told = arguments.split_whitespace().nth(2).map(fs::canonicalize);
    assert_eq!(told.unwrap().unwrap(), fs::canonicalize(folder).unwrap());
}

#[test]
fn another_configuration_has_another_name_and_back_is_the_first_again() {
    let bench = bench();
    let names = || fs::read_dir(bench.path("project/target/heddle")).unwrap().count();
    let usual = bench.check(&[]);
    let at_first = names();
    bench.write("project/heddle.toml", "max-depth = 3\n");
    assert_eq!(
        bench.check(&[]).variable("RUSTC_WRAPPER"),
        usual.variable("RUSTC_WRAPPER"),
        "summaries do not depend on it"
    );
    bench.write("project/heddle.toml", "tiers = [\"certain\"]\n");
    let other = bench.check(&[]);
    assert_ne!(other.variable("RUSTC_WRAPPER"), usual.variable("RUSTC_WRAPPER"));
    assert_ne!(other.variable(variables::KEY), usual.variable(variables::KEY));
    fs::remove_file(bench.path("project/heddle.toml")).unwrap();
    assert_eq!(
        bench.check(&[]).variable("RUSTC_WRAPPER"),
        usual.variable("RUSTC_WRAPPER")
    );
    assert_eq!(names(), at_first + 1);
}

#[test]
fn runs_at_the_same_time_agree_on_the_name() {
    let bench = bench();
    let target = bench.path("project/target/heddle");
    fs::create_dir_all(&target).unwrap();
    symlink(bench.path("gone"), target.join("driver-0123456789abcdef")).unwrap();
    let runs: Vec<_> = (0..6).map(|_| bench.command(&[]).spawn().unwrap()).collect();
    for mut run in runs {
        assert!(run.wait().unwrap().success());
    }
    let names = fs::read_dir(&target).unwrap().map(|entry| entry.unwrap().path());
    let names: Vec<_> = names.filter(|path| path.is_symlink()).collect();
    assert_eq!(names.len(), 1, "{names:?}");
    assert_eq!(fs::read_link(&names[0]).unwrap(), bench.driver());
}

#[test]
fn what_lacks_its_summary_is_checked_again_but_not_without_dependencies() {
    let bench = bench();
    let crates = ["heddle", "heddle-no-deps"].map(|folder| {
        let folder = format!("project/target/{folder}/debug/build/some/0123456789abcdef/out");
        let metadata = format!("{folder}/libsome-0123456789abcdef.rmeta");
        bench.write(&metadata, "metadata");
        bench.path(&metadata)
    });
    let [with_summaries, without] = crates;
    let summary = Summary::path(&with_summaries);
    Summary::default().write(&summary).unwrap();

    bench.check(&[]);
    assert!(with_summaries.exists());
    fs::write(&summary, "damaged").unwrap();
    bench.check(&["--no-deps"]);
    assert!(with_summaries.exists() && without.exists());
    bench.check(&[]);
    assert!(!with_summaries.exists() && without.exists());
}

#[test]
fn a_target_folder_that_cannot_be_made_ends_with_101_and_the_flag() {
    let bench = bench();
    bench.write("project/target", "a file");
    let output = bench.command(&[]).output().unwrap();
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(101), "{message}");
    assert!(message.contains("--target-dir"), "{message}");
}
