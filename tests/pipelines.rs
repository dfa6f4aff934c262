//! The job for GitLab and the hook of pre-commit, run as their runners run them; and what the book says about them and
//! about the action.

use std::fs;

use anyhow::{Context, Result, ensure};
use heddle_tests::command::{clean, quietly, run};
use heddle_tests::kit::{kit, root};
use heddle_tests::markdown::blocks;
use heddle_tests::pipelines::action::Action;
use heddle_tests::pipelines::{Hook, Job, Machine, QUICK};
use heddle_tests::workspace::{Workspace, ends};
use serde_json::Value;

const PAGE: &str = "docs/src/using/ci.md";
const BLOCKS: &str = "blocking_call_in_async";

#[test]
fn on_a_new_runner_the_job_installs_the_version_that_it_names() -> Result<()> {
    let machine = Machine::new()?;
    let workspace = Workspace::new()?.committed()?;
    let published = machine.publish()?;
    let target = kit().target.join("pipelines").display().to_string();
    let home = machine.home().display().to_string();
    let mut variables = vec![
        ("CARGO_TARGET_DIR", target.as_str()),
        ("HEDDLE_FLAGS", "-C rust"),
        ("HEDDLE_HOME", &home),
    ];
    variables.extend(QUICK);
    variables.extend(published.iter().map(|(name, value)| (*name, value.as_str())));
    let ran = Job::read()?.run(&machine, workspace.path(), &variables)?;
    ends(
        &ran,
        0,
        &[
            "Installed package `cargo-heddle",
            "Ready",
            "warning: `std::thread::sleep`",
        ],
    );
    Ok(())
}

#[test]
fn the_job_for_gitlab_leaves_a_report_whatever_is_denied() -> Result<()> {
    let machine = Machine::new()?;
    let workspace = Workspace::new()?.committed()?;
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
    let workspace = Workspace::new()?.committed()?;
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
