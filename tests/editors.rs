//! The page about editors: its settings are ones that rust-analyzer takes, its command says what editors read, and a
//! session of rust-analyzer with them shows a finding.

use std::fs;

use anyhow::{Context, Result, ensure};
use cargo_metadata::Message;
use heddle_tests::command::{clean, must, quietly, run};
use heddle_tests::editor::{Editor, rust_analyzer};
use heddle_tests::fixture::Fixture;
use heddle_tests::kit::{kit, root};
use heddle_tests::markdown::blocks;
use serde_json::{Map, Value};

const REACHES: &str = "blocking_call_reachable_from_async";

/// A finding with a way to its cause, and one of rustc's.
const SOURCE: &str = "\
fn load() -> String {
    std::fs::read_to_string(\"x\").unwrap_or_default()
}

pub async fn price() -> usize {
    load().len()
}
fn unused() {}
";

/// The settings of the page, as rust-analyzer names them.
fn settings() -> Result<Vec<Map<String, Value>>> {
    let page = page()?;
    let mut all = Vec::new();
    for block in blocks(&page, "json") {
        all.push(serde_json::from_str(block).with_context(|| block.to_owned())?);
    }
    for block in blocks(&page, "toml") {
        let table: Value = toml::from_str(block).with_context(|| block.to_owned())?;
        let server = &table["language-server"]["rust-analyzer"];
        let command = server["config"]["check"]["overrideCommand"].clone();
        let mut named = Map::new();
        named.insert("rust-analyzer.check.overrideCommand".to_owned(), command);
        // What Helix hands on has no other key, and Helix itself is told nothing else.
        let expected = serde_json::json!({"check": {"overrideCommand": named.values().next()}});
        ensure!(server == &serde_json::json!({"config": expected}), "{block}");
        all.push(named);
    }
    Ok(all)
}

fn page() -> Result<String> {
    Ok(fs::read_to_string(root().join("docs/src/using/editors.md"))?)
}

/// The words of the first command on the page.
fn command() -> Result<Vec<String>> {
    let settings = settings()?;
    let words = &settings.first().context("no settings")?["rust-analyzer.check.overrideCommand"];
    Ok(serde_json::from_value(words.clone())?)
}

#[test]
fn the_editors_are_given_the_same_command() -> Result<()> {
    let page = page()?;
    let words = command()?;
    let settings = settings()?;
    assert_eq!(settings.len(), 4, "{settings:?}");
    assert_eq!(
        settings[3].values().next(),
        Some(&Value::from(words.clone())),
        "Helix"
    );
    let [lua] = blocks(&page, "lua")[..] else {
        anyhow::bail!("not one block for Neovim");
    };
    let (_, list) = lua
        .split_once("overrideCommand = {")
        .context("no command for Neovim")?;
    let list = list.split_once('}').context("the list has no end")?.0;
    let quoted: Vec<_> = list.split('"').skip(1).step_by(2).collect();
    assert_eq!(quoted, words, "Neovim");
    Ok(())
}

#[test]
fn rust_analyzer_knows_every_setting_and_takes_its_value() -> Result<()> {
    let Some(mut program) = rust_analyzer() else {
        return Ok(());
    };
    let printed = must(program.arg("--print-config-schema"), &quietly)?;
    let schema: Vec<Value> = serde_json::from_str(&printed.stdout)?;
    let sections = schema
        .iter()
        .filter_map(|section| section["properties"].as_object());
    let known: Map<String, Value> = sections
        .flatten()
        .map(|(key, it)| (key.clone(), it.clone()))
        .collect();
    ensure!(known.len() > 100, "this is not the schema: {}", printed.stdout);
    for (key, value) in settings()?.into_iter().flatten() {
        let schema = known
            .get(&key)
            .with_context(|| format!("rust-analyzer has no `{key}`"))?;
        let validator = jsonschema::validator_for(schema)?;
        assert!(validator.is_valid(&value), "`{key}` cannot be {value}");
        assert!(!validator.is_valid(&Value::from(1)), "`{key}` can be anything");
    }
    Ok(())
}

#[test]
fn the_command_of_the_page_prints_cargos_messages_with_the_finding() -> Result<()> {
    let fixture = Fixture::new(SOURCE)?;
    let words = command()?;
    let mut cargo = clean(&words[0]);
    cargo
        .current_dir(fixture.path())
        .args(&words[1..])
        .env("PATH", kit().path()?);
    let finished = run(&mut cargo, &quietly)?.success()?;
    let mut found = 0;
    for line in finished.stdout.lines() {
        let message: Message = serde_json::from_str(line).with_context(|| line.to_owned())?;
        let code = match &message {
            Message::CompilerMessage(it) => it.message.code.as_ref().map(|code| code.code.as_str()),
            Message::TextLine(line) => anyhow::bail!("not one of cargo's messages: {line}"),
            _ => None,
        };
        found += usize::from(code == Some(REACHES));
    }
    assert_eq!(found, 1, "{}", finished.stdout);
    assert!(
        finished
            .stdout
            .lines()
            .last()
            .is_some_and(|it| it.contains("build-finished"))
    );
    Ok(())
}

#[test]
fn a_session_with_each_of_the_settings_shows_the_finding_and_the_way_to_its_cause() -> Result<()> {
    for setting in settings()? {
        let fixture = Fixture::new(SOURCE)?;
        let Some(mut editor) = Editor::open(fixture.path(), &setting)? else {
            return Ok(());
        };
        let shown = editor.diagnostic("src/lib.rs", REACHES)?;
        assert_eq!(
            shown["range"]["start"],
            serde_json::json!({"line": 5, "character": 4}),
            "{setting:?}"
        );
        let message = shown["message"].as_str().unwrap_or_default();
        assert!(
            message.starts_with("`load` blocks the thread"),
            "{setting:?}: {message}"
        );
        let related = shown["relatedInformation"].as_array().context("no way there")?;
        let cause = related
            .iter()
            .find(|it| it["location"]["range"]["start"]["line"] == 1);
        assert!(cause.is_some(), "{setting:?}: {related:#?}");
        editor.diagnostic("src/lib.rs", "dead_code")?;
        editor.close()?;
    }
    Ok(())
}

#[test]
fn what_has_one_cure_is_a_quick_fix() -> Result<()> {
    let fixture = Fixture::new("pub async fn f() {\n    drop(g());\n}\nasync fn g() {}\n")?;
    let setting = settings()?.swap_remove(0);
    let Some(mut editor) = Editor::open(fixture.path(), &setting)? else {
        return Ok(());
    };
    let shown = editor.diagnostic("src/lib.rs", "future_dropped_unpolled")?;
    let fixes = editor.quick_fixes("src/lib.rs", &shown)?;
    let edits = fixes.iter().map(|fix| fix["edit"].to_string());
    let edits: Vec<_> = edits.filter(|edit| edit.contains(".await")).collect();
    assert!(!edits.is_empty(), "{fixes:#?}");
    editor.close()
}
