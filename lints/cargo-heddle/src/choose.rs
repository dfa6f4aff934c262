//! `cargo heddle choose`: the guide's questions in a terminal, which end in a command.

pub mod decision;

use std::io::IsTerminal;

use decision::{Answers, Decision, Question, Recommendation};
use inquire::{InquireError, Select};
use serde_json::json;

use crate::contract::CHOICE;
use crate::report::{CODE, HEADING};
use crate::{Error, lints, report};

/// What it was asked for with.
#[derive(clap::Args, Debug)]
pub struct Options {
    /// Answers given beforehand, as `work=waiting,connections=thousands`; the rest is asked for
    #[arg(long, value_name = "QUESTION=ANSWER,…", value_delimiter = ',')]
    answers: Vec<String>,
    /// Print the recommendation as a line of JSON, and ask nothing
    #[arg(long)]
    json: bool,
}

/// Asks what was not answered and still matters, then says what to take and the command for it.
pub(crate) fn run(options: &Options) -> Result<(), Error> {
    let decision = Decision::of_the_kit();
    let mut answers = read(decision, &options.answers)?;
    let lively = !options.json && std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    while let Some(question) = decision.next(&answers) {
        if !lively {
            return Err(Error::Usage(unanswered(decision, question, &answers)));
        }
        let Some(answer) = ask(question)? else {
            return Err(Error::Interrupted);
        };
        answers.insert(question.id.clone(), answer);
    }
    // What was not asked changes nothing: any completion stands for all.
    let complete = decision.complete(&answers).swap_remove(0);
    let recommendation = decision.recommend(&complete).expect("a test has tried all");
    let text = if options.json {
        as_json(decision, &recommendation, &answers)
    } else {
        as_text(decision, &recommendation, &answers)
    };
    report::output(&text)
}

fn read(decision: &Decision, given: &[String]) -> Result<Answers, Error> {
    let mut answers = Answers::new();
    for word in given {
        let usage = |problem: String| Error::Usage(format!("`--answers {word}`: {problem}"));
        let (id, answer) = word
            .split_once('=')
            .ok_or_else(|| usage("an answer is written QUESTION=ANSWER".to_owned()))?;
        let questions = &decision.questions;
        let question = questions
            .iter()
            .find(|question| question.id == id)
            .ok_or_else(|| {
                let ids = questions.iter().map(|question| question.id.as_str());
                usage(no_such("question", id, ids))
            })?;
        if !question.answers.iter().any(|known| known.id == answer) {
            let ids = question.answers.iter().map(|known| known.id.as_str());
            return Err(usage(no_such("answer", answer, ids)));
        }
        if answers.insert(id.to_owned(), answer.to_owned()).is_some() {
            return Err(usage(format!("`{id}` is answered twice")));
        }
    }
    Ok(answers)
}

fn no_such<'a>(what: &str, word: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    let meant = lints::nearest(word, known.clone())
        .map_or_else(String::new, |nearest| format!("did you mean `{nearest}`? "));
    let known: Vec<_> = known.map(|word| format!("`{word}`")).collect();
    format!(
        "there is no {what} `{word}`; {meant}there are {}",
        known.join(", ")
    )
}

/// What is said where nobody can be asked.
fn unanswered(decision: &Decision, question: &Question, given: &Answers) -> String {
    let width = question
        .answers
        .iter()
        .map(|answer| answer.id.len())
        .max()
        .unwrap_or(0);
    let mut example = given.clone();
    example.insert(question.id.clone(), question.answers[0].id.clone());
    let answers: Vec<_> = question
        .answers
        .iter()
        .map(|answer| format!("  {}={:width$}  {}", question.id, answer.id, answer.text))
        .collect();
    format!(
        "`{}` is not answered, and there is no terminal to ask in: {}\n{}\n  \
         add one of them to `--answers`, as in `cargo heddle choose --answers {}`",
        question.id,
        question.ask,
        answers.join("\n"),
        joined(decision, &example),
    )
}

/// Nothing if the reader has left.
fn ask(question: &Question) -> Result<Option<String>, Error> {
    let texts: Vec<&str> = question
        .answers
        .iter()
        .map(|answer| answer.text.as_str())
        .collect();
    let prompt = Select::new(&question.ask, texts)
        .without_filtering()
        .with_help_message("arrows move, enter takes, escape leaves");
    match prompt.raw_prompt() {
        Ok(chosen) => Ok(Some(question.answers[chosen.index].id.clone())),
        Err(InquireError::OperationCanceled | InquireError::OperationInterrupted) => Ok(None),
        Err(error) => Err(Error::Usage(format!(
            "cannot ask in this terminal: {error}\n  `--answers` answers without it"
        ))),
    }
}

fn as_text(decision: &Decision, recommendation: &Recommendation<'_>, answers: &Answers) -> String {
    let mut text = format!("{HEADING}{}{HEADING:#}\n", recommendation.title());
    let choices = [
        ("model", Some(&recommendation.model)),
        ("runtime", recommendation.runtime.as_ref()),
    ];
    for (name, choice) in choices {
        let Some(choice) = choice else { continue };
        let advice = &decision.advice[name][choice.is];
        let why = wrapped(choice.why, "    ");
        text += &format!("\n  {CODE}{}{CODE:#}: {advice}\n{why}\n", choice.is);
    }
    for remark in &recommendation.beside {
        text += &format!("\n{}\n", wrapped(&format!("also: {remark}"), "  "));
    }
    text += &format!("\n  {CODE}{}{CODE:#}\n", recommendation.command().join(" "));
    text += "\nThe reasons, with numbers:\n";
    for page in reasons(decision, recommendation) {
        text += &format!("  {page}\n");
    }
    if !answers.is_empty() {
        text += &format!(
            "\nThe same again: cargo heddle choose --answers {}\n",
            joined(decision, answers)
        );
    }
    text
}

fn as_json(decision: &Decision, recommendation: &Recommendation<'_>, answers: &Answers) -> String {
    json!({
        "version": CHOICE,
        "answers": answers,
        "model": recommendation.model,
        "runtime": recommendation.runtime,
        "beside": recommendation.beside,
        "reasons": reasons(decision, recommendation).collect::<Vec<_>>(),
        "command": recommendation.command(),
    })
    .to_string()
}

/// The addresses of the pages that give the reasons.
fn reasons(decision: &Decision, recommendation: &Recommendation<'_>) -> impl Iterator<Item = String> {
    let pages = recommendation.reasons(decision);
    pages.map(|page| format!("{}/blob/main/docs/src/{page}", env!("CARGO_PKG_REPOSITORY")))
}

/// In the order of the questions.
fn joined(decision: &Decision, answers: &Answers) -> String {
    let given = decision.questions.iter().filter_map(|question| {
        let answer = answers.get(&question.id)?;
        Some(format!("{}={answer}", question.id))
    });
    given.collect::<Vec<_>>().join(",")
}

/// Prose in the terminal's width; commands stay on one line, as they are copied.
fn wrapped(prose: &str, indent: &str) -> String {
    let options = textwrap::Options::with_termwidth();
    textwrap::fill(prose, options.initial_indent(indent).subsequent_indent(indent))
}
