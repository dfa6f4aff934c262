//! Translations of the book: the pages that come first are translated whole, nothing but words differs, and it builds.

use std::fs;

use anyhow::{Context, Result, anyhow, ensure};
use built::Book;
use heddle_tests::guide;
use heddle_tests::kit::root;
use mdbook_i18n_helpers::{extract_events, extract_messages};
use polib::catalog::Catalog;
use pulldown_cmark::{Event, Tag, TagEnd};
use scraper::Selector;

#[path = "book/built.rs"]
mod built;

/// A file of translations.
struct Translation {
    language: String,
    catalog: Catalog,
}

#[test]
fn choose_and_the_models_are_translated_whole() -> Result<()> {
    let texts = texts()?;
    assert!(texts.len() > 400, "only {} texts are asked for", texts.len());
    for Translation { language, catalog } in translations()? {
        let missing: Vec<_> = texts
            .iter()
            .filter(|(_, text)| {
                let message = catalog.find_message(None, text, None);
                message.is_none_or(|it| !it.is_translated() || it.is_fuzzy())
            })
            .map(|(page, text)| format!("{page}: {text}"))
            .collect();
        ensure!(
            missing.is_empty(),
            "docs/po/{language}.po has no translation of {} texts:\n\n{}\n\n{}",
            missing.len(),
            missing.join("\n"),
            update(&language)
        );
    }
    Ok(())
}

#[test]
fn a_translation_keeps_links_code_and_comments() -> Result<()> {
    for Translation { language, catalog } in translations()? {
        for message in catalog.messages() {
            let translated = message
                .msgstr()
                .map_err(|_| anyhow!("{}: has a plural", message.msgid()))?;
            if translated.is_empty() {
                continue;
            }
            let (kept, wanted) = (marks(translated), marks(message.msgid()));
            ensure!(
                kept == wanted,
                "docs/po/{language}.po: the translation of\n\n{}\n\nhas {kept:#?} and not {wanted:#?}: mend it there",
                message.msgid()
            );
        }
    }
    Ok(())
}

#[test]
fn a_translated_book_builds_and_its_links_lead_somewhere() -> Result<()> {
    for Translation { language, catalog } in translations()? {
        let book = Book::build(Some(&language))?;
        assert_eq!(book.warnings, "", "in {language}");
        book.follow_links().with_context(|| format!("in {language}"))?;

        let pages = book.pages()?;
        let page = pages.iter().find(|(path, _)| path.ends_with("choose.html"));
        let (_, page) = page.context("the page is built")?;
        let message = catalog.find_message(None, "Choose", None);
        let title = message.context("the page has a title")?;
        let shown = page
            .select(&Selector::parse("main h1").expect("a selector"))
            .next();
        let shown: String = shown.context("a title is shown")?.text().collect();
        assert_eq!(Some(shown.trim()), title.msgstr().ok(), "in {language}");
    }
    Ok(())
}

/// Every file of translations, of which there is at least one.
fn translations() -> Result<Vec<Translation>> {
    let mut translations = Vec::new();
    for entry in fs::read_dir(root().join("docs/po"))? {
        let path = entry?.path();
        if path.extension().is_none_or(|end| end != "po") {
            continue;
        }
        let language = path.file_stem().context("a file has a name")?;
        let language = language.to_string_lossy().into_owned();
        let catalog = polib::po_file::parse(&path).map_err(|error| {
            anyhow!(
                "docs/po/{language}.po cannot be read: {error}\n\n`msgfmt --check` says where it is broken"
            )
        })?;
        assert_eq!(catalog.metadata.language, language, "the language in the file");
        translations.push(Translation { language, catalog });
    }
    ensure!(!translations.is_empty(), "docs/po holds no translation");
    Ok(translations)
}

/// What must be translated: page and text.
fn texts() -> Result<Vec<(String, String)>> {
    let mut texts = Vec::new();
    let summary = fs::read_to_string(root().join("docs/src/SUMMARY.md"))?;
    for page in guide::pages()? {
        if page.name != "choose.md" && !page.name.starts_with("models/") {
            continue;
        }
        let line = summary.lines().find_map(|line| {
            let line = line.trim().strip_prefix("- [")?;
            line.strip_suffix(&format!("]({})", page.name))
        });
        let title = line.with_context(|| format!("{} is not in SUMMARY.md", page.name))?;
        texts.push(("SUMMARY.md".to_owned(), title.to_owned()));
        let of_page = extract_messages(&page.text)
            .map_err(|error| anyhow!("the texts of {} cannot be told: {error}", page.name))?;
        let of_page = of_page.into_iter().map(|(_, it)| it.message);
        texts.extend(
            of_page
                .filter(|text| !is_figure(text))
                .map(|text| (page.name.clone(), text)),
        );
    }
    Ok(texts)
}

/// A figure alone, or the place of one, is the same in each language, and another one after each measurement.
fn is_figure(text: &str) -> bool {
    ["figure", "later"].iter().any(|kind| {
        let inside = text
            .strip_prefix(&format!("<!-- {kind} "))
            .and_then(|rest| rest.strip_suffix(&format!("<!-- /{kind} -->")));
        // One comment remains, the end of the first: nothing else stands in the text.
        inside.is_some_and(|inside| !inside.contains("<!--"))
    })
}

/// What a translation takes over as it is; where it stands in the sentence is the translator's.
fn marks(text: &str) -> Vec<String> {
    let mut in_code = false;
    let mut marks = Vec::new();
    for (_, event) in extract_events(text, None) {
        match event {
            Event::Code(code) => marks.push(format!("`{code}`")),
            Event::Html(html) | Event::InlineHtml(html) => marks.push(html.trim().to_owned()),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                marks.push(format!("link to {dest_url}"));
            }
            Event::Start(Tag::Strong) => marks.push("**".to_owned()),
            Event::Start(Tag::Emphasis) => marks.push("_".to_owned()),
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            // Comments in a block are words.
            Event::Text(code) if in_code => {
                let commands = code.lines().filter(|line| !line.starts_with(['#', '/']));
                marks.extend(commands.map(str::to_owned));
            }
            Event::Text(text) => marks.extend(text.matches("{}").map(str::to_owned)),
            _ => {}
        }
    }
    marks.sort();
    marks
}

/// How a translation is brought up to date, as docs/po/README.md says.
fn update(language: &str) -> String {
    let readme = fs::read_to_string(root().join("docs/po/README.md")).unwrap_or_default();
    let commands = readme.lines().filter(|line| {
        let is_extraction = line.starts_with("MDBOOK_OUTPUT=");
        is_extraction || line.starts_with("msgmerge ")
    });
    let commands: Vec<_> = commands
        .map(|line| line.replace("th.po", &format!("{language}.po")))
        .collect();
    format!(
        "bring it up to date and translate them:\n{}\ndocs/po/README.md says more",
        commands.join("\n")
    )
}
