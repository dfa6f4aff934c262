//! How command lines are read and split.

use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory};

use super::*;

fn read(line: &str) -> Result<check::Arguments, Error> {
    read_words(&line.split_whitespace().map(OsString::from).collect::<Vec<_>>())
}

fn read_words(words: &[OsString]) -> Result<check::Arguments, Error> {
    let cli = parse(words).map_err(|found| usage::error(&found, words))?;
    Ok(check_arguments(cli, words))
}

#[test]
fn the_definition_is_sound() {
    Cli::command().debug_assert();
    // What takes our options out of cargo's relies on it.
    for option in HeddleOptions::augment_args(clap::Command::new("own")).get_arguments() {
        let values = option.get_num_args().unwrap_or_default();
        let exact = values.min_values() == values.max_values() && values.max_values() <= 1;
        assert!(exact, "{option}");
    }
}

#[test]
fn cargo_gets_its_flags_as_typed_and_the_driver_those_after_the_dashes() {
    let parsed = read("-p api --all-targets -vv --message-format=json -j -2 -- -D warnings").unwrap();
    assert_eq!(
        parsed.typed,
        [
            "-p",
            "api",
            "--all-targets",
            "-vv",
            "--message-format=json",
            "-j",
            "-2"
        ]
    );
    assert_eq!(parsed.lints, ["-D", "warnings"]);
}

#[test]
fn our_options_are_taken_out_in_every_spelling() {
    for line in [
        "-q --target-dir out -C a -r --heddle-config b --no-deps --workspace",
        "-q --target-dir=out -Ca -r --heddle-config=b --no-deps --workspace",
        "-q --target-dir=out -C=a -r --heddle-config b --no-deps --workspace",
        "--heddle-config b --no-deps -qC a -r --workspace --target-dir out",
        "--heddle-config b --no-deps -qCa -r --workspace --target-dir out",
    ] {
        let parsed = read(line).unwrap();
        assert_eq!(parsed.typed, ["-q", "-r", "--workspace"], "{line}");
        assert_eq!(
            parsed.cargo.compilation.target_dir.as_deref(),
            Some(Path::new("out")),
            "{line}"
        );
        let own = HeddleOptions {
            heddle_config: Some("b".into()),
            no_deps: true,
            directory: Some("a".into()),
            ..HeddleOptions::default()
        };
        assert_eq!(parsed.own, own, "{line}");
    }
    for line in ["-pC", "-p C -FC", "--manifest-path C", "-mC"] {
        assert_eq!(read(line).unwrap().typed.join(" ".as_ref()), line);
    }
}

#[test]
fn the_manifest_is_seen_in_every_spelling_and_cargo_gets_it() {
    for line in [
        "--manifest-path a/Cargo.toml",
        "--manifest-path=a/Cargo.toml",
        "-m a/Cargo.toml",
        "-ma/Cargo.toml",
    ] {
        let parsed = read(line).unwrap();
        assert_eq!(
            parsed.cargo.manifest.manifest_path.as_deref(),
            Some(Path::new("a/Cargo.toml"))
        );
        assert_eq!(parsed.typed.join(" ".as_ref()), line);
    }
}

#[cfg(unix)]
#[test]
fn a_path_need_not_be_utf_8() {
    use std::os::unix::ffi::OsStringExt;
    let path = |before: &str| OsString::from_vec([before.as_bytes(), b"\xff"].concat());
    let words = [
        path("--target-dir="),
        path("--manifest-path="),
        "-C".into(),
        path(""),
    ];
    let parsed = read_words(&words).unwrap();
    let expected = Some(PathBuf::from(path("")));
    assert_eq!(parsed.cargo.compilation.target_dir, expected);
    assert_eq!(parsed.cargo.manifest.manifest_path, expected);
    assert_eq!(parsed.own.directory, expected);
    assert_eq!(parsed.typed, [path("--manifest-path=")]);
}

#[test]
fn an_option_without_its_value_is_a_usage_error() {
    for line in ["--target-dir", "--heddle-config -- -D warnings", "-C"] {
        assert_eq!(read(line).unwrap_err().exit(), Exit::Usage, "{line}");
    }
}

#[test]
fn what_follows_the_dashes_is_nobodys_but_the_drivers() {
    let parsed = read("--workspace -- --no-deps").unwrap();
    assert!(!parsed.own.no_deps);
    assert_eq!(parsed.lints, ["--no-deps"]);
    assert_eq!(parsed.typed, ["--workspace"]);
}

#[test]
fn cargos_configuration_is_not_ours() {
    let parsed = read("--config net.offline=true --heddle-config mine.toml").unwrap();
    assert_eq!(parsed.own.heddle_config.as_deref(), Some(Path::new("mine.toml")));
    assert_eq!(parsed.typed, ["--config", "net.offline=true"]);
}

#[test]
fn what_changes_the_project_is_asked_with() {
    let parsed = read("--offline -p api --config a=1 --config=b=2 -Zgc --release").unwrap();
    assert_eq!(
        parsed.cargo.for_metadata(),
        ["--offline", "--config=a=1", "--config=b=2", "-Zgc"]
    );
}

#[test]
fn a_wrong_word_is_answered_with_the_right_one_and_where_to_read_on() {
    for (line, words) in [
        (
            "explan",
            &["did you mean `explain`?", "`setup`", "`cargo heddle --help`"][..],
        ),
        ("zzz", &["no command `zzz`", "`list`", "`cargo heddle --help`"]),
        ("-q explain", &["comes first", "`cargo heddle explain --help`"]),
        (
            "-p one baseline --shrink",
            &[
                "comes first",
                "behind it: `cargo heddle baseline -p one --shrink`",
            ],
        ),
        ("--offline baseline", &["`cargo heddle baseline --offline`"]),
        ("-C .. config --print", &["`cargo heddle config -C .. --print`"]),
        ("-C a'b config", &[r"`cargo heddle config -C 'a'\''b'`"]),
        ("--workspac", &["--workspace", "`cargo heddle --help`"]),
        ("-D warnings", &["-- -D", "`cargo heddle --help`"]),
        ("list --all", &["--all", "`cargo heddle list --help`"]),
        ("--message-format jason", &["json", "`cargo heddle --help`"]),
        ("explain", &["one lint", "`cargo heddle list`"]),
    ] {
        let error = read(line).unwrap_err();
        assert_eq!(error.exit(), Exit::Usage, "{line}");
        for word in words {
            assert!(error.to_string().contains(word), "`{word}` is not in: {error}");
        }
    }
}
