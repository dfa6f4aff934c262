//! The book: it builds without a warning, its links lead somewhere, and the page "Choose" works in a browser.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use anyhow::{Context, Result};
use built::Book;
use cargo_heddle::choose::decision::{Answers, Decision};
use headless_chrome::{Browser, LaunchOptions, Tab};
use scraper::Selector;
use serde_json::Value;

#[path = "book/built.rs"]
mod built;

static BOOK: LazyLock<Book> = LazyLock::new(|| Book::build(None).expect("the book builds"));

#[test]
fn the_book_builds_without_a_warning() {
    assert_eq!(BOOK.warnings, "");
}

#[test]
fn every_link_within_the_book_leads_somewhere() -> Result<()> {
    BOOK.follow_links()
}

#[test]
fn the_page_says_for_all_answers_what_the_terminal_says() -> Result<()> {
    let Some(page) = Page::open("")? else {
        return Ok(());
    };
    let decision = Decision::of_the_kit();
    let all = decision.complete(&Answers::new());
    let addresses: Vec<_> = all.iter().map(address).collect();
    let shown = page.tab.evaluate(
        &EVERY.replace("ADDRESSES", &serde_json::to_string(&addresses)?),
        false,
    )?;
    let shown: Vec<Shown> =
        serde_json::from_str(shown.value.as_ref().and_then(Value::as_str).context("text")?)?;
    assert_eq!(shown.len(), all.len());
    for (answers, shown) in all.iter().zip(shown) {
        let wanted = decision.recommend(answers).context("a rule holds")?;
        assert_eq!(shown.title, wanted.title(), "{answers:?}");
        assert_eq!(shown.command, wanted.command().join(" "), "{answers:?}");
        let choices = [Some(&wanted.model), wanted.runtime.as_ref()]
            .into_iter()
            .flatten();
        for why in choices
            .map(|choice| choice.why)
            .chain(wanted.beside.iter().copied())
        {
            // The page takes the backquotes away and sets apostrophes as a printer does.
            assert!(
                shown.text.contains(&why.replace('`', "").replace('\'', "’")),
                "{answers:?}: {}",
                shown.text
            );
        }
    }
    Ok(())
}

#[test]
fn clicks_end_in_a_recommendation_whose_address_can_be_shared() -> Result<()> {
    let Some(page) = Page::open("")? else {
        return Ok(());
    };
    assert_eq!(page.text("#choose-result")?, "Up to 5 more questions.");
    for answer in ["waiting", "thousands", "any", "one", "small"] {
        page.tab
            .find_element(&format!("#chooser input[value={answer}]"))?
            .click()?;
    }
    assert_eq!(page.text("#choose-result h2")?, "async on smol");
    let shared = page.tab.get_url();
    let answers = shared.find('#').map_or("", |at| &shared[at..]);
    let Some(again) = Page::open(answers)? else {
        return Ok(());
    };
    assert_eq!(again.text("#choose-result h2")?, "async on smol");

    again.tab.find_element("#chooser button[type=reset]")?.click()?;
    again.until("document.querySelector('#choose-result').textContent.startsWith('Up to')")?;
    assert!(
        !again.tab.get_url().contains("work"),
        "the address still holds the answers"
    );
    Ok(())
}

#[test]
fn the_page_works_by_keyboard_and_says_what_changes_nothing() -> Result<()> {
    let Some(page) = Page::open("")? else {
        return Ok(());
    };
    page.tab.find_element("#chooser input[value=waiting]")?.focus()?;
    // Arrows move within a question, the tabulator to the next one.
    for key in ["ArrowDown", "Tab", " ", "Tab", " ", "Tab", " ", "Tab", " "] {
        page.tab.press_key(key)?;
    }
    assert_eq!(page.text("#choose-result h2")?, "threaded");
    page.go("#work=computing&connections=hundreds&libraries=any&aim=nothing")?;
    assert_eq!(
        page.text("#choose-result h2")?,
        "threaded",
        "`flow` is not answered and changes nothing"
    );
    assert!(page.holds(
        "getComputedStyle(document.querySelector('[data-question=flow] .no-matter')).display != 'none'"
    )?);
    assert!(page.holds(
        "getComputedStyle(document.querySelector('[data-question=aim] .no-matter')).display == 'none'"
    )?);
    assert!(
        page.holds("document.querySelector('#choose-result').getAttribute('aria-live') == 'polite'")?,
        "a screen reader is not told"
    );
    Ok(())
}

#[test]
fn an_address_with_what_is_no_answer_is_read_as_far_as_it_goes() -> Result<()> {
    let Some(page) = Page::open("")? else {
        return Ok(());
    };
    page.go("#work=sleeping&aim=%3Cscript%3E&connections=more&nonsense")?;
    assert!(page.text("#choose-result")?.ends_with("more questions."));
    assert!(page.holds("document.querySelectorAll('#chooser input:checked').length == 1")?);
    Ok(())
}

#[test]
fn the_command_is_copied() -> Result<()> {
    let Some(page) = Page::open("")? else {
        return Ok(());
    };
    page.go("#work=waiting&connections=hundreds&libraries=any&flow=one&aim=nothing")?;
    page.tab.find_element("#choose-result button")?.click()?;
    // Without leave to write the clipboard the command is selected, one key from being copied.
    page.until(
        "['Copied', 'Selected'].includes(document.querySelector('#choose-result button').textContent)",
    )?;
    Ok(())
}

#[test]
fn the_page_fits_narrow_screens_and_can_be_read_in_every_theme() -> Result<()> {
    let Some(page) = Page::open("#work=waiting&connections=hundreds&libraries=any&flow=one&aim=memory")?
    else {
        return Ok(());
    };
    page.tab.set_bounds(headless_chrome::types::Bounds::Normal {
        left: None,
        top: None,
        width: Some(500.0),
        height: Some(900.0),
    })?;
    assert!(
        page.holds(
            "[...document.querySelectorAll('#chooser *, #choose-result *')]\
             .every((it) => it.getBoundingClientRect().right <= document.documentElement.clientWidth + 1)"
        )?,
        "something sticks out of a narrow screen"
    );
    for theme in ["light", "rust", "coal", "navy", "ayu"] {
        let contrast = page.tab.evaluate(&CONTRAST.replace("THEME", theme), false)?.value;
        let contrast = contrast.as_ref().and_then(Value::as_f64).context("a number")?;
        // What WCAG 2 asks for at level AA.
        assert!(contrast >= 4.5, "{theme}: contrast {contrast:.1}");
    }
    Ok(())
}

#[test]
fn without_scripts_the_page_holds_every_rule_and_command() -> Result<()> {
    let pages = BOOK.pages()?;
    let (_, page) = pages
        .iter()
        .find(|(path, _)| path.ends_with("choose.html"))
        .context("the page is built")?;
    let cells: BTreeSet<String> = page
        .select(&Selector::parse("td").expect("a selector"))
        // mdBook sets apostrophes as a printer does.
        .map(|cell| cell.text().collect::<String>().replace('’', "'"))
        .collect();
    let decision = Decision::of_the_kit();
    let whys = decision
        .models
        .iter()
        .chain(&decision.runtimes)
        .map(|rule| &rule.why);
    for why in whys.chain(decision.beside.iter().map(|remark| &remark.why)) {
        assert!(cells.contains(&why.replace('`', "")), "not in a table: {why}");
    }
    for answers in decision.complete(&Answers::new()) {
        let command = decision
            .recommend(&answers)
            .context("a rule holds")?
            .command()
            .join(" ");
        assert!(cells.contains(&command), "not in a table: {command}");
    }
    Ok(())
}

/// What the page shows for each address, all in one script: a call of the browser takes longer than the page.
const EVERY: &str = r"JSON.stringify(ADDRESSES.map((address) => {
    location.hash = address;
    dispatchEvent(new HashChangeEvent('hashchange'));
    const text = (selector) => document.querySelector('#choose-result ' + selector)?.textContent ?? '';
    return {
        title: text('h2'),
        command: text('.command code'),
        text: document.querySelector('#choose-result').textContent,
    };
}))";

/// What the page shows.
#[derive(serde::Deserialize)]
struct Shown {
    title: String,
    command: String,
    text: String,
}

/// The contrast of the reason's text, the least that a theme gives to what it is drawn on.
const CONTRAST: &str = r"(() => {
    document.documentElement.className = 'THEME js';
    const light = (colour) => {
        const [r, g, b] = colour.match(/[\d.]+/g).slice(0, 3).map((part) => part / 255)
            .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const text = light(getComputedStyle(document.querySelector('#choose-result .why')).color);
    const behind = light(getComputedStyle(document.querySelector('#choose-result')).backgroundColor);
    return (Math.max(text, behind) + 0.05) / (Math.min(text, behind) + 0.05);
})()";

fn address(answers: &Answers) -> String {
    let given: Vec<_> = answers
        .iter()
        .map(|(question, answer)| format!("{question}={answer}"))
        .collect();
    format!("#{}", given.join("&"))
}

/// The page "Choose" in a browser.
struct Page {
    tab: Arc<Tab>,
    /// Ends with it.
    _browser: Browser,
}

impl Page {
    /// Opens the page with these answers in its address; nothing, and loudly so, without a browser.
    fn open(answers: &str) -> Result<Option<Self>> {
        let Ok(program) = headless_chrome::browser::default_executable() else {
            println!("SKIPPED: no Chromium here, the page \"Choose\" was not tried");
            eprintln!("SKIPPED: no Chromium here, the page \"Choose\" was not tried");
            return Ok(None);
        };
        let options = LaunchOptions::default_builder()
            .path(Some(program))
            // The pages are our own, and root may not use the sandbox.
            .sandbox(false)
            .build()?;
        let browser = Browser::new(options)?;
        let tab = browser.new_tab()?;
        let page = Self {
            tab,
            _browser: browser,
        };
        page.tab
            .navigate_to(&file(&BOOK.folder.path().join("choose.html"), answers))?
            .wait_until_navigated()?;
        Ok(Some(page))
    }

    /// Changes the answers in the address, as a link within the page would.
    fn go(&self, answers: &str) -> Result<()> {
        // The event for it comes later; what it does is done here at once.
        let script = format!("location.hash = '{answers}'; dispatchEvent(new HashChangeEvent('hashchange'))");
        self.tab.evaluate(&script, false)?;
        Ok(())
    }

    fn text(&self, selector: &str) -> Result<String> {
        let script = format!("document.querySelector('{selector}').textContent");
        let found = self.tab.evaluate(&script, false)?.value;
        Ok(found
            .as_ref()
            .and_then(Value::as_str)
            .with_context(|| format!("no {selector}"))?
            .to_owned())
    }

    fn holds(&self, condition: &str) -> Result<bool> {
        let found = self.tab.evaluate(condition, false)?.value;
        found
            .as_ref()
            .and_then(Value::as_bool)
            .with_context(|| format!("not true or false: {condition}"))
    }

    fn until(&self, condition: &str) -> Result<()> {
        for _ in 0..100 {
            if self.holds(condition)? {
                return Ok(());
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        anyhow::bail!("never so: {condition}")
    }
}

fn file(path: &Path, answers: &str) -> String {
    format!("file://{}{answers}", path.display())
}
