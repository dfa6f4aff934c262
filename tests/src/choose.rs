//! The book's page "Choose", made of `docs/decision.toml`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use cargo_heddle::choose::decision::{Answers, Choice, Decision, Recommendation, Remark, Rule, When};
use serde_json::{Value, json};

use crate::kit::root;

/// Where the page lies.
pub(crate) fn path() -> PathBuf {
    root().join("docs/src/choose.md")
}

/// The page: its texts as tables, each text once, and the place for a form that the script makes of them.
pub(crate) fn page() -> Result<String> {
    let decision = Decision::of_the_kit();
    Ok(format!(
        "<!-- written by `cargo bless pages` from docs/decision.toml: edit that file -->\n\n\
         # Choose\n\n\
         A few questions about what your service does end in a model, a runtime and the command that generates the \
         service. `cargo heddle choose` asks the same in a terminal. The answers stand in this page's address: link it \
         where you record the decision.\n\n\
         <form id=\"chooser\">\n\nWithout scripts there is no form here: the tables below hold the same.\n\n</form>\n\n\
         <section id=\"choose-result\" aria-live=\"polite\"></section>\n\
         <script type=\"application/json\" id=\"choose-outcomes\">{outcomes}</script>\n\n\
         {words}\n\
         ## The questions\n\n{questions}\n\
         ## The choices\n\n{advice}\n\
         ## The rules\n\n\
         Of models and of runtimes the first line that holds decides; what stands beside that is told wherever it \
         holds.\n\n\
         ### Model\n\n{models}\n\
         ### Runtime\n\nAsync and hybrid services have one. In all of them `src/rt.rs` is the only file that names it.\n\n\
         {runtimes}\n\
         ### Beside that\n\n{beside}\n\
         ## The commands\n\nThey come with [cargo-generate](https://cargo-generate.github.io/cargo-generate/): \
         `cargo install --locked cargo-generate`. It asks for the name and the extras; the README of what it has made \
         tells the rest.\n\n{commands}",
        outcomes = outcomes(decision)?,
        words = words(),
        questions = questions(decision),
        advice = advice(decision),
        models = rules("choose-model", "model", &decision.models),
        runtimes = rules("choose-runtime", "runtime", &decision.runtimes),
        beside = beside(decision),
        commands = commands(decision)?,
    ))
}

/// What every way to answer comes to, as the script reads it: the rows of the page's tables.
fn outcomes(decision: &Decision) -> Result<Value> {
    let mut known: Vec<Recommendation<'_>> = Vec::new();
    let mut outcomes = Vec::new();
    for answers in decision.complete(&Answers::new()) {
        let outcome = decision.recommend(&answers).context("no rule holds")?;
        let at = known.iter().position(|it| *it == outcome).unwrap_or(known.len());
        if at == known.len() {
            known.push(outcome);
        }
        outcomes.push(at);
    }
    let commands = titles(decision)?;
    let recommendations = known.iter().map(|it| recommendation(decision, &commands, it));
    let recommendations = recommendations.collect::<Option<Vec<_>>>();
    let recommendations = recommendations.context("what is recommended is in no table")?;
    Ok(json!({ "outcomes": outcomes, "recommendations": recommendations }))
}

fn recommendation(
    decision: &Decision,
    commands: &BTreeMap<String, (String, String)>,
    it: &Recommendation<'_>,
) -> Option<Value> {
    let row = |rules: &[Rule], choice: &Choice<'_>| {
        let mut rules = rules.iter();
        rules.position(|rule| rule.is == choice.is && rule.why == choice.why)
    };
    let remark = |why: &&str| decision.beside.iter().position(|remark| remark.why == *why);
    let runtime = match &it.runtime {
        Some(runtime) => Some(row(&decision.runtimes, runtime)?),
        None => None,
    };
    Some(json!({
        "model": row(&decision.models, &it.model)?,
        "runtime": runtime,
        "beside": it.beside.iter().map(remark).collect::<Option<Vec<_>>>()?,
        "command": commands.keys().position(|title| *title == it.title())?,
    }))
}

/// What the script says itself. It stands in the page so that it is translated as the rest is.
fn words() -> String {
    let words = [
        ("again", "Start again"),
        ("copied", "Copied"),
        ("copy", "Copy"),
        ("last", "One more question."),
        ("more", "Up to {} more questions."),
        ("needs", "The command comes with"),
        ("reasons", "The reasons, with numbers:"),
        ("result", "Recommendation"),
        ("selected", "Selected"),
        ("settled", "(changes nothing here)"),
    ];
    let rows = words.map(|(name, text)| format!("| `{name}` | {text} |\n"));
    table("choose-words", ["word", "text"], rows.into_iter())
}

fn questions(decision: &Decision) -> String {
    let rows = decision.questions.iter().map(|question| {
        let mut rows = format!("| `{}` | | **{}** |\n", question.id, question.ask);
        for answer in &question.answers {
            writeln!(rows, "| | `{}` | {} |", answer.id, answer.text).expect("a string takes all");
        }
        rows
    });
    table("choose-questions", ["question", "answer", ""], rows)
}

fn advice(decision: &Decision) -> String {
    let choices = ["model", "runtime"].map(|question| &decision.advice[question]);
    let rows = choices.into_iter().flatten();
    let rows = rows.map(|(choice, advice)| format!("| **{choice}** | {advice} |\n"));
    table("choose-advice", ["choice", "for"], rows)
}

fn rules(id: &str, question: &str, rules: &[Rule]) -> String {
    let row = |rule: &Rule| format!("| {} | **{}** | {} |\n", when(&rule.when), rule.is, rule.why);
    table(id, ["if", question, "because"], rules.iter().map(row))
}

fn beside(decision: &Decision) -> String {
    let row = |remark: &Remark| format!("| {} | {} |\n", when(&remark.when), remark.why);
    table("choose-beside", ["if", "then"], decision.beside.iter().map(row))
}

fn commands(decision: &Decision) -> Result<String> {
    let row = |(title, (command, reasons))| format!("| {title} | `{command}` | {reasons} |\n");
    let commands = titles(decision)?.into_iter().map(row);
    Ok(table("choose-commands", ["for", "type", "reasons"], commands))
}

/// Everything that can be recommended, with its command and its reasons, in the order of the table.
fn titles(decision: &Decision) -> Result<BTreeMap<String, (String, String)>> {
    let mut commands = BTreeMap::new();
    for answers in decision.complete(&Answers::new()) {
        let outcome = decision.recommend(&answers).context("no rule holds")?;
        let reasons = outcome.reasons(decision).map(link).collect::<Result<Vec<_>>>()?;
        commands.insert(outcome.title(), (outcome.command().join(" "), reasons.join(", ")));
    }
    Ok(commands)
}

/// A page by its title.
fn link(page: &str) -> Result<String> {
    let text =
        fs::read_to_string(root().join("docs/src").join(page)).with_context(|| format!("no page {page}"))?;
    let title = text.lines().find_map(|line| line.strip_prefix("# "));
    Ok(format!("[{}]({page})", title.context("a page has a title")?))
}

fn when(when: &When) -> String {
    if when.is_empty() {
        return "nothing above holds".to_owned();
    }
    let conditions = when.iter().map(|(question, answers)| {
        let answers: Vec<_> = answers.iter().map(|answer| format!("`{answer}`")).collect();
        format!("`{question}` is {}", answers.join(" or "))
    });
    conditions.collect::<Vec<_>>().join(" and ")
}

/// A table in an element that the script finds it by.
fn table<const COLUMNS: usize>(
    id: &str,
    heads: [&str; COLUMNS],
    rows: impl Iterator<Item = String>,
) -> String {
    let columns = "---|".repeat(COLUMNS);
    let mut table = format!("<div id=\"{id}\">\n\n| {} |\n|{columns}\n", heads.join(" | "));
    table.extend(rows);
    table + "\n</div>\n"
}
