//! The program from outside, as far as it needs no toolchain and no driver: those cases are in the kit's tests.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const LINT: &str = "blocking_call_in_async";

/// The program, with a cache of its own and rustup as it is.
fn heddle(cache: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-heddle"));
    command
        .args(arguments)
        .env("HEDDLE_HOME", cache)
        .env("NO_COLOR", "1");
    command
}

fn run(arguments: &[&str]) -> Output {
    let cache = tempfile::tempdir().unwrap();
    let output = heddle(cache.path(), arguments).output().unwrap();
    assert_eq!(
        fs::read_dir(cache.path()).unwrap().count(),
        0,
        "nothing was built or locked"
    );
    output
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[track_caller]
fn assert_prints(arguments: &[&str], words: &[&str]) {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    for word in words {
        assert!(
            text(&output.stdout).contains(word),
            "`{word}` is not in:\n{}",
            text(&output.stdout)
        );
    }
    assert_eq!(text(&output.stderr), "");
    assert!(!output.stdout.contains(&0x1b), "a pipe gets plain text");
}

#[track_caller]
fn assert_fails(output: &Output, code: i32, words: &[&str]) {
    let message = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{message}");
    assert!(message.starts_with("error: "), "{message}");
    for word in words {
        assert!(message.contains(word), "`{word}` is not in:\n{message}");
    }
    assert_eq!(text(&output.stdout), "");
}

#[test]
fn the_version_names_kit_nightly_and_clippy_utils() {
    let versions = [
        env!("CARGO_PKG_VERSION"),
        cargo_heddle::PIN,
        cargo_heddle::CLIPPY_UTILS,
    ];
    for arguments in [&["--version"][..], &["-V"], &["heddle", "--version"]] {
        assert_prints(arguments, &versions);
    }
}

#[test]
fn the_long_help_tells_the_commands_cargos_options_and_every_exit_code() {
    let words = [
        "explain",
        "list",
        "setup",
        "--heddle-config",
        "--no-deps",
        "--message-format",
        "--all-targets",
        "HEDDLE_HOME",
        "heddle.toml",
        "  2      ",
        "  3      ",
        "  101    ",
        "128",
    ];
    for arguments in [&["--help"][..], &["heddle", "--help"], &["--workspace", "--help"]] {
        assert_prints(arguments, &words);
    }
}

#[test]
fn the_short_help_tells_what_is_ours_and_where_the_rest_is() {
    let words = [
        "explain",
        "list",
        "setup",
        "--heddle-config",
        "--no-deps",
        "`cargo heddle --help`",
    ];
    for arguments in [&["-h"][..], &["heddle", "-h"], &["--workspace", "-h"]] {
        assert_prints(arguments, &words);
        let output = run(arguments);
        let shown = text(&output.stdout);
        assert!(shown.lines().count() < 40, "{shown}");
    }
}

#[test]
fn each_command_has_a_help_of_its_own() {
    assert_prints(&["explain", "--help"], &["cargo heddle explain <LINT>"]);
    assert_prints(&["list", "-h"], &["cargo heddle list"]);
    assert_prints(
        &["setup", "--help"],
        &["cargo heddle setup [--check |", "--pack <FILE>"],
    );
}

#[test]
fn list_has_a_line_for_each_lint() {
    let output = run(&["list"]);
    let lines: Vec<_> = text(&output.stdout).lines().collect();
    let lints = cargo_heddle::lints::all();
    assert_eq!(lines.len(), lints.len());
    for (line, lint) in lines.iter().zip(lints) {
        let words: Vec<_> = line.split_whitespace().take(2).collect();
        assert_eq!(words, [&lint.name, &lint.level]);
        assert!(line.ends_with(&lint.description), "{line}");
    }
}

#[test]
fn explain_prints_the_documentation_of_every_lint() {
    for lint in cargo_heddle::lints::all() {
        let suppress = format!("#[cfg_attr(heddle, allow({}))]", lint.name);
        let mut words = vec![lint.name.as_str(), &lint.level, &lint.description, &suppress];
        words.extend(lint.sections.iter().map(|section| section.title.as_str()));
        assert_prints(&["explain", &lint.name], &words);
    }
}

#[test]
fn explain_shows_code_indented_and_no_markup() {
    let output = run(&["explain", "Blocking-Call-In-Async"]);
    let shown = text(&output.stdout);
    assert!(shown.contains("\n    async fn"), "{shown}");
    assert!(!shown.contains("```") && !shown.contains("###"), "{shown}");
}

#[test]
fn colours_are_as_asked_for_even_in_a_pipe() {
    for (arguments, coloured) in [
        (&["explain", LINT, "--color", "always"][..], true),
        (&["explain", LINT, "--color=never"], false),
        (&["explain", LINT], false),
    ] {
        let output = run(arguments);
        assert_eq!(output.stdout.contains(&0x1b), coloured, "{arguments:?}");
    }
}

#[test]
fn wrong_use_ends_with_2_and_the_next_step() {
    assert_fails(
        &run(&["explain", "blocking_cal_in_async"]),
        2,
        &[LINT, "cargo heddle list"],
    );
    assert_fails(&run(&["explain"]), 2, &["one lint", "cargo heddle list"]);
    assert_fails(&run(&["explain", LINT, LINT]), 2, &["one lint"]);
    assert_fails(
        &run(&["list", "--all"]),
        2,
        &["--all", "cargo heddle list --help"],
    );
    assert_fails(
        &run(&["setup", "--force"]),
        2,
        &["--force", "cargo heddle setup --help"],
    );
    assert_fails(&run(&["explan"]), 2, &["did you mean `explain`?", "setup"]);
    assert_fails(&run(&["--target-dir"]), 2, &["--target-dir", "value"]);
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_printed_ends_with_2_and_a_reader_that_leaves_is_no_mistake() {
    let cache = tempfile::tempdir().unwrap();
    for arguments in [
        &["list"][..],
        &["--version"],
        &["--help"],
        &["explain", LINT],
        &["man"],
        &["completions", "bash"],
        &["config", "--schema"],
    ] {
        let print = |to: Stdio| heddle(cache.path(), arguments).stdout(to).output().unwrap();
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let words = ["cannot write to standard output: No space left", "> FILE"];
        assert_fails(&print(full.into()), 2, &words);

        let (reader, left) = std::io::pipe().unwrap();
        drop(reader);
        let output = print(left.into());
        assert_eq!(text(&output.stderr), "", "{arguments:?}");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    }
}

#[test]
fn a_folder_to_go_to_that_is_none_ends_with_2_and_is_named() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let file = file.path().to_str().unwrap();
    for before in [&[][..], &["baseline"], &["config", "--print"]] {
        for (folder, words) in [
            ("/none/here", "this folder does not exist"),
            (file, "this is no folder"),
        ] {
            let output = run(&[before, &["-C", folder]].concat());
            assert_fails(&output, 2, &[&format!("`-C {folder}`: {words}")]);
        }
    }
}

#[test]
fn a_missing_toolchain_ends_with_3_and_both_commands_that_install_it() {
    let (cache, rustup) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let install = format!(
        "rustup toolchain install {} --profile minimal -c rustc-dev",
        cargo_heddle::PIN
    );
    for arguments in [&[][..], &["--workspace"], &["setup", "--check"]] {
        let mut command = heddle(cache.path(), arguments);
        // What a shell says about its toolchain must not stand in for the pinned one.
        command
            .env("RUSTUP_HOME", rustup.path())
            .env("RUSTUP_TOOLCHAIN", "stable")
            // A check would install it.
            .env("RUSTUP_AUTO_INSTALL", "0");
        assert_fails(
            &command.output().unwrap(),
            3,
            &[&install, "cargo heddle setup", cargo_heddle::PIN],
        );
    }
}

#[test]
fn a_missing_rustup_ends_with_3_and_where_to_get_it() {
    let (cache, empty) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for arguments in [&[][..], &["setup"], &["setup", "--check"]] {
        let output = heddle(cache.path(), arguments)
            .env("PATH", empty.path())
            // A toolchain that is there needs no rustup.
            .env("RUSTUP_HOME", empty.path())
            .output()
            .unwrap();
        assert_fails(&output, 3, &["rustup", "https://rustup.rs", "cargo heddle setup"]);
    }
}
