//! How the toolchain and the driver get there, and what happens where that fails. Scripts stand in for rustup and the
//! toolchain's cargo, which would take minutes; `tests/install.rs` of the kit has the real driver.
#![cfg(unix)]

mod bench;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use bench::Bench;
use cargo_heddle::PIN;

/// Installs the stand-in of cargo, unless the machine plays to be without network.
const RUSTUP: &str = r#"#!/bin/sh
root=$(dirname "$0")/..
echo "rustup $*" >> "$root/log"
[ "$1" = toolchain ] || exit 1
[ -e "$root/offline" ] && { echo "error: no network" >&2; exit 1; }
toolchain="$root/rustup/toolchains/$3-some-host"
mkdir -p "$toolchain/bin" "$toolchain/lib/rustlib"
cp "$root/parts/cargo" "$root/parts/rustc" "$toolchain/bin"
for word; do [ "$word" != -c ] && echo "$word-some-host"; done > "$toolchain/lib/rustlib/components"
echo installed
"#;

/// Takes as long for a driver as `slow` says, or finds no place for it.
const CARGO: &str = r#"#!/bin/sh
root=$(dirname "$0")/../../../..
[ "$1" = metadata ] && exec "REAL" "$@"
echo "cargo $*" >> "$root/log"
[ "$1" = build ] || exit 0
[ -e "$root/full" ] && { echo "error: No space left on device" >&2; exit 101; }
[ -e "$root/slow" ] && sleep "$(cat "$root/slow")"
while [ "$1" != --target-dir ]; do shift; done
mkdir -p "$2/some-host/release"
printf '#!/bin/sh\necho "heddle: $*"\n' > "$2/some-host/release/heddle-driver"
"#;

/// A machine with rustup and nothing else.
fn machine() -> Bench {
    let machine = Bench::new();
    machine.script("path/rustup", RUSTUP);
    machine.script("parts/cargo", &CARGO.replace("REAL", env!("CARGO")));
    machine.script("parts/rustc", "#!/bin/sh\n");
    machine
}

impl Bench {
    fn on_machine(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(arguments);
        let path = format!("{}:/usr/bin:/bin", self.path("path").display());
        command
            .env("PATH", path)
            .env_remove("RUSTUP_AUTO_INSTALL")
            .env("NO_COLOR", "1");
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.on_machine(arguments).output().unwrap()
    }

    /// Runs, and holds how it ends and what it says.
    #[track_caller]
    fn ends(&self, arguments: &[&str], code: i32, words: &[&str]) -> String {
        assert_ends(&self.run(arguments), code, words)
    }

    /// What rustup and cargo were called for: their first words, one a line.
    fn called(&self) -> Vec<String> {
        let log = fs::read_to_string(self.path("log")).unwrap_or_default();
        let first = |line: &str| line.split(' ').take(2).collect::<Vec<_>>().join(" ");
        log.lines()
            .map(first)
            .filter(|line| line != "rustup run")
            .collect()
    }
}

#[track_caller]
fn assert_ends(output: &Output, code: i32, words: &[&str]) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{said}");
    for word in words {
        assert!(said.contains(word), "`{word}` is not in:\n{said}");
    }
    assert!(
        output.stdout.is_empty(),
        "standard output is for what was asked for"
    );
    said
}

#[test]
fn the_first_check_sets_up_and_says_so_and_the_next_only_checks() {
    let machine = machine();
    let words = [
        &format!("Installing the toolchain {PIN} through rustup"),
        "Building the driver, once",
    ];
    machine.ends(&[], 0, &words);
    let first = ["rustup toolchain", "cargo build", "cargo check"];
    assert_eq!(machine.called(), first);
    let log = fs::read_to_string(machine.path("log")).unwrap();
    assert!(
        log.contains("--profile minimal -c rustc-dev -c llvm-tools"),
        "{log}"
    );

    // No network and nobody who could install anything.
    machine.write("offline", "");
    fs::remove_file(machine.path("path/rustup")).unwrap();
    assert_eq!(machine.ends(&[], 0, &[]), "");
    assert_eq!(machine.called()[3..], ["cargo check"]);
    machine.ends(&["setup"], 0, &["Ready", PIN]);
    machine.ends(&["setup", "--check"], 0, &["Ready", PIN]);
    assert_eq!(machine.called().len(), 4);
}

#[test]
fn a_check_that_may_not_fetch_ends_with_3_and_what_would() {
    let machine = machine();
    for arguments in [&["--offline"][..], &["--frozen"]] {
        machine.ends(
            arguments,
            3,
            &[PIN, "cargo heddle setup", "rustup toolchain install"],
        );
    }
    let told_not_to = machine.on_machine(&[]).env("RUSTUP_AUTO_INSTALL", "0").output();
    assert_ends(&told_not_to.unwrap(), 3, &["cargo heddle setup"]);
    assert_eq!(machine.called(), [""; 0]);
    // Who says `setup` means it.
    let asked = machine
        .on_machine(&["setup"])
        .env("RUSTUP_AUTO_INSTALL", "0")
        .output();
    assert_ends(&asked.unwrap(), 0, &["Ready"]);
}

#[test]
fn a_driver_is_built_offline_for_a_check_without_network() {
    let machine = machine();
    machine.ends(&["setup"], 0, &[]);
    fs::remove_dir_all(machine.path("home/drivers")).unwrap();
    machine.ends(&["--offline"], 0, &["Building"]);
    let log = fs::read_to_string(machine.path("log")).unwrap();
    let built: Vec<_> = log
        .lines()
        .filter(|line| line.starts_with("cargo build"))
        .collect();
    assert_eq!(built.len(), 2, "{log}");
    assert!(
        !built[0].contains("--offline") && built[1].contains("--offline"),
        "{log}"
    );
}

#[test]
fn without_network_rustups_words_are_shown_and_the_next_step() {
    let machine = machine();
    machine.write("offline", "");
    for arguments in [&[][..], &["setup"]] {
        machine.ends(
            arguments,
            3,
            &["error: no network", "run `cargo heddle setup` again"],
        );
    }
    fs::remove_file(machine.path("offline")).unwrap();
    machine.ends(&["setup"], 0, &["Ready"]);
}

#[test]
fn a_missing_component_is_installed_too() {
    let machine = machine();
    machine.ends(&["setup"], 0, &[]);
    machine.write(components(), "cargo-some-host\nllvm-tools-preview-some-host\n");
    // The driver that is there needs it no more.
    machine.ends(&[], 0, &[]);
    fs::remove_dir_all(machine.path("home")).unwrap();
    machine.ends(&[], 0, &["the component rustc-dev", "Building"]);
}

#[test]
fn without_rustup_nothing_is_said_to_be_installed() {
    let machine = machine();
    machine.ends(&["setup"], 0, &[]);
    fs::remove_dir_all(machine.path("home")).unwrap();
    machine.write(components(), "cargo-some-host\n");
    let mut set_up = machine.on_machine(&["setup"]);
    set_up.env("PATH", machine.path("project"));
    let said = assert_ends(
        &set_up.output().unwrap(),
        3,
        &["`rustup` is not on PATH", "https://rustup.rs"],
    );
    assert!(!said.contains("Installing"), "{said}");
}

#[test]
fn a_cache_that_cannot_be_written_is_found_before_anything_is_fetched() {
    let machine = machine();
    machine.write("home", "a file");
    for arguments in [&[][..], &["setup"]] {
        machine.ends(
            arguments,
            3,
            &["cannot make", "set HEDDLE_HOME to a folder", "500 MB free"],
        );
    }
    let said = machine.ends(
        &["setup", "--prune"],
        3,
        &["cannot make", "set HEDDLE_HOME to a folder"],
    );
    assert!(!said.contains("MB"), "{said}");
    assert_eq!(machine.called(), [""; 0]);
}

#[test]
fn a_build_without_place_shows_cargos_words_and_how_much_it_takes() {
    let machine = machine();
    machine.write("full", "");
    machine.ends(
        &["setup"],
        3,
        &["No space left on device", "HEDDLE_HOME", "500 MB"],
    );
    assert!(!machine.driver().exists());
    fs::remove_file(machine.path("full")).unwrap();
    machine.ends(&["setup"], 0, &["Ready"]);
}

#[test]
fn two_runs_at_once_build_once() {
    let machine = machine();
    machine.write("slow", "1");
    let start = || {
        let mut command = machine.on_machine(&["setup"]);
        command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let runs = [start(), start(), start()];
    let said = runs.map(|run| assert_ends(&run.wait_with_output().unwrap(), 0, &["Ready"]));
    let waited = said.iter().filter(|said| said.contains("Waiting")).count();
    assert!(waited >= 1, "{said:?}");
    assert_eq!(machine.called(), ["rustup toolchain", "cargo build"]);
}

#[test]
fn an_interrupted_set_up_leaves_nothing_in_the_way() {
    let machine = machine();
    machine.write("slow", "60");
    let mut set_up = machine.on_machine(&["setup"]);
    let mut run = set_up.process_group(0).stderr(Stdio::null()).spawn().unwrap();
    while !machine.called().contains(&"cargo build".to_owned()) {
        assert!(run.try_wait().unwrap().is_none(), "it ended by itself");
        thread::sleep(Duration::from_millis(10));
    }
    let group = format!("-{}", run.id());
    let killed = Command::new("kill").args(["-9", "--", &group]).status().unwrap();
    assert!(killed.success() && !run.wait().unwrap().success());
    machine.ends(&["setup", "--check"], 3, &["not built yet"]);

    fs::remove_file(machine.path("slow")).unwrap();
    let half = machine.driver().with_extension("partial");
    machine.write(half, "half of a driver");
    let said = machine.ends(&["setup"], 0, &["Ready"]);
    assert!(!said.contains("Waiting"), "{said}");
    assert_eq!(files(&machine), ["driver.json", "heddle-driver"]);
}

#[test]
fn a_damaged_driver_is_told_and_replaced() {
    let machine = machine();
    machine.ends(&["setup"], 0, &[]);
    let whole = fs::read_to_string(machine.driver()).unwrap();
    // As after a full disk: the next check sees it.
    machine.write(machine.driver(), &whole[..9]);
    machine.ends(&["setup", "--check"], 3, &["is damaged", "cargo heddle setup"]);
    machine.ends(&[], 0, &["Building the driver anew"]);
    // As long as before: a check has no time for its checksum.
    machine.write(machine.driver(), &whole.replace("heddle", "huddle"));
    machine.ends(&["setup", "--check"], 3, &["is damaged", "cargo heddle setup"]);
    machine.ends(&["setup"], 0, &["Building the driver anew", "Ready"]);
    assert_eq!(fs::read_to_string(machine.driver()).unwrap(), whole);
}

#[test]
fn a_check_that_fails_with_a_damaged_driver_says_so() {
    let machine = machine_whose_checks_fail();
    let said = machine.ends(&[], 101, &[]);
    assert!(!said.contains("damaged"), "{said}");
    let whole = fs::read_to_string(machine.driver()).unwrap();
    machine.write(machine.driver(), &whole.replace("heddle", "huddle"));
    machine.ends(&[], 3, &["is damaged", "cargo heddle setup"]);
}

#[test]
fn a_driver_that_may_not_be_run_is_told_and_gets_that_right_back() {
    let machine = machine_whose_checks_fail();
    let forbid = || fs::set_permissions(machine.driver(), fs::Permissions::from_mode(0o644)).unwrap();
    forbid();
    for arguments in [&[][..], &["setup", "--check"]] {
        machine.ends(arguments, 3, &["is damaged", "cargo heddle setup"]);
    }
    let archive = machine.path("driver.tar.gz").display().to_string();
    for arguments in [
        &["setup"][..],
        &["setup", "--pack", &archive],
        &["setup", "--driver", &archive],
    ] {
        forbid();
        machine.ends(arguments, 0, &[]);
        machine.ends(&["setup", "--check"], 0, &["Ready"]);
    }
    assert_eq!(
        machine.called(),
        ["rustup toolchain", "cargo build", "cargo check"]
    );
}

#[test]
fn a_fix_that_a_damaged_driver_stops_says_so() {
    let machine = machine_whose_checks_fail();
    machine.write(machine.driver(), "#!/bin/sh\necho \"huddle: $*\"\n");
    machine.ends(
        &["--fix", "--allow-no-vcs"],
        3,
        &["is damaged", "cargo heddle setup"],
    );
}

#[test]
fn a_toolchain_whose_rustc_does_not_run_is_told() {
    let machine = machine();
    machine.ends(&["setup"], 0, &[]);
    for (rustc, said) in [
        (
            "#!/bin/sh\necho no such library >&2\nexit 3\n",
            "rustc` does not run: no such library (exit status: 3)",
        ),
        ("no program", "rustc` does not run: Exec format error"),
    ] {
        machine.script(&machine.program("rustc"), rustc);
        for arguments in [["setup"].as_slice(), &["setup", "--check"]] {
            machine.ends(
                arguments,
                3,
                &[said, "rustup toolchain uninstall", "cargo heddle setup"],
            );
        }
    }
}

#[test]
fn pruning_leaves_this_version_and_what_a_check_uses() {
    let machine = machine();
    machine.ends(&["setup"], 0, &[]);
    machine.write(
        "home/drivers/0.0.1-nightly-2025-01-01-01234567/heddle-driver",
        "old",
    );
    machine.write(
        "home/drivers/0.0.2-nightly-2025-02-02-01234567/driver.json",
        "used",
    );
    machine.write(machine.driver().with_extension("partial"), "half");
    machine.write("home/tools/other", "not ours");
    let used = fs::File::open(machine.path("home/drivers/0.0.2-nightly-2025-02-02-01234567/driver.json"));
    let used = used.unwrap();
    used.lock_shared().unwrap();

    machine.ends(
        &["setup", "--prune"],
        0,
        &["0.0.1", "home/build, ", "Kept", "0.0.2"],
    );
    drop(used);
    machine.ends(&["setup", "--prune"], 0, &["Removed", "0.0.2"]);
    machine.ends(&["setup", "--prune"], 0, &["nothing"]);
    assert_eq!(files(&machine), ["driver.json", "heddle-driver"]);
    assert!(machine.path("home/tools/other").exists() && !machine.path("home/build").exists());
    machine.ends(&["setup", "--check"], 0, &["Ready"]);
}

#[test]
fn one_thing_is_done_at_a_time() {
    let machine = machine();
    machine.ends(&["setup", "--check", "--prune"], 2, &["--check", "--prune"]);
    machine.ends(&["setup", "--pack"], 2, &["--pack", "value"]);
}

/// A machine that is set up, where cargo fails in every check.
fn machine_whose_checks_fail() -> Bench {
    let machine = machine();
    machine.ends(&["setup"], 0, &[]);
    let fails = CARGO
        .replace("REAL", env!("CARGO"))
        .replace("|| exit 0", "|| exit 101");
    machine.script(&machine.program("cargo"), &fails);
    machine
}

/// Where rustup lists what it has installed of the toolchain.
fn components() -> String {
    format!("rustup/toolchains/{PIN}-some-host/lib/rustlib/components")
}

/// What lies beside the driver, by name.
fn files(machine: &Bench) -> Vec<String> {
    let folder = machine.driver().parent().unwrap().to_owned();
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
