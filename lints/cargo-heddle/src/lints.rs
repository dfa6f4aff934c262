//! The lints' names, levels and documentation, read from their own files, which the command carries.

use std::sync::LazyLock;

use crate::pin::SOURCE;

/// A lint as its file declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lint {
    /// The name, in lower case.
    pub name: String,
    /// The level without configuration: `allow`, `warn` or `deny`.
    pub level: String,
    /// One line on what it finds.
    pub description: String,
    /// The documentation, as Markdown.
    pub documentation: String,
    /// The documentation by section, in order.
    pub sections: Vec<Section>,
}

/// A section of a lint's documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading's text.
    pub title: String,
    /// What stands under it, as Markdown.
    pub text: String,
}

/// Every lint, sorted by name.
pub fn all() -> &'static [Lint] {
    static LINTS: LazyLock<Vec<Lint>> = LazyLock::new(|| {
        let files = SOURCE.iter().filter(|(name, _)| {
            name.strip_prefix("driver/src/lints/")
                .is_some_and(|file| file.ends_with(".rs") && file != "mod.rs")
        });
        let mut lints: Vec<Lint> = files
            .filter_map(|(_, text)| parse(std::str::from_utf8(text).ok()?))
            .collect();
        lints.sort_by(|left, right| left.name.cmp(&right.name));
        lints
    });
    &LINTS
}

impl Lint {
    /// The documentation for where the pages of the book are not beside it: their names, without the way there.
    pub fn without_links(&self) -> String {
        unlinked(&self.documentation)
    }
}

impl Section {
    /// The text for where the pages of the book are not beside it.
    pub fn without_links(&self) -> String {
        unlinked(&self.text)
    }
}

fn unlinked(text: &str) -> String {
    all().iter().fold(text.to_owned(), |text, Lint { name, .. }| {
        text.replace(&format!("[`{name}`]({name}.md)"), &format!("`{name}`"))
    })
}

/// The lint called `name`, with `-` or `_`, in capitals or not.
pub fn find(name: &str) -> Result<&'static Lint, String> {
    let wanted = name.replace('-', "_").to_lowercase();
    all().iter().find(|lint| lint.name == wanted).ok_or_else(|| {
        let nearest = nearest(&wanted, all().iter().map(|lint| lint.name.as_str()));
        let meant = nearest.map_or_else(String::new, |nearest| format!("did you mean `{nearest}`? "));
        format!("there is no lint `{name}`; {meant}`cargo heddle list` shows them all")
    })
}

/// The lint whose name is `name` letter by letter, but for `-`: to the compiler a capital is another letter.
pub(crate) fn exact(name: &str) -> Result<&'static Lint, String> {
    let lint = find(name)?;
    if lint.name == name.replace('-', "_") {
        return Ok(lint);
    }
    Err(format!(
        "there is no lint `{name}`; did you mean `{}`? `cargo heddle list` shows them all",
        lint.name
    ))
}

/// The known word that `wanted` is most like, if it is like any.
pub(crate) fn nearest<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|word| (strsim::jaro_winkler(wanted, word), word))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, word)| word)
}

/// Reads the one `declare_heddle_lint!` of a lint's file.
fn parse(source: &str) -> Option<Lint> {
    let (_, declaration) = source.split_once("\ndeclare_heddle_lint! {\n")?;
    let mut documentation = String::new();
    for line in declaration.lines().map(str::trim_start) {
        if let Some(text) = line.strip_prefix("///") {
            documentation.push_str(text.strip_prefix(' ').unwrap_or(text));
            documentation.push('\n');
        } else if let Some(rest) = line.strip_prefix("pub ") {
            let mut parts = rest.splitn(3, ", ");
            let name = parts.next()?.to_lowercase();
            let level = parts.next()?.to_lowercase();
            let description = parts.next()?.trim().trim_matches('"').to_owned();
            let sections = sections(&documentation);
            return Some(Lint {
                name,
                level,
                description,
                documentation,
                sections,
            });
        } else {
            return None;
        }
    }
    None
}

fn sections(documentation: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for line in documentation.lines() {
        if let Some(title) = line.strip_prefix("### ") {
            sections.push(Section {
                title: title.to_owned(),
                text: String::new(),
            });
        } else if let Some(section) = sections.last_mut() {
            section.text.push_str(line);
            section.text.push('\n');
        }
    }
    for section in &mut sections {
        section.text = section.text.trim().to_owned() + "\n";
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "//! A lint.\n\ndeclare_heddle_lint! {\n    /// ### What it does\n    /// Finds.\n    ///\n    \
        /// ### Example\n    /// ```rust\n    /// # Not a heading\n    /// ```\n    pub SOME_LINT, Warn, \"finds, well\"\n}\n";

    #[test]
    fn a_declaration_gives_name_level_description_and_sections() {
        let lint = parse(FILE).unwrap();
        assert_eq!((lint.name.as_str(), lint.level.as_str()), ("some_lint", "warn"));
        assert_eq!(lint.description, "finds, well");
        let titles: Vec<_> = lint
            .sections
            .iter()
            .map(|section| section.title.as_str())
            .collect();
        assert_eq!(titles, ["What it does", "Example"]);
        assert_eq!(lint.sections[1].text, "```rust\n# Not a heading\n```\n");
    }

    #[test]
    fn nothing_leads_to_a_page_that_is_not_there() {
        for lint in all() {
            assert!(!lint.without_links().contains(".md)"), "{}", lint.name);
        }
        assert!(all().iter().any(|lint| lint.documentation.contains(".md)")));
    }

    #[test]
    fn every_lint_file_of_the_driver_declares_one() {
        let files = SOURCE
            .iter()
            .filter(|(name, _)| name.starts_with("driver/src/lints/"))
            .count();
        assert_eq!(all().len(), files - 1, "all but mod.rs");
    }

    #[test]
    fn an_unknown_name_gets_the_nearest() {
        assert_eq!(
            find("Blocking-Call-In-Async").unwrap().name,
            "blocking_call_in_async"
        );
        let error = find("blocking_calls_in_async").unwrap_err();
        assert!(
            error.contains("did you mean `blocking_call_in_async`?"),
            "{error}"
        );
        assert!(!find("zzz").unwrap_err().contains("did you mean"));
    }
}
