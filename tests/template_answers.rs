//! The template's questions: what is accepted, what is refused, and what a project remembers of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use cargo_heddle::choose::decision::{Answers, Decision};
use heddle_tests::command::{Finished, clean, must, quietly, run};
use heddle_tests::generated::{Snapshot, check_combination, subsets};
use heddle_tests::kit::root;
use heddle_tests::project::{EXTRAS, ROWS, Source, TEMPLATE, copy_folder, files, generate_command};
use tempfile::TempDir;
use toml::{Table, Value};

fn folder() -> Result<TempDir> {
    Ok(tempfile::Builder::new().prefix("heddle-answers-").tempdir()?)
}

fn generate(source: Source<'_>, folder: &Path, name: &str, flags: &[&str]) -> Result<Finished> {
    run(
        generate_command(source, folder, name, &quietly)?
            .arg("--silent")
            .args(flags),
        &quietly,
    )
}

fn from_here(folder: &Path, name: &str, flags: &[&str]) -> Result<Finished> {
    generate(Source::Path(root()), folder, name, flags)
}

#[track_caller]
fn assert_refused(finished: &Finished, words: &[&str]) {
    let said = format!("{}{}", finished.stdout, finished.stderr);
    assert!(
        !finished.status.success(),
        "`{}` was accepted:\n{said}",
        finished.line
    );
    for word in words {
        assert!(
            said.contains(word),
            "`{word}` is not in what `{}` said:\n{said}",
            finished.line
        );
    }
}

/// cargo-generate makes the project's folder before it asks the first question and leaves it when an answer
/// is refused: that folder, empty, is all that may be left.
#[track_caller]
fn assert_no_file_left(folder: &Path) {
    let left = files(folder).expect("the folder is readable");
    assert!(left.is_empty(), "left {:?}", left.keys());
}

#[test]
fn names_that_cargo_refuses_are_refused_before_anything_is_made() -> Result<()> {
    for name in ["test", "async", "std", "core", "123abc", "self"] {
        let folder = folder()?;
        assert_refused(
            &from_here(folder.path(), name, &[])?,
            &[name, "cannot name a crate"],
        );
        let left: Vec<_> = fs::read_dir(folder.path())?.collect();
        assert!(left.is_empty(), "`{name}` left {left:?}");
    }
    Ok(())
}

// cargo-generate checks the choices itself and names only the question: the valid ones are told before.
#[test]
fn an_answer_that_is_no_choice_is_refused_with_the_valid_ones() -> Result<()> {
    for question in questions()?
        .iter()
        .filter(|question| !question.choices.is_empty())
    {
        let folder = folder()?;
        let answer = format!("{}=bogus", question.name);
        let refused = from_here(folder.path(), "fine", &["--define", &answer])?;
        let mut words = vec!["bogus", &question.name, "remove the empty folder `fine`"];
        words.extend(question.choices.iter().map(|choice| choice.value.as_str()));
        assert_refused(&refused, &words);
        assert_no_file_left(folder.path());
    }
    Ok(())
}

#[test]
fn a_runtime_for_a_threaded_service_is_refused_with_what_to_do() -> Result<()> {
    for runtime in ["runtime=tokio", "runtime=bogus"] {
        let folder = folder()?;
        let answers = ["--define", "model=threaded", "--define", runtime];
        let refused = from_here(folder.path(), "fine", &answers)?;
        assert_refused(&refused, &["takes no runtime", "async", "hybrid"]);
        assert_no_file_left(folder.path());
    }
    Ok(())
}

#[test]
fn bad_answers_in_a_file_are_refused_too() -> Result<()> {
    let (folder, values) = (folder()?, folder()?);
    let file = values.path().join("answers.toml");
    fs::write(&file, "[values]\nmodel = \"bogus\"\n")?;
    let refused = from_here(folder.path(), "fine", &["--values-file", &file.to_string_lossy()])?;
    assert_refused(&refused, &["bogus", "model"]);
    assert_no_file_left(folder.path());
    Ok(())
}

#[test]
fn every_question_has_a_default() -> Result<()> {
    let folder = folder()?;
    from_here(folder.path(), "plain", &[])?.success()?;
    assert!(folder.path().join("plain/Cargo.toml").is_file());
    Ok(())
}

#[test]
fn a_folder_and_a_repository_give_the_same_service() -> Result<()> {
    let folder = folder()?;
    let repository = folder.path().join("kit.git");
    fs::create_dir(&repository)?;
    fs::copy(
        root().join("cargo-generate.toml"),
        repository.join("cargo-generate.toml"),
    )?;
    copy_folder(&root().join(TEMPLATE), &repository.join(TEMPLATE), |path| {
        !path.starts_with("target")
    })?;
    for words in [
        &["init", "--quiet", "--initial-branch", "main"][..],
        &["add", "--all"],
        &[
            "-c",
            "user.name=test",
            "-c",
            "user.email=test@localhost",
            "commit",
            "--quiet",
            "-m",
            "The kit",
        ],
    ] {
        must(clean("git").current_dir(&repository).args(words), &quietly)?;
    }
    let made = folder.path().join("made");
    let cloned = folder.path().join("cloned");
    fs::create_dir(&made)?;
    fs::create_dir(&cloned)?;
    from_here(&made, "same", &[])?.success()?;
    let address = format!("file://{}", repository.display());
    generate(Source::Git(&address), &cloned, "same", &[])?.success()?;
    assert_same(&files(&made.join("same"))?, &files(&cloned.join("same"))?);
    Ok(())
}

#[test]
fn a_project_generated_again_from_its_own_answers_is_the_same() -> Result<()> {
    for answers in [
        &["--define", "model=hybrid"][..],
        &["--define", "model=threaded"],
        &[],
    ] {
        let folder = folder()?;
        let (first, again) = (folder.path().join("first"), folder.path().join("again"));
        fs::create_dir(&first)?;
        fs::create_dir(&again)?;
        from_here(&first, "same", answers)?.success()?;
        let recorded = first.join("same/.answers.toml");
        let recorded = recorded.to_string_lossy();
        from_here(&again, "same", &["--values-file", &recorded])?.success()?;
        assert_same(&files(&first.join("same"))?, &files(&again.join("same"))?);
    }
    Ok(())
}

/// Each row with no extra, with each one and with all; `cargo matrix` tries every combination.
#[test]
fn combinations_write_the_files_that_are_listed() -> Result<()> {
    let snapshot = Snapshot::committed()?;
    for row in ROWS {
        let subsets = subsets();
        let few = subsets
            .iter()
            .filter(|extras| extras.len() < 2 || extras.len() == EXTRAS.len());
        for extras in few {
            check_combination(&snapshot, *row, extras)
                .with_context(|| format!("{} with {extras:?}", row.name()))?;
        }
    }
    Ok(())
}

#[test]
fn every_extra_is_tested() -> Result<()> {
    let mut folders: Vec<_> = fs::read_dir(root().join(TEMPLATE).join("layers/extra"))?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_>>()?;
    folders.sort();
    let mut tested = EXTRAS.to_vec();
    tested.sort_unstable();
    assert_eq!(
        folders, tested,
        "the layers and EXTRAS in tests/src/project.rs differ"
    );
    Ok(())
}

/// `template_rows.rs` generates each row with the same answers, builds it, tests it and runs it.
#[test]
fn every_command_that_the_guide_ends_in_generates_a_row() -> Result<()> {
    let decision = Decision::of_the_kit();
    let mut tried = BTreeSet::new();
    for answers in decision.complete(&Answers::new()) {
        let recommendation = decision.recommend(&answers).context("a rule holds")?;
        let command = recommendation.command();
        if !tried.insert(command.clone()) {
            continue;
        }
        let (head, flags) = command.split_at(5);
        assert_eq!(head[..3], ["cargo", "generate", "--git"]);
        assert_eq!(head[4], TEMPLATE);
        let folder = folder()?;
        // From the files here instead of the published ones.
        let flags: Vec<_> = flags.iter().map(String::as_str).collect();
        let answers: Vec<_> = flags.iter().copied().filter(|flag| flag.contains('=')).collect();
        assert!(
            ROWS.iter().any(|row| row.answers() == answers),
            "no row is built with {answers:?}"
        );
        from_here(folder.path(), "chosen", &flags)?.success()?;
        let made: Table = toml::from_str(&fs::read_to_string(folder.path().join("chosen/.answers.toml"))?)?;
        let answer = |question: &str| made["values"].get(question).and_then(Value::as_str);
        assert_eq!(answer("model"), Some(recommendation.model.is));
        let runtime = recommendation.runtime.as_ref().map(|runtime| runtime.is);
        assert_eq!(answer("runtime"), runtime);
    }
    assert_eq!(tried.len(), ROWS.len(), "a row that no answers lead to");
    Ok(())
}

#[test]
fn the_labels_of_the_choices_are_the_guides_advice() -> Result<()> {
    let decision: Table = toml::from_str(&fs::read_to_string(root().join("docs/decision.toml"))?)?;
    let mut compared = 0;
    for question in questions()? {
        let advice = decision["advice"].get(&question.name).and_then(Value::as_table);
        let advice = advice.with_context(|| format!("no advice on `{}`", question.name))?;
        let offered: Vec<&str> = question
            .choices
            .iter()
            .map(|choice| choice.value.as_str())
            .collect();
        let mut advised: Vec<&str> = advice.keys().map(String::as_str).collect();
        advised.sort_by_key(|value| offered.iter().position(|offer| offer == value));
        assert_eq!(
            offered, advised,
            "the choices of `{}` and its advice differ",
            question.name
        );
        for choice in &question.choices {
            let line = advice[&choice.value].as_str().context("advice is a line")?;
            let expected = format!("{}: {line}", choice.value);
            let label = choice.label.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(
                label, expected,
                "the label of {} = {}",
                question.name, choice.value
            );
            compared += 1;
        }
    }
    assert!(compared >= 4, "only {compared} labels were compared");
    Ok(())
}

#[track_caller]
fn assert_same(one: &BTreeMap<PathBuf, Vec<u8>>, other: &BTreeMap<PathBuf, Vec<u8>>) {
    assert!(one.len() > 5, "hardly a service: {:?}", one.keys());
    let (ones, others): (Vec<_>, Vec<_>) = (one.keys().collect(), other.keys().collect());
    assert_eq!(ones, others);
    for (path, content) in one {
        assert!(*content == other[path], "{} differs", path.display());
    }
}

struct Question {
    name: String,
    choices: Vec<Choice>,
}

struct Choice {
    value: String,
    label: String,
}

/// The template's questions, those that are always asked and those that depend on an answer.
fn questions() -> Result<Vec<Question>> {
    let config: Table = toml::from_str(&fs::read_to_string(root().join("cargo-generate.toml"))?)?;
    let always = config.get("placeholders");
    let conditions = config.get("conditional").and_then(Value::as_table);
    let sometimes = conditions
        .into_iter()
        .flat_map(Table::values)
        .map(|then| then.get("placeholders"));
    let mut questions = Vec::new();
    for placeholders in std::iter::once(always).chain(sometimes).flatten() {
        for (name, question) in placeholders.as_table().context("placeholders are a table")? {
            let choices = question
                .get("choices")
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            questions.push(Question {
                name: name.clone(),
                choices: choices.map(choice).collect::<Result<_>>()?,
            });
        }
    }
    assert!(!questions.is_empty(), "cargo-generate.toml asks nothing");
    Ok(questions)
}

fn choice(choice: &Value) -> Result<Choice> {
    let text = |value: &Value| value.as_str().map(str::to_owned).context("a choice is text");
    if let Some(value) = choice.as_str() {
        return Ok(Choice {
            value: value.to_owned(),
            label: value.to_owned(),
        });
    }
    Ok(Choice {
        value: text(choice.get("value").context("a choice has a value")?)?,
        label: text(choice.get("label").context("a choice has a label")?)?,
    })
}
