//! The action for GitHub, run step by step.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use super::{Machine, yaml};
use crate::command::Finished;
use crate::kit::root;

/// `action.yml`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Action {
    /// What a workflow gives it.
    pub inputs: BTreeMap<String, Input>,
    /// What a workflow gets of it.
    pub outputs: BTreeMap<String, Output>,
    /// What it does.
    pub runs: Runs,
}

/// An input.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// What it is for.
    pub description: String,
    /// What holds where a workflow gives nothing.
    pub default: String,
}

/// An output.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Output {
    /// What it is.
    pub description: String,
    /// Where it comes from.
    pub value: String,
}

/// The steps.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Runs {
    using: String,
    /// In their order.
    pub steps: Vec<Step>,
}

/// A step, which runs a script or uses another action.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Step {
    /// What it does.
    pub name: String,
    id: Option<String>,
    /// Whether it is taken; without it, where no step before has failed.
    pub r#if: Option<String>,
    shell: Option<String>,
    working_directory: Option<String>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    /// The script.
    pub run: Option<String>,
    /// The other action.
    pub uses: Option<String>,
    #[serde(default)]
    with: BTreeMap<String, String>,
}

/// What a run of the action came to.
#[derive(Debug, Default)]
pub struct Ran {
    /// The scripts that were run, by the names of their steps. None is run after one that has failed.
    pub scripts: Vec<(String, Finished)>,
    /// What the other actions would have got, by the names of their steps.
    pub with: BTreeMap<String, BTreeMap<String, String>>,
    /// What stands in the summary.
    pub summary: String,
    /// What the action gives to its workflow.
    pub outputs: BTreeMap<String, String>,
}

impl Ran {
    /// The last script that was run.
    pub fn last(&self) -> Result<&Finished> {
        Ok(&self.scripts.last().context("no script has run")?.1)
    }
}

/// What expressions see, by its whole name, as `inputs.flags`.
type Seen = BTreeMap<String, String>;

impl Action {
    /// Reads it.
    pub fn read() -> Result<Self> {
        let action: Self = yaml("action.yml")?;
        ensure!(action.runs.using == "composite", "it is no list of steps");
        Ok(action)
    }

    /// Runs the scripts of the steps on `machine`, in the repository `project`, with these inputs and variables.
    pub fn run(
        &self,
        machine: &Machine,
        project: &Path,
        inputs: &[(&str, &str)],
        variables: &[(&str, &str)],
    ) -> Result<Ran> {
        let mut seen = self.seen(inputs)?;
        let mut environment: BTreeMap<String, String> = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        environment.insert("GITHUB_WORKSPACE".to_owned(), project.display().to_string());
        environment.insert("RUNNER_TEMP".to_owned(), machine.path("").display().to_string());
        let mut path = std::env::var("PATH")?;
        let mut ran = Ran::default();
        for step in &self.runs.steps {
            let Some(script) = &step.run else {
                let with = evaluated(&step.with, &seen)?;
                // What `actions/cache/restore` gives, for the step that keeps what was not there.
                if let (Some(id), Some(key)) = (&step.id, with.get("key")) {
                    seen.insert(format!("steps.{id}.outputs.cache-primary-key"), key.clone());
                }
                ran.with.insert(step.name.clone(), with);
                continue;
            };
            ensure!(
                step.shell.as_deref() == Some("bash") && step.r#if.is_none(),
                "{}",
                step.name
            );
            ensure!(
                !script.contains("${{"),
                "the script of `{}` is put together from values",
                step.name
            );
            if ran.scripts.last().is_some_and(|(_, last)| last.code() != 0) {
                continue;
            }
            let mut all = environment.clone();
            all.extend(evaluated(&step.env, &seen)?);
            all.insert("PATH".to_owned(), path.clone());
            let files = ["ENV", "OUTPUT", "PATH", "STEP_SUMMARY"].map(|name| format!("GITHUB_{name}"));
            for file in &files {
                fs::write(machine.path(file), "")?;
                all.insert(file.clone(), machine.path(file).display().to_string());
            }
            let folder = evaluate(step.working_directory.as_deref().unwrap_or("."), &seen)?;
            let finished = machine.bash(script, &project.join(folder), &all)?;
            let [env, output, paths, summary] = files.map(|file| fs::read_to_string(machine.path(&file)));
            environment.extend(pairs(&env?));
            let id = step.id.as_deref().unwrap_or_default();
            let outputs = pairs(&output?);
            seen.extend(
                outputs
                    .into_iter()
                    .map(|(name, it)| (format!("steps.{id}.outputs.{name}"), it)),
            );
            for folder in paths?.lines() {
                path = format!("{folder}:{path}");
            }
            ran.summary.push_str(&summary?);
            ran.scripts.push((step.name.clone(), finished));
        }
        for (name, output) in &self.outputs {
            ran.outputs.insert(name.clone(), evaluate(&output.value, &seen)?);
        }
        Ok(ran)
    }

    /// What is known before the first step.
    fn seen(&self, inputs: &[(&str, &str)]) -> Result<Seen> {
        let defaults = self.inputs.iter();
        let mut seen: Seen = defaults
            .map(|(name, input)| (format!("inputs.{name}"), input.default.clone()))
            .collect();
        for (name, value) in inputs {
            let before = seen.insert(format!("inputs.{name}"), (*value).to_owned());
            ensure!(before.is_some(), "there is no input `{name}`");
        }
        for (name, value) in [
            ("github.action_path", root().display().to_string().as_str()),
            ("hashFiles('**/Cargo.lock')", "hash"),
            ("runner.arch", "X64"),
            ("runner.os", "Linux"),
        ] {
            seen.insert(name.to_owned(), value.to_owned());
        }
        // An output that no step has set is empty.
        for step in self.runs.steps.iter().filter_map(|step| step.id.as_deref()) {
            seen.insert(format!("steps.{step}.outputs.sarif"), String::new());
        }
        Ok(seen)
    }
}

fn evaluated(values: &BTreeMap<String, String>, seen: &Seen) -> Result<BTreeMap<String, String>> {
    let values = values.iter();
    values
        .map(|(name, value)| Ok((name.clone(), evaluate(value, seen)?)))
        .collect()
}

/// Puts values in the places of their names.
fn evaluate(text: &str, seen: &Seen) -> Result<String> {
    let mut parts = text.split("${{");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once("}}").context("an expression has no end")?;
        let Some(value) = seen.get(name.trim()) else {
            bail!("`{}` is nothing that the action knows", name.trim());
        };
        whole.push_str(value);
        whole.push_str(rest);
    }
    Ok(whole)
}

/// `NAME=VALUE`, one a line.
fn pairs(text: &str) -> BTreeMap<String, String> {
    let lines = text.lines().filter_map(|line| line.split_once('='));
    lines
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
