//! The book's page "Choose", made of `docs/decision.toml`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context, Result};
use cargo_heddle::choose::decision::{
    Answers, Choice, Decision, Question, Recommendation, Remark, Rule, When,
};
use serde_json::{Value, json};

use crate::kit::root;

/// Where the page lies.
pub(crate) fn path() -> PathBuf {
    root().join("docs/src/choose.md")
}

/// The page: a form for a browser, and the same rules as tables.
pub(crate) fn page() -> Result<String> {
    let decision = Decision::of_the_kit();
    Ok(format!(
        "<!-- written by `cargo bless pages` from docs/decision.toml: edit that file -->\n\n\
         # Choose\n\n\
         A few questions about what your service does end in a model, a runtime and the command that generates the \
         service. `cargo heddle choose` asks the same in a terminal. The answers stand in this page's address: link it \
         where you record the decision.\n\n\
         {form}\n\
         <section id=\"choose-result\" aria-live=\"polite\" aria-label=\"Recommendation\"></section>\n\
         <script type=\"application/json\" id=\"choose-outcomes\">{outcomes}</script>\n\n\
         ## The questions\n\n{questions}\n\
         ## The rules\n\n\
         Of models and of runtimes the first line that holds decides; what stands beside that is told wherever it \
         holds.\n\n\
         ### Model\n\n{models}\n\
         ### Runtime\n\nAsync and hybrid services have one. In all of them `src/rt.rs` is the only file that names it.\n\n\
         {runtimes}\n\
         ### Beside that\n\n{beside}\n\
         ## The commands\n\n{commands}",
        form = form(decision),
        outcomes = outcomes(decision)?,
        questions = questions(decision),
        models = rules(decision, "model"),
        runtimes = rules(decision, "runtime"),
        beside = beside(decision),
        commands = commands(decision)?,
    ))
}

fn form(decision: &Decision) -> String {
    let mut form = "<form id=\"chooser\">\n<p class=\"no-script\">Without scripts this form does nothing: \
                    the tables below hold the same.</p>\n"
        .to_owned();
    for question in &decision.questions {
        writeln!(
            form,
            "<fieldset data-question=\"{}\"><legend>{} <span class=\"no-matter\">(changes nothing here)</span></legend>",
            question.id, question.ask
        )
        .expect("a string takes all");
        for answer in &question.answers {
            writeln!(
                form,
                "<label><input type=\"radio\" name=\"{}\" value=\"{}\"> {}</label>",
                question.id, answer.id, answer.text
            )
            .expect("a string takes all");
        }
        form += "</fieldset>\n";
    }
    form + "<button type=\"reset\">Start again</button>\n</form>\n"
}

/// What every way to answer comes to, as the script reads it.
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
    let questions: Vec<_> = decision
        .questions
        .iter()
        .map(|question| {
            let answers: Vec<_> = question.answers.iter().map(|answer| &answer.id).collect();
            json!({ "id": question.id, "answers": answers })
        })
        .collect();
    let recommendations: Vec<_> = known.iter().map(|it| recommendation(decision, it)).collect();
    Ok(json!({ "questions": questions, "outcomes": outcomes, "recommendations": recommendations }))
}

fn recommendation(decision: &Decision, it: &Recommendation<'_>) -> Value {
    let choice = |question: &str, choice: &Choice<'_>| {
        json!({
            "is": choice.is,
            "advice": decision.advice[question][choice.is],
            "why": choice.why,
        })
    };
    let runtime = it.runtime.as_ref().map(|runtime| choice("runtime", runtime));
    let choices: Vec<_> = std::iter::once(choice("model", &it.model))
        .chain(runtime)
        .collect();
    json!({
        "title": it.title(),
        "choices": choices,
        "beside": it.beside,
        "command": it.command().join(" "),
    })
}

fn questions(decision: &Decision) -> String {
    let row = |question: &Question| {
        let answers: Vec<_> = question
            .answers
            .iter()
            .map(|answer| format!("`{}`: {}", answer.id, answer.text))
            .collect();
        format!(
            "| `{}` | {} | {} |\n",
            question.id,
            question.ask,
            answers.join("<br>")
        )
    };
    table(["", "question", "answers"], decision.questions.iter().map(row))
}

fn rules(decision: &Decision, question: &str) -> String {
    let rules = match question {
        "model" => &decision.models,
        _ => &decision.runtimes,
    };
    let row = |rule: &Rule| format!("| {} | **{}** | {} |\n", when(&rule.when), rule.is, rule.why);
    table(["if", question, "because"], rules.iter().map(row))
}

fn beside(decision: &Decision) -> String {
    let row = |remark: &Remark| format!("| {} | {} |\n", when(&remark.when), remark.why);
    table(["if", "then"], decision.beside.iter().map(row))
}

fn commands(decision: &Decision) -> Result<String> {
    let mut commands = BTreeMap::new();
    for answers in decision.complete(&Answers::new()) {
        let outcome = decision.recommend(&answers).context("no rule holds")?;
        commands.insert(outcome.title(), outcome.command().join(" "));
    }
    let row = |(title, command)| format!("| {title} | `{command}` |\n");
    Ok(table(["for", "type"], commands.into_iter().map(row)))
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

fn table<const COLUMNS: usize>(heads: [&str; COLUMNS], rows: impl Iterator<Item = String>) -> String {
    let mut table = format!("| {} |\n|{}\n", heads.join(" | "), "---|".repeat(COLUMNS));
    table.extend(rows);
    table
}
