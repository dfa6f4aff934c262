//! `cargo heddle config`: the schema and the reader agree, and what is printed says where it comes from.

use std::fs;

use anyhow::{Context, Result, ensure};
use heddle_tests::command::{quietly, run};
use heddle_tests::configuration;
use heddle_tests::fixture::Fixture;
use heddle_tests::kit::kit;
use serde_json::Value;

const GOOD: [&str; 12] = [
    "",
    "max-depth = 1\nlarge-future-bytes = 0\ncheck-tests = true\ncheck-start = false\n",
    "max-depth = 4294967295\nlarge-future-bytes = 4294967295\n",
    "runtime = \"async-std\"\n",
    "tiers = [\"certain\", \"likely\", \"size-dependent\", \"opt-in\"]\n",
    "offload-wrappers = [\"pool::run\", \"*::offload_*\"]\nready-wrappers = [\"größe::é\"]\n",
    "[[blocking]]\npath = \"a::b\"\nkind = \"file\"\nwhy = \"waits for the disk\"\n",
    "non-blocking = [{ path = \"std::fs::*\", why = \"is in memory\" }]\n",
    "[lints]\nblocking_call_in_async = \"deny\"\nunbounded_channel = \"forbid\"\n",
    "[lints]\nblocking-call-in-async = \"allow\"\n",
    "lints.wrong_runtime = \"warn\"\n",
    "check-initialisers = true\ncheck-outside-runtime = true\ncheck-panic-paths = true\n",
];

const BAD: [&str; 20] = [
    "max-depth = 0\n",
    "max-depth = -1\n",
    "max-depth = 4294967296\n",
    "max-depth = \"deep\"\n",
    "max_depth = 3\n",
    "large-future-bytes = -1\n",
    "large-future-bytes = 18446744073709551615\n",
    "check-tests = 1\n",
    "runtime = \"tokyo\"\n",
    "tiers = [\"sure\"]\n",
    "tiers = \"certain\"\n",
    "offload-wrappers = [\"run\"]\n",
    "ready-wrappers = [\"a.b\"]\n",
    "blocking = [{ path = \"a::b\", kind = \"flie\", why = \"waits\" }]\n",
    "blocking = [{ path = \"a::b\", kind = \"file\" }]\n",
    "non-blocking = [{ path = \"a::b\", why = \"is fast\", kind = \"file\" }]\n",
    "[lints]\nblocking_call_in_asinc = \"warn\"\n",
    "[lints]\nBlocking_Call_In_Async = \"warn\"\n",
    "[lints]\nblocking_call_in_async = \"error\"\n",
    "[lints]\nblocking_call_in_async = { level = \"deny\", priority = 1 }\n",
];

#[test]
fn the_schema_takes_what_the_reader_takes_and_refuses_what_it_refuses() -> Result<()> {
    let schema = cargo_heddle::config::schema();
    ensure!(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema");
    jsonschema::meta::validate(&schema).map_err(|it| anyhow::anyhow!("{}: {it}", it.instance_path()))?;
    let validator = jsonschema::validator_for(&schema)?;
    let fixture = Fixture::new("")?;
    let cases = GOOD
        .map(|text| (text, true))
        .into_iter()
        .chain(BAD.map(|text| (text, false)));
    for (text, is_good) in cases {
        let value: Value = toml::from_str(text).with_context(|| text.to_owned())?;
        ensure!(
            validator.is_valid(&value) == is_good,
            "the schema takes wrongly, or does not take:\n{text}"
        );
        fixture.write("heddle.toml", text)?;
        let read = fixture.heddle(&["config", "--print"])?;
        let code = if is_good { 0 } else { 2 };
        ensure!(read.code() == code, "{text}\n{}", read.stderr);
    }
    Ok(())
}

#[test]
fn examples_of_the_page_are_good() -> Result<()> {
    let (_, page) = configuration::page()?;
    let validator = jsonschema::validator_for(&cargo_heddle::config::schema())?;
    let examples = page.split("```toml\n").skip(1);
    let examples: Vec<_> = examples
        .filter_map(|it| it.split_once("```").map(|(text, _)| text))
        .collect();
    // The last one is a file of taplo's.
    ensure!(examples.len() == 4, "{examples:?}");
    for text in &examples[..3] {
        let mistakes: Vec<_> = validator
            .iter_errors(&toml::from_str(text)?)
            .map(|it| format!("{}: {it}", it.instance_path()))
            .collect();
        ensure!(mistakes.is_empty(), "{text}\n{mistakes:?}");
    }
    Ok(())
}

#[test]
fn the_command_prints_the_schema_that_the_book_has() -> Result<()> {
    let printed = run(kit().heddle().args(["config", "--schema"]), &quietly)?.success()?;
    let (path, _) = configuration::schema()?;
    ensure!(
        printed.stdout == fs::read_to_string(path)?,
        "`cargo bless pages` writes it"
    );
    Ok(())
}

#[test]
fn each_value_is_printed_with_where_it_comes_from() -> Result<()> {
    let text = "# First.\nmax-depth = 3\nblocking = [\n  { path = \"a::b\", kind = \"file\", why = \"waits\" },\n]\n\n\
                [lints]\nunbounded-channel = \"deny\"\n";
    let fixture = Fixture::new("")?
        .file("heddle.toml", text)?
        .file("other/mine.toml", "check-tests = true\n")?;
    let says = |flags: &[&str], lines: &[&str]| -> Result<()> {
        let printed = fixture
            .heddle_with(flags, &[("CI", "true"), ("NO_COLOR", "")])?
            .success()?;
        for line in lines {
            ensure!(
                printed.stdout.lines().any(|it| it == *line),
                "`{line}` is not in\n{}",
                printed.stdout
            );
        }
        Ok(())
    };
    says(
        &["config", "--print"],
        &[
            "max-depth = 3 # heddle.toml:2",
            "blocking = [{ kind = \"file\", path = \"a::b\", why = \"waits\" }] # heddle.toml:3",
            "check-tests = false # default",
            "# runtime is told from the code # default",
            "unbounded_channel = \"deny\" # heddle.toml:8",
            "wrong_runtime = \"deny\" # default",
            "# CI = \"true\" # environment",
        ],
    )?;
    says(
        &[
            "config",
            "--print",
            "--no-deps",
            "--",
            "-D",
            "unbounded-channel",
            "-D",
            "warnings",
        ],
        &[
            "# --no-deps # flag",
            "unbounded_channel = \"deny\" # flag -D unbounded_channel",
            "blocking_call_in_async = \"deny\" # flag -D warnings",
            "max-depth = 3 # heddle.toml:2",
        ],
    )?;
    says(
        &["config", "--print", "--heddle-config", "other/mine.toml"],
        &[
            "check-tests = true # other/mine.toml:1",
            "max-depth = 20 # default",
        ],
    )?;
    Ok(())
}

#[test]
fn the_table_of_the_manifest_is_named() -> Result<()> {
    let more = "[package.metadata.heddle]\ncheck-tests = true\n\n[package.metadata.heddle.lints]\nwrong_runtime = \"deny\"\n";
    let fixture = Fixture::with_manifest("", more)?;
    let printed = fixture.heddle(&["config", "--print"])?.success()?.stdout;
    let table = "[package.metadata.heddle]";
    for line in [
        format!("check-tests = true # Cargo.toml:9 {table}"),
        format!("wrong_runtime = \"deny\" # Cargo.toml:12 {table}"),
    ] {
        ensure!(
            printed.lines().any(|it| it == line),
            "`{line}` is not in\n{printed}"
        );
    }
    Ok(())
}

#[test]
fn a_members_own_configuration_is_an_error_unless_it_is_asked_for() -> Result<()> {
    let fixture = Fixture::workspace(&[("one", ""), ("two", "")])?.file("heddle.toml", "max-depth = 3\n")?;
    let refuses = |what: &str, place: &str| -> Result<()> {
        for flags in [&["config", "--print"][..], &["--package", "one"]] {
            let finished = fixture.heddle(flags)?;
            let says = [place, what, "not read", "[workspace.metadata.heddle]"];
            ensure!(
                finished.code() == 2 && says.iter().all(|it| finished.stderr.contains(it)),
                "{}",
                finished.stderr
            );
        }
        Ok(())
    };
    fixture.write("two/heddle.toml", "max-depth = 7\n")?;
    refuses("heddle.toml of a", "two/heddle.toml: ")?;
    let asked = fixture.heddle(&["config", "--print", "--heddle-config", "two/heddle.toml"])?;
    ensure!(asked.success()?.stdout.contains("max-depth = 7"));

    fs::remove_file(fixture.path().join("two/heddle.toml"))?;
    let manifest = fixture.read("two/Cargo.toml")?;
    fixture.write(
        "two/Cargo.toml",
        &(manifest + "[package.metadata.heddle]\nmax-depth = 7\n"),
    )?;
    refuses("[package.metadata.heddle] of a", "two/Cargo.toml: ")
}

#[test]
fn what_is_printed_is_a_configuration_of_the_same_values() -> Result<()> {
    let text = "runtime = \"smol\"\nmax-depth = 3\ntiers = [\"opt-in\"]\nnon-blocking = [{ path = \"a::\\u0062\", why = \"says \\\"so\\\"\" }]\n\
                lints.wrong-runtime = \"forbid\"\n";
    let fixture = Fixture::new("")?.file("heddle.toml", text)?;
    let first = fixture.heddle(&["config", "--print"])?.success()?.stdout;
    fixture.write("heddle.toml", &first)?;
    let second = fixture.heddle(&["config", "--print"])?.success()?.stdout;
    let (first, second): (toml::Table, toml::Table) = (first.parse()?, second.parse()?);
    ensure!(first == second, "{first}\n{second}");
    ensure!(first["max-depth"] == toml::Value::Integer(3) && first["runtime"].as_str() == Some("smol"));
    Ok(())
}

#[test]
fn one_of_both_is_to_be_asked_for_and_a_wrong_file_is_told() -> Result<()> {
    let fixture = Fixture::new("")?.file("heddle.toml", "max-depth = 0\n")?;
    for (flags, words) in [
        (&["config"][..], "--print|--schema"),
        (&["config", "--print", "--schema"], "cannot be used with"),
        (&["config", "--print"], "heddle.toml:1"),
    ] {
        let finished = fixture.heddle(flags)?;
        ensure!(
            finished.code() == 2 && finished.stderr.contains(words),
            "{}",
            finished.stderr
        );
    }
    Ok(())
}
