//! The action for GitHub, run step by step as a runner does.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};
use heddle_tests::git::commit;
use heddle_tests::kit::{kit, root};
use heddle_tests::pipelines::action::Action;
use heddle_tests::pipelines::{Machine, QUICK};
use heddle_tests::workspace::{Workspace, ends};
use serde_json::Value;

const BLOCKS: &str = "blocking_call_in_async";
const IN_RUST: (&str, &str) = ("working-directory", "rust");

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
    let workspace = Workspace::new()?.committed()?;
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
    // Both are kept, the second one even if the check has failed.
    for (restored, kept) in [
        (
            "Restore the command and the driver",
            "Keep the command and the driver",
        ),
        ("Restore what checks have left", "Keep what the check has left"),
    ] {
        assert_eq!(ran.with[kept]["path"], ran.with[restored]["path"]);
        assert_eq!(ran.with[kept]["key"], ran.with[restored]["key"]);
    }
    let steps = Action::read()?.runs.steps;
    let place = |name: &str| steps.iter().position(|step| step.name == name);
    assert!(place("Keep the command and the driver") < place("Check"));
    let last = steps
        .iter()
        .find(|step| step.name == "Keep what the check has left");
    let taken = last.and_then(|step| step.r#if.as_deref()).unwrap_or_default();
    assert!(taken.starts_with("always() && "), "{taken}");
    Ok(())
}

#[test]
fn the_action_annotates_sums_up_and_fails_with_what_is_denied() -> Result<()> {
    let (machine, home) = github()?;
    let workspace = Workspace::new()?.committed()?;
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
    let run = &sarif["runs"][0];
    assert_eq!(run["results"].as_array().map(Vec::len), Some(2));
    let uri = &run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(
        uri, "rust/alone/src/lib.rs",
        "GitHub names it from the repository's root"
    );
    let base = run["originalUriBaseIds"]["%SRCROOT%"]["uri"].as_str();
    assert!(base.is_some_and(|it| !it.ends_with("/rust/")), "{base:?}");
    Ok(())
}

#[test]
fn the_action_checks_a_share_or_what_has_changed() -> Result<()> {
    let (machine, home) = github()?;
    let workspace = Workspace::new()?.committed()?;
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
