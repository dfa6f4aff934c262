//! What the kit has for pipelines, run as their runners run it: the action's steps, the job's script, the hook's entry;
//! and what the book says about them.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, ensure};
use heddle_tests::command::{clean, quietly, run};
use heddle_tests::git::commit;
use heddle_tests::kit::{kit, root};
use heddle_tests::markdown::blocks;
use heddle_tests::pipelines::action::Action;
use heddle_tests::pipelines::{Hook, Job, Machine};
use heddle_tests::workspace::{Workspace, ends};
use serde_json::Value;

const PAGE: &str = "docs/src/using/ci.md";
const BLOCKS: &str = "blocking_call_in_async";
const IN_RUST: (&str, &str) = ("working-directory", "rust");

/// A release build for the moment of a test.
const QUICK: [(&str, &str); 2] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
];

/// A machine on which the action has run before, and its variables.
fn github() -> Result<(Machine, String)> {
    let machine = Machine::new()?;
    let home = machine.home().display().to_string();
    // The first step tells where the command belongs.
    let action = Action::read()?;
    let script = action.runs.steps[0]
        .run
        .clone()
        .context("the first step is a script")?;
    let files = ["GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_PATH"];
    let mut variables: BTreeMap<_, _> = files
        .map(|file| (file.to_owned(), machine.path(file).display().to_string()))
        .into();
    variables.insert("KIT".to_owned(), root().display().to_string());
    variables.insert("HEDDLE_HOME".to_owned(), home.clone());
    machine.bash(&script, root(), &variables)?.success()?;
    let set = fs::read_to_string(machine.path("GITHUB_ENV"))?;
    let command = set.lines().find_map(|line| line.strip_prefix("HEDDLE_COMMAND="));
    machine.restore_command(command.context("no place for the command")?.as_ref())?;
    Ok((machine, home))
}

#[test]
fn on_a_new_runner_the_action_installs_the_command_and_names_what_is_cached() -> Result<()> {
    let machine = Machine::new()?;
    let home = machine.home().display().to_string();
    // Later runs of this test find the dependencies compiled.
    let target = kit().target.join("pipelines").display().to_string();
    let variables = [
        ("HEDDLE_HOME", home.as_str()),
        ("CARGO_TARGET_DIR", &target),
        QUICK[0],
        QUICK[1],
    ];
    let workspace = Workspace::committed()?;
    let ran = Action::read()?.run(&machine, workspace.path(), &[IN_RUST], &variables)?;
    let check = ran.last()?;
    ends(check, 0, &["::warning file=rust/api/src/lib.rs,line=2"]);
    assert_eq!(ran.scripts.len(), 3);
    ends(&ran.scripts[1].1, 0, &["Installing", "Ready"]);

    let cached = |name: &str, key: &str| ran.with.get(name).and_then(|with| with.get(key)).cloned();
    let command = cached("Restore the command and the driver", "key").context("no key")?;
    let versions = format!(
        "heddle-Linux-X64-{}-{}-",
        cargo_heddle::VERSION,
        cargo_heddle::PIN
    );
    assert!(
        command.starts_with(&versions) && command.len() == versions.len() + 16,
        "{command}"
    );
    assert_eq!(cached("Restore the command and the driver", "path"), Some(home));
    let checks = cached("Restore what checks have left", "key").context("no key")?;
    assert!(
        checks.contains(cargo_heddle::PIN) && checks.ends_with("-hash"),
        "{checks}"
    );
    assert_eq!(
        cached("Restore what checks have left", "path"),
        Some(format!("{target}/heddle"))
    );
    Ok(())
}

#[test]
fn the_action_annotates_sums_up_and_fails_with_what_is_denied() -> Result<()> {
    let (machine, home) = github()?;
    let workspace = Workspace::committed()?;
    let flags = ("flags", "--workspace --keep-going\n-- -D blocking-call-in-async");
    let inputs = [IN_RUST, flags, ("sarif", "true")];
    let ran = Action::read()?.run(&machine, workspace.path(), &inputs, &[("HEDDLE_HOME", &home)])?;
    let annotation =
        format!("::error file=rust/alone/src/lib.rs,line=2,endLine=2,col=5,endColumn=60,title={BLOCKS}::");
    ends(ran.last()?, 101, &[&annotation]);
    assert_eq!(ran.last()?.stdout.matches("::error ").count(), 2);
    assert!(
        !ran.scripts[1].1.stderr.contains("Installing"),
        "the command was there"
    );
    assert!(
        ran.summary.starts_with("## Heddle: 2 findings, 2 denied\n"),
        "{}",
        ran.summary
    );
    let sarif = ran.outputs.get("sarif").context("no SARIF")?;
    assert_eq!(
        ran.with["Send the findings to code scanning"]["sarif_file"],
        *sarif
    );
    let sarif: Value = serde_json::from_str(&fs::read_to_string(sarif)?)?;
    assert_eq!(sarif["runs"][0]["results"].as_array().map(Vec::len), Some(2));
    Ok(())
}

#[test]
fn the_action_checks_a_share_or_what_has_changed() -> Result<()> {
    let (machine, home) = github()?;
    let workspace = Workspace::committed()?;
    let run = |inputs: &[(&str, &str)]| -> Result<String> {
        let inputs = [&[IN_RUST], inputs].concat();
        let ran = Action::read()?.run(&machine, workspace.path(), &inputs, &[("HEDDLE_HOME", &home)])?;
        ends(ran.last()?, 0, &[]);
        assert_eq!(ran.outputs["sarif"], "", "nobody has asked for it");
        let lines = ran.last()?.stdout.lines();
        let files = lines.filter_map(|line| line.strip_prefix("::warning file=rust/")?.split_once('/'));
        let mut packages: Vec<_> = files.map(|(package, _)| package.to_owned()).collect();
        packages.sort();
        Ok(packages.join(" "))
    };
    assert_eq!(run(&[("partition", "1/2")])?, "alone macros");
    workspace.write("rust/store/new.txt", "")?;
    commit(workspace.path())?;
    assert_eq!(run(&[("changed-since", "HEAD^1")])?, "api store");
    assert_eq!(run(&[("changed-since", "HEAD"), ("partition", "2/2")])?, "");
    Ok(())
}

#[test]
fn the_job_for_gitlab_leaves_a_report_whatever_is_denied() -> Result<()> {
    let machine = Machine::new()?;
    let workspace = Workspace::committed()?;
    let job = Job::read()?;
    assert_eq!(job.variables["HEDDLE_VERSION"], cargo_heddle::VERSION);
    // Caches are restored below the project.
    let home = workspace.path().join("target/heddle-home");
    fs::create_dir_all(home.parent().context("a folder")?)?;
    fs::rename(machine.home(), &home)?;
    machine.restore_command(&home.join("command"))?;
    assert!(
        job.cache
            .iter()
            .any(|cache| cache.paths == ["target/heddle-home/"]),
        "{:?}",
        job.cache
    );

    let report = || -> Result<Vec<Value>> {
        let file = job.artifacts.reports.get("codequality").context("no report")?;
        Ok(serde_json::from_str(&fs::read_to_string(
            workspace.path().join(file),
        )?)?)
    };
    let in_rust = |flags: &str| ("HEDDLE_FLAGS", format!("-C rust --workspace {flags}"));
    let (name, flags) = in_rust("--keep-going -- -D blocking-call-in-async");
    ends(
        &job.run(&machine, workspace.path(), &[(name, &flags)])?,
        101,
        &["error: `std::thread::sleep`"],
    );
    let issues = report()?;
    let mut paths: Vec<_> = issues
        .iter()
        .filter_map(|it| it["location"]["path"].as_str())
        .collect();
    paths.sort_unstable();
    // What depends on a package with a denied finding is not checked.
    let all = ["rust/alone/src/lib.rs", "rust/macros/src/lib.rs"];
    assert_eq!(paths, all);
    assert!(
        issues
            .iter()
            .all(|it| it["severity"] == "major" && it["check_name"] == BLOCKS),
        "{issues:?}"
    );

    let (name, flags) = in_rust("--changed-since HEAD");
    ends(
        &job.run(&machine, workspace.path(), &[(name, &flags)])?,
        0,
        &["nothing to check"],
    );
    assert_eq!(report()?.len(), 0);
    Ok(())
}

#[test]
fn the_hook_tells_what_a_commit_changes_and_nothing_else() -> Result<()> {
    let machine = Machine::new()?;
    let workspace = Workspace::committed()?;
    let hook = Hook::read()?;
    assert!(hook.id == "heddle" && !hook.pass_filenames);
    ends(&hook.run(&machine, &workspace.root())?, 0, &["nothing to check"]);
    workspace.write("rust/alone/src/lib.rs", "pub fn calm() {}\n")?;
    ends(
        &hook.run(&machine, &workspace.root())?,
        0,
        &["Selected 1 of 4 packages"],
    );
    let blocks = "pub async fn pause() { std::thread::sleep(std::time::Duration::from_millis(1)) }\n";
    workspace.write("rust/alone/src/lib.rs", blocks)?;
    let told = hook.run(&machine, &workspace.root())?;
    ends(&told, 101, &["error: `std::thread::sleep`", "alone/src/lib.rs:1"]);
    assert!(!told.stderr.contains("api/src"), "{}", told.stderr);

    for (file, wakes) in [
        ("src/lib.rs", true),
        ("Cargo.toml", true),
        ("api/Cargo.lock", true),
        ("heddle-baseline.jsonl", true),
        ("README.md", false),
        ("xheddle.toml", false),
    ] {
        // pre-commit looks for Python's expression in the name; this one means the same to grep.
        let script = format!("echo {file} | grep -Eq '{}'", hook.files);
        let found = run(clean("bash").args(["-c", &script]), &quietly)?;
        assert_eq!(found.code() == 0, wakes, "{file}");
    }
    Ok(())
}

#[test]
fn the_page_has_every_input_with_its_default_and_its_examples_use_no_other() -> Result<()> {
    let action = Action::read()?;
    let page = fs::read_to_string(root().join(PAGE))?;
    for (name, input) in &action.inputs {
        let default = match input.default.as_str() {
            "" => String::new(),
            default => format!("`{default}`"),
        };
        let row = format!("| `{name}` | {default} | {} |", input.description);
        assert!(
            page.contains(&row.replace("|  |", "| |")),
            "{PAGE} misses the line\n{row}"
        );
    }
    let mut examples = 0;
    for block in blocks(&page, "yaml") {
        let parsed: Value = serde_saphyr::from_str(block).with_context(|| block.to_owned())?;
        for step in steps(&parsed) {
            examples += 1;
            ensure!(
                step["uses"] == format!("heddle-rs/heddle@v{}", cargo_heddle::VERSION),
                "{step}"
            );
            for (name, _) in step["with"].as_object().into_iter().flatten() {
                assert!(
                    action.inputs.contains_key(name),
                    "{PAGE}: there is no input `{name}`"
                );
            }
        }
        for repository in parsed["repos"].as_array().into_iter().flatten() {
            assert_eq!(repository["rev"], format!("v{}", cargo_heddle::VERSION));
            assert_eq!(repository["hooks"][0]["id"], Hook::read()?.id);
        }
        let variables = parsed["heddle"]["variables"].as_object();
        for (name, _) in variables.into_iter().flatten() {
            let known = Job::read()?.variables.contains_key(name) || name == "GIT_DEPTH";
            assert!(known, "{PAGE}: the job has no variable `{name}`");
        }
    }
    assert!(examples >= 3, "{examples} examples");
    Ok(())
}

/// The steps of a workflow that use the action.
fn steps(workflow: &Value) -> Vec<&Value> {
    let jobs = workflow["jobs"].as_object().into_iter().flatten();
    let steps = jobs.filter_map(|(_, job)| job["steps"].as_array()).flatten();
    let uses = |step: &&Value| {
        step["uses"]
            .as_str()
            .is_some_and(|it| it.starts_with("heddle-rs/"))
    };
    steps.filter(uses).collect()
}
