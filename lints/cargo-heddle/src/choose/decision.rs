//! The questions and rules of `docs/decision.toml`, and what they come to.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// All of `docs/decision.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// One line on each choice of the template: question, choice, line.
    pub advice: BTreeMap<String, BTreeMap<String, String>>,
    /// By choice, the pages of the book that give its reasons.
    pub reasons: BTreeMap<String, Vec<String>>,
    /// In the order in which they are asked.
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
    /// The first that holds gives the model.
    #[serde(rename = "model")]
    pub models: Vec<Rule>,
    /// The first that holds gives the runtime of a model that has one.
    #[serde(rename = "runtime")]
    pub runtimes: Vec<Rule>,
    /// All that hold are told.
    pub beside: Vec<Remark>,
}

/// A question with its answers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Names it in `--answers`, in rules and in the page's address.
    pub id: String,
    /// The question.
    pub ask: String,
    /// In the order in which they are shown.
    pub answers: Vec<Answer>,
}

/// One answer to a question.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Names it, as the question's.
    pub id: String,
    /// What a reader sees.
    pub text: String,
}

/// What must have been answered: question, and the answers of which one was given.
pub type When = BTreeMap<String, Vec<String>>;

/// Gives a choice of the template where it holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The choice.
    pub is: String,
    /// Empty for a rule that always holds.
    #[serde(default)]
    pub when: When,
    /// The reason, told with the choice.
    pub why: String,
}

/// Tells something where it holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remark {
    /// As a rule's; `model` and `runtime` are what was decided.
    pub when: When,
    /// What is told.
    pub why: String,
}

/// Question and answer.
pub type Answers = BTreeMap<String, String>;

/// What the answers come to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Recommendation<'a> {
    /// The template's `model`.
    pub model: Choice<'a>,
    /// The template's `runtime`, where the model has one.
    pub runtime: Option<Choice<'a>>,
    /// What to do beside that.
    pub beside: Vec<&'a str>,
}

/// A choice and its reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Choice<'a> {
    /// The choice.
    pub is: &'a str,
    /// Its reason, from the rule that decided.
    pub why: &'a str,
}

/// The model without a runtime.
const THREADED: &str = "threaded";

impl Decision {
    /// The kit's own.
    pub fn of_the_kit() -> &'static Self {
        static DECISION: LazyLock<Decision> = LazyLock::new(|| {
            // A test reads it too: no broken file is ever shipped.
            toml::from_str(include_str!("../../decision.toml")).expect("decision.toml fits its type")
        });
        &DECISION
    }

    /// What complete answers come to; nothing if a list of rules ends without one that holds.
    pub fn recommend(&self, answers: &Answers) -> Option<Recommendation<'_>> {
        let mut known = answers.clone();
        let model = first(&self.models, &known)?;
        known.insert("model".to_owned(), model.is.to_owned());
        let mut runtime = None;
        if model.is != THREADED {
            let choice = first(&self.runtimes, &known)?;
            known.insert("runtime".to_owned(), choice.is.to_owned());
            runtime = Some(choice);
        }
        let beside = self.beside.iter().filter(|remark| holds(&remark.when, &known));
        Some(Recommendation {
            model,
            runtime,
            beside: beside.map(|remark| remark.why.as_str()).collect(),
        })
    }

    /// The first question without an answer whose answer still matters; none once all is decided.
    pub fn next(&self, answers: &Answers) -> Option<&Question> {
        self.questions
            .iter()
            .find(|question| !answers.contains_key(&question.id) && self.matters(question, answers))
    }

    /// Every way to answer all questions that agrees with `answers`, in the order of questions and answers.
    pub fn complete(&self, answers: &Answers) -> Vec<Answers> {
        let mut all = vec![answers.clone()];
        for question in &self.questions {
            if answers.contains_key(&question.id) {
                continue;
            }
            all = all
                .into_iter()
                .flat_map(|known| {
                    question
                        .answers
                        .iter()
                        .map(move |answer| with(&known, question, answer))
                })
                .collect();
        }
        all
    }

    fn matters(&self, question: &Question, answers: &Answers) -> bool {
        self.complete(answers).iter().any(|complete| {
            let mut others = question
                .answers
                .iter()
                .map(|answer| with(complete, question, answer));
            let outcome = self.recommend(complete);
            others.any(|other| self.recommend(&other) != outcome)
        })
    }
}

impl Recommendation<'_> {
    /// The command that generates the service; it asks for the name and the extras.
    pub fn command(&self) -> Vec<String> {
        let mut words: Vec<String> = [
            "cargo",
            "generate",
            "--git",
            env!("CARGO_PKG_REPOSITORY"),
            "template",
        ]
        .map(str::to_owned)
        .into();
        words.extend(["--define".to_owned(), format!("model={}", self.model.is)]);
        if let Some(runtime) = &self.runtime {
            words.extend(["--define".to_owned(), format!("runtime={}", runtime.is)]);
        }
        words
    }

    /// The pages of the book that give the reasons, the model's before the runtime's.
    pub fn reasons<'d>(&self, decision: &'d Decision) -> impl Iterator<Item = &'d str> {
        let choices = [Some(&self.model), self.runtime.as_ref()];
        let choices = choices.into_iter().flatten();
        choices.flat_map(|choice| decision.reasons[choice.is].iter().map(String::as_str))
    }

    /// Model and runtime in a few words.
    pub fn title(&self) -> String {
        match &self.runtime {
            Some(runtime) => format!("{} on {}", self.model.is, runtime.is),
            None => self.model.is.to_owned(),
        }
    }
}

fn first<'a>(rules: &'a [Rule], known: &Answers) -> Option<Choice<'a>> {
    let rule = rules.iter().find(|rule| holds(&rule.when, known))?;
    Some(Choice {
        is: &rule.is,
        why: &rule.why,
    })
}

fn holds(when: &When, known: &Answers) -> bool {
    when.iter()
        .all(|(question, answers)| known.get(question).is_some_and(|given| answers.contains(given)))
}

fn with(known: &Answers, question: &Question, answer: &Answer) -> Answers {
    let mut answers = known.clone();
    answers.insert(question.id.clone(), answer.id.clone());
    answers
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_way_to_answer_comes_to_a_recommendation_and_every_rule_decides_some() {
        let decision = Decision::of_the_kit();
        let all: Vec<_> = decision
            .complete(&Answers::new())
            .iter()
            .map(|answers| {
                decision
                    .recommend(answers)
                    .unwrap_or_else(|| panic!("nothing for {answers:?}"))
            })
            .collect();
        assert_eq!(
            all.len(),
            decision
                .questions
                .iter()
                .map(|question| question.answers.len())
                .product::<usize>()
        );
        let reasons: BTreeSet<_> = all
            .iter()
            .flat_map(|it| [Some(&it.model), it.runtime.as_ref()])
            .flatten()
            .map(|choice| choice.why)
            .chain(all.iter().flat_map(|it| it.beside.iter().copied()))
            .collect();
        let rules = decision
            .models
            .iter()
            .chain(&decision.runtimes)
            .map(|rule| &rule.why);
        for why in rules.chain(decision.beside.iter().map(|remark| &remark.why)) {
            assert!(reasons.contains(why.as_str()), "never reached: {why}");
        }
    }

    #[test]
    fn rules_name_only_questions_and_answers_that_there_are() {
        let decision = Decision::of_the_kit();
        let choices =
            ["model", "runtime"].map(|question| (question, decision.advice[question].keys().collect()));
        let known: BTreeMap<&str, Vec<&String>> = decision
            .questions
            .iter()
            .map(|question| {
                (
                    question.id.as_str(),
                    question.answers.iter().map(|it| &it.id).collect(),
                )
            })
            .chain(choices)
            .collect();
        let rules = decision
            .models
            .iter()
            .chain(&decision.runtimes)
            .map(|rule| &rule.when);
        for when in rules.chain(decision.beside.iter().map(|remark| &remark.when)) {
            for (question, answers) in when {
                for answer in answers {
                    assert!(
                        known[question.as_str()].contains(&answer),
                        "{question} has no {answer}"
                    );
                }
            }
        }
        for (question, rules) in [("model", &decision.models), ("runtime", &decision.runtimes)] {
            for rule in rules {
                assert!(
                    known[question].contains(&&rule.is),
                    "the template has no {question} {}",
                    rule.is
                );
            }
        }
    }

    #[test]
    fn a_question_that_changes_nothing_is_not_asked() {
        let decision = Decision::of_the_kit();
        for complete in decision.complete(&Answers::new()) {
            let mut given = Answers::new();
            while let Some(question) = decision.next(&given) {
                given.insert(question.id.clone(), complete[&question.id].clone());
            }
            let outcomes: BTreeSet<_> = decision
                .complete(&given)
                .iter()
                .map(|answers| decision.recommend(answers))
                .collect();
            assert_eq!(outcomes.len(), 1, "{given:?} leave it open");
        }
    }
}
