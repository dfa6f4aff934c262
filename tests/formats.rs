//! `--format`: each format on a real project, what holds for all of them, and what cannot be written.

use std::fs;
use std::process::Stdio;

use anyhow::{Context, Result};
use heddle_tests::command::Finished;
use heddle_tests::fixture::Fixture;
use heddle_tests::kit::{kit, root};
use serde_json::Value;

const REACHES: &str = "blocking_call_reachable_from_async";
const NAMES: [&str; 8] = [
    "human", "short", "json", "sarif", "github", "gitlab", "markdown", "html",
];

/// Letters of one, two and two times two bytes stand before the finding; the way to the cause leads through two
/// dependencies.
const SOURCE: &str = "\
fn load() -> String {
    heddle_disk::text()
}

pub async fn price() -> usize {
    let _note = \"ä 𝄞 <b>`\"; load().len()
}
";
/// The same in characters and in units of UTF-16, from 1.
const COLUMN: usize = 29;
const COLUMN_UTF_16: usize = 30;

/// A package that depends on one outside of its workspace.
fn project(source: &str) -> Result<Fixture> {
    let package =
        |name: &str| format!("[package]\nname = \"{name}\"\nversion = \"0.3.1\"\nedition = \"2024\"\n");
    let disk = "pub fn text() -> String { read() }\n\nfn read() -> String { std::fs::read_to_string(\"x\").unwrap_or_default() }\n";
    Fixture::with_manifest(
        source,
        "exclude = [\"disk\"]\n\n[dependencies]\nheddle-disk = { path = \"disk\" }\n",
    )?
    .file("disk/Cargo.toml", &package("heddle-disk"))?
    .file("disk/src/lib.rs", disk)
}

fn read(fixture: &Fixture, file: &str) -> Result<String> {
    fs::read_to_string(fixture.path().join(file)).with_context(|| file.to_owned())
}

/// Every format into a file of its name, in one run.
fn all(fixture: &Fixture, more: &[&str]) -> Result<Finished> {
    let formats: Vec<_> = NAMES
        .iter()
        .map(|name| format!("--format={name}=out.{name}"))
        .collect();
    let flags: Vec<_> = formats
        .iter()
        .map(String::as_str)
        .chain(more.iter().copied())
        .collect();
    fixture.heddle(&flags)
}

#[track_caller]
fn ends(finished: &Finished, code: i32, words: &[&str]) {
    let said = format!("`{}`\n{}{}", finished.line, finished.stdout, finished.stderr);
    assert_eq!(finished.code(), code, "{said}");
    for word in words {
        assert!(said.contains(word), "`{word}` is not in {said}");
    }
}

/// Holds a document against the standard's schema; gives its only run.
fn sarif(text: &str) -> Result<Value> {
    let schema = fs::read_to_string(root().join("tests/formats/sarif-schema-2.1.0.json"))?;
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema)?)?;
    let log: Value = serde_json::from_str(text)?;
    let mistakes: Vec<_> = validator
        .iter_errors(&log)
        .map(|it| format!("{}: {it}", it.instance_path()))
        .collect();
    assert!(mistakes.is_empty(), "{mistakes:#?}");
    assert!(
        !validator.is_valid(&serde_json::json!({"version": "2.1.0", "runs": [{}]})),
        "the schema holds nothing"
    );
    Ok(log["runs"][0].clone())
}

#[test]
fn each_format_tells_the_same_finding_and_the_screen_shows_it_too() -> Result<()> {
    let fixture = project(SOURCE)?;
    let finished = all(&fixture, &["--all-targets"])?;
    ends(&finished, 0, &["warning: `load` blocks the thread"]);
    for name in NAMES {
        let text = read(&fixture, &format!("out.{name}"))?;
        assert!(text.contains(REACHES), "{name}:\n{text}");
        assert!(!text.contains('\u{1b}'), "{name} is coloured:\n{text}");
    }
    let human = read(&fixture, "out.human")?;
    assert_eq!(human.matches("warning: `load` blocks").count(), 1, "{human}");
    let short = format!(
        "src/lib.rs:6:{COLUMN}: warning[{REACHES}]: `load` blocks the thread that drives this async function, "
    );
    assert!(
        read(&fixture, "out.short")?.starts_with(&short),
        "{}",
        read(&fixture, "out.short")?
    );
    assert_eq!(read(&fixture, "out.short")?.lines().count(), 1);
    let github = format!(
        "::warning file=src/lib.rs,line=6,endLine=6,col={COLUMN},endColumn={},title={REACHES}::`load` blocks",
        COLUMN + 6
    );
    assert!(
        read(&fixture, "out.github")?.starts_with(&github),
        "{}",
        read(&fixture, "out.github")?
    );
    assert_eq!(read(&fixture, "out.github")?.lines().count(), 1);
    let gitlab: Value = serde_json::from_str(&read(&fixture, "out.gitlab")?)?;
    let [issue] = gitlab.as_array().context("no list")?.as_slice() else {
        anyhow::bail!("not one issue: {gitlab:#}");
    };
    assert_eq!(
        (&issue["check_name"], &issue["severity"]),
        (&REACHES.into(), &"minor".into())
    );
    assert_eq!(
        issue["location"],
        serde_json::json!({"path": "src/lib.rs", "lines": {"begin": 6}})
    );
    let markdown = read(&fixture, "out.markdown")?;
    assert!(markdown.starts_with("## Heddle: 1 finding\n"), "{markdown}");
    assert!(
        markdown.contains("heddle-disk 0.3.1, `src/lib.rs`:3"),
        "{markdown}"
    );
    let html = read(&fixture, "out.html")?;
    assert!(
        html.contains("<svg") && html.contains("&lt;b&gt;") && !html.contains("<b>`"),
        "{html}"
    );
    assert!(
        !html.contains("src=\"") && !html.contains("@import"),
        "the page loads something"
    );
    Ok(())
}

#[test]
fn sarif_fits_the_standards_schema_and_has_the_way_the_rule_and_the_columns() -> Result<()> {
    let fixture = project(SOURCE)?;
    all(&fixture, &[])?.success()?;
    let run = sarif(&read(&fixture, "out.sarif")?)?;
    let result = &run["results"][0];
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    assert_eq!(place["artifactLocation"]["uri"], "src/lib.rs");
    assert_eq!(place["region"]["startColumn"], COLUMN_UTF_16);
    assert_eq!(place["region"]["snippet"]["text"], "load()");

    let flow = &result["codeFlows"][0]["threadFlows"][0]["locations"];
    let steps: Vec<_> = flow
        .as_array()
        .context("no flow")?
        .iter()
        .map(|it| &it["location"])
        .collect();
    assert_eq!(steps.len(), 4, "{flow:#}");
    assert_eq!(
        steps[1]["physicalLocation"]["artifactLocation"]["uri"],
        "src/lib.rs"
    );
    let upstream = &steps[3]["physicalLocation"];
    assert_eq!(
        upstream["artifactLocation"]["uri"],
        "heddle-disk-0.3.1/src/lib.rs"
    );
    assert_eq!(upstream["region"]["startLine"], 3);

    let index = usize::try_from(result["ruleIndex"].as_u64().context("no rule")?)?;
    let rule = &run["tool"]["driver"]["rules"][index];
    assert_eq!(rule["id"], REACHES);
    assert!(
        rule["help"]["markdown"]
            .as_str()
            .context("no help")?
            .contains("### Why is this bad?")
    );
    Ok(())
}

#[test]
fn fingerprints_stay_when_lines_move_and_tell_two_of_a_kind_apart() -> Result<()> {
    let fingerprints = |source: &str| -> Result<Vec<Value>> {
        let fixture = project(source)?;
        all(&fixture, &[])?.success()?;
        let run = sarif(&read(&fixture, "out.sarif")?)?;
        let gitlab: Vec<Value> = serde_json::from_str(&read(&fixture, "out.gitlab")?)?;
        let results = run["results"].as_array().context("no results")?.iter();
        let both = results.map(|it| it["partialFingerprints"].clone()).zip(gitlab);
        Ok(both
            .map(|(sarif, gitlab)| serde_json::json!([sarif, gitlab["fingerprint"]]))
            .collect())
    };
    let first = fingerprints(SOURCE)?;
    assert_eq!(fingerprints(&format!("//! Moved.\n\n{SOURCE}"))?, first);
    let two = fingerprints(&SOURCE.replace(
        "load().len()",
        "let a = load();\n    let b = load(); a.len() + b.len()",
    ))?;
    assert_eq!(two.len(), 1, "one cause counts once in a function");
    let sleeps = "    std::thread::sleep(std::time::Duration::ZERO);\n";
    let two = fingerprints(&format!("pub async fn f() {{\n{sleeps}{sleeps}}}\n"))?;
    assert_eq!(two.len(), 2);
    assert_ne!(two[0][0], two[1][0]);
    assert_ne!(two[0][1], two[1][1]);
    Ok(())
}

#[test]
fn a_fix_of_a_lint_is_a_fix_in_sarif_and_on_the_page() -> Result<()> {
    let source = "pub async fn f() {\n    drop(g());\n}\nasync fn g() {}\n";
    let fixture = project(source)?;
    all(&fixture, &[])?.success()?;
    let run = sarif(&read(&fixture, "out.sarif")?)?;
    let changes = &run["results"][0]["fixes"][0]["artifactChanges"];
    assert_eq!(changes[0]["artifactLocation"]["uri"], "src/lib.rs", "{run:#}");
    let replacements = changes[0]["replacements"].as_array().context("no replacements")?;
    let inserted = replacements
        .iter()
        .filter_map(|it| it["insertedContent"]["text"].as_str());
    assert!(inserted.collect::<String>().contains(".await"), "{changes:#}");
    assert!(read(&fixture, "out.html")?.contains("<ins>"));
    Ok(())
}

#[test]
fn nothing_found_gives_valid_documents_that_say_so() -> Result<()> {
    let fixture = project("pub async fn calm() {}\n")?;
    all(&fixture, &[])?.success()?;
    assert_eq!(
        sarif(&read(&fixture, "out.sarif")?)?["results"],
        Value::Array(Vec::new())
    );
    for name in ["human", "short", "github"] {
        assert_eq!(read(&fixture, &format!("out.{name}"))?, "", "{name}");
    }
    assert_eq!(read(&fixture, "out.gitlab")?, "[]\n");
    assert_eq!(read(&fixture, "out.markdown")?, "## Heddle: no findings\n");
    let html = read(&fixture, "out.html")?;
    assert!(
        html.contains("no findings") && html.ends_with("</html>\n"),
        "{html}"
    );
    Ok(())
}

#[test]
fn exit_codes_are_those_without_a_format() -> Result<()> {
    let fixture = project(SOURCE)?;
    for name in NAMES {
        ends(&fixture.heddle(&["--format", name])?, 0, &[]);
        ends(
            &fixture.heddle(&["--format", name, "--", "-D", "warnings"])?,
            101,
            &[],
        );
    }
    let broken = project("pub fn broken() -> u8 { }")?;
    ends(&all(&broken, &[])?, 101, &["mismatched types"]);
    let run = sarif(&read(&broken, "out.sarif")?)?;
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    assert!(read(&broken, "out.markdown")?.contains("not all of the code could be checked"));
    Ok(())
}

/// What `docs/src/using/formats.md` promises.
#[test]
fn json_is_cargos_messages_and_one_line_of_a_version() -> Result<()> {
    let fixture = project(SOURCE)?;
    let lines = |finished: &Finished| -> Result<Vec<Value>> {
        let lines = finished.stdout.lines().map(serde_json::from_str);
        Ok(lines.collect::<Result<_, _>>()?)
    };
    let ours = fixture.heddle(&["--format", "json", "--", "-D", REACHES])?;
    ends(&ours, 101, &[]);
    let mut ours = lines(&ours)?;
    let last = ours.pop().context("no line")?;
    let promised = serde_json::json!({
        "reason": "heddle-finished", "version": 1, "findings": 1, "denied": 1, "recorded": null, "success": false,
    });
    assert_eq!(last, promised);
    let cargos = lines(&fixture.heddle(&["--message-format", "json", "--", "-D", REACHES])?)?;
    let told = |lines: &[Value]| -> Vec<Value> {
        lines
            .iter()
            .filter(|it| it["reason"] != "compiler-artifact")
            .cloned()
            .collect()
    };
    assert_eq!(told(&ours), told(&cargos));
    assert!(
        ours.iter().any(|it| it["message"]["code"]["code"] == REACHES),
        "{ours:?}"
    );

    fixture.heddle(&["baseline"])?.success()?;
    let silent = lines(&fixture.heddle(&["--format", "json"])?)?;
    assert!(
        !silent.iter().any(|it| it["message"]["code"]["code"] == REACHES),
        "{silent:?}"
    );
    let last = silent.last().context("no line")?;
    assert_eq!(
        (&last["findings"], &last["recorded"], &last["success"]),
        (&0.into(), &1.into(), &true.into())
    );
    Ok(())
}

#[test]
fn what_is_on_the_screen_is_on_standard_output_and_nothing_else_is() -> Result<()> {
    let fixture = project(&format!("{SOURCE}fn unused() {{}}\n"))?;
    let finished = fixture.heddle(&["--format", "short"])?;
    assert_eq!(finished.stdout.lines().count(), 1, "{}", finished.stdout);
    ends(&finished, 0, &["function `unused` is never used"]);
    assert!(
        !finished.stderr.contains("blocks the thread"),
        "{}",
        finished.stderr
    );
    let run = sarif(&fixture.heddle(&["--format", "sarif"])?.stdout)?;
    assert_eq!(run["results"].as_array().map(Vec::len), Some(1));
    Ok(())
}

#[test]
fn what_is_read_and_written_again_is_coloured_where_rustcs_own_is() -> Result<()> {
    let fixture = project(SOURCE)?;
    let short = "--format=short=out.short";
    for (flags, variables, coloured) in [
        (&[short][..], &[][..], false),
        (&[short, "--color", "always"], &[], true),
        (&[short], &[("CARGO_TERM_COLOR", "always")], true),
        (&[short, "--color", "always"], &[("NO_COLOR", "1")], true),
    ] {
        let read = fixture.heddle_with(flags, variables)?;
        let direct = fixture.heddle_with(&flags[1..], variables)?;
        for finished in [read, direct] {
            let message = finished
                .stderr
                .lines()
                .find(|line| line.contains("blocks the thread"));
            let message = message.with_context(|| finished.stderr.clone())?;
            assert_eq!(
                message.contains('\u{1b}'),
                coloured,
                "`{}` {variables:?}: {message}",
                finished.line
            );
        }
    }
    Ok(())
}

#[test]
fn a_file_that_cannot_be_written_ends_before_the_check_and_leaves_nothing() -> Result<()> {
    let fixture = project(SOURCE)?;
    let finished = fixture.heddle(&["--format", "html=out.html", "--format", "sarif=none/out.sarif"])?;
    ends(
        &finished,
        2,
        &["cannot write", "none/out.sarif", "--format NAME=FILE"],
    );
    assert!(!finished.stderr.contains("Checking"), "{}", finished.stderr);
    let left: Vec<_> = fs::read_dir(fixture.path())?
        .map(|it| it.map(|it| it.file_name()))
        .collect::<Result<_, _>>()?;
    assert!(
        left.iter()
            .all(|it| !it.to_string_lossy().contains("out") && !it.to_string_lossy().starts_with(".heddle")),
        "{left:?}"
    );
    Ok(())
}

#[cfg(target_os = "linux")]
#[test]
fn a_screen_that_takes_nothing_ends_with_2_and_a_reader_that_leaves_is_no_mistake() -> Result<()> {
    let fixture = project(SOURCE)?;
    let check = |format: &str, screen: Stdio| {
        let mut heddle = kit().heddle();
        heddle
            .current_dir(fixture.path())
            .arg(format!("--format={format}"));
        heddle.stdout(screen).output()
    };
    for format in NAMES.iter().filter(|name| **name != "human") {
        let full = fs::File::options().write(true).open("/dev/full")?;
        let finished = check(format, full.into())?;
        let said = String::from_utf8_lossy(&finished.stderr);
        assert_eq!(finished.status.code(), Some(2), "{format}: {said}");
        assert!(
            said.contains("cannot write to standard output: No space left"),
            "{format}: {said}"
        );

        let (reader, left) = std::io::pipe()?;
        drop(reader);
        let finished = check(format, left.into())?;
        let said = String::from_utf8_lossy(&finished.stderr);
        assert_eq!(finished.status.code(), Some(0), "{format}: {said}");
        assert!(!said.contains("error"), "{format}: {said}");
    }
    Ok(())
}

#[test]
fn wrong_words_end_with_2_and_the_right_ones() -> Result<()> {
    let fixture = project(SOURCE)?;
    for (flags, words) in [
        (
            &["--format", "sarf"][..],
            &["did you mean `sarif`?", "markdown"][..],
        ),
        (&["--format", "json="], &["names no file"]),
        (
            &["--format", "json", "--format", "short"],
            &["only one format", "NAME=FILE"],
        ),
        (
            &["--format", "json=a", "--format", "short=a"],
            &["two formats go to"],
        ),
        (&["baseline", "--format", "json"], &["takes no `--format`"]),
        (
            &["--format", "json", "--message-format", "json"],
            &["cannot be used with"],
        ),
    ] {
        ends(&fixture.heddle(flags)?, 2, words);
    }
    Ok(())
}
