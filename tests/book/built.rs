//! The book as it is built, in English or in another language.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result, ensure};
use heddle_tests::kit::root;
use mdbook_driver::MDBook;
use mdbook_driver::builtin_preprocessors::{IndexPreprocessor, LinkPreprocessor};
use mdbook_driver::config::Config;
use mdbook_i18n_helpers::preprocessors::Gettext;
use scraper::{Html, Selector};
use tempfile::TempDir;
use tracing::Level;
use walkdir::WalkDir;

/// The book as it was built, with what was warned of.
pub(crate) struct Book {
    pub(crate) folder: TempDir,
    pub(crate) warnings: String,
}

impl Book {
    /// Builds it as `mdbook build` does, or in this language as docs/po/README.md says.
    pub(crate) fn build(language: Option<&str>) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let log = Log::default();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(Level::WARN)
            .with_ansi(false)
            .with_writer({
                let log = log.clone();
                move || log.clone()
            })
            .finish();
        tracing::subscriber::with_default(subscriber, || -> Result<()> {
            let mut book = load(language)?;
            book.config.build.build_dir = folder.path().to_owned();
            book.build()
        })?;
        let warnings = String::from_utf8(log.0.lock().expect("nobody panicked with it").clone())?;
        Ok(Self { folder, warnings })
    }

    /// Every page, by its path.
    pub(crate) fn pages(&self) -> Result<BTreeMap<PathBuf, Html>> {
        let mut pages = BTreeMap::new();
        for entry in WalkDir::new(self.folder.path().canonicalize()?) {
            let path = entry?.into_path();
            let is_page = path.extension() == Some(OsStr::new("html"));
            // Its links are those of the page for what is not found, wherever that is shown.
            if is_page && !path.ends_with("404.html") {
                let page = Html::parse_document(&fs::read_to_string(&path)?);
                pages.insert(path, page);
            }
        }
        Ok(pages)
    }

    /// Follows every link within the book, to the place in the page.
    pub(crate) fn follow_links(&self) -> Result<()> {
        let pages = self.pages()?;
        let links = Selector::parse("[href], [src]").expect("a selector");
        let mut followed = 0;
        for (path, page) in &pages {
            for link in page.select(&links) {
                let target = link.attr("href").or(link.attr("src")).unwrap_or_default();
                if target.contains(':') || target.starts_with("//") {
                    continue;
                }
                let (file, place) = target.split_once('#').unwrap_or((target, ""));
                let file = match file {
                    "" => path.clone(),
                    _ => path.parent().context("a page lies in a folder")?.join(file),
                };
                let file = file
                    .canonicalize()
                    .with_context(|| format!("{} links to {target}, which is not there", path.display()))?;
                if !place.is_empty() && file.extension() == Some(OsStr::new("html")) {
                    let page = pages.get(&file).context("no page of the book")?;
                    ensure!(
                        page.select(&by_id(place)?).next().is_some(),
                        "{} links to {target}, where no such place is",
                        path.display()
                    );
                }
                followed += 1;
            }
        }
        ensure!(followed > 100, "only {followed} links were followed");
        Ok(())
    }
}

fn load(language: Option<&str>) -> Result<MDBook> {
    let docs = root().join("docs");
    let Some(language) = language else {
        return MDBook::load(docs);
    };
    let mut config = Config::from_disk(docs.join("book.toml"))?;
    config.book.language = Some(language.to_owned());
    config.build.use_default_preprocessors = false;
    let mut book = MDBook::load_with_config(docs, config)?;
    // In this order: a text is translated while what it includes is not there yet.
    book.with_preprocessor(Gettext)
        .with_preprocessor(LinkPreprocessor::new())
        .with_preprocessor(IndexPreprocessor::new());
    Ok(book)
}

fn by_id(id: &str) -> Result<Selector> {
    Selector::parse(&format!("[id='{id}']"))
        .map_err(|error| anyhow::anyhow!("{id} is no name of a place: {error}"))
}

/// What is logged, in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("nobody panicked with it").extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
