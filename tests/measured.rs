//! What the book tells of measures is what was measured: charts are drawn again and figures looked up.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result};
use heddle_tests::kit::root;
use heddle_tests::measured::{Figures, Results, benchmarks, folder};
use heddle_tests::pages::pages;

#[test]
fn every_page_is_what_was_measured() -> Result<()> {
    let mut stale = Vec::new();
    let mut charts = 0;
    for (path, wanted) in pages()? {
        let text = fs::read_to_string(&path).unwrap_or_default();
        charts += text.matches("<figure class=\"chart\">").count();
        if text != wanted {
            stale.push(path.strip_prefix(root())?.display().to_string());
        }
    }
    assert!(
        stale.is_empty(),
        "`cargo bless pages` writes anew: {}",
        stale.join(", ")
    );
    assert!(charts > 0, "nothing was drawn");
    Ok(())
}

#[test]
fn every_page_of_what_was_measured_is_in_the_book_and_no_other_is() -> Result<()> {
    let summary = fs::read_to_string(root().join("docs/src/SUMMARY.md"))?;
    let results = results()?;
    // What `cargo matrix` and `cargo peers` came to has a page each beside those of the benchmarks.
    let mut pages = BTreeSet::from(["attacks.md", "index.md", "peers.md"].map(str::to_owned));
    for benchmark in benchmarks()? {
        if results.run(&benchmark.id).is_some() {
            pages.insert(format!("{}.md", benchmark.id.to_lowercase()));
        }
    }
    let mut there = BTreeSet::new();
    for entry in fs::read_dir(root().join("docs/src/measured"))? {
        there.insert(entry?.file_name().to_string_lossy().into_owned());
    }
    assert_eq!(there, pages);
    for page in pages {
        assert!(
            summary.contains(&format!("(measured/{page})")),
            "SUMMARY.md misses measured/{page}"
        );
    }
    Ok(())
}

#[test]
fn every_measure_is_of_a_benchmark_and_shown() -> Result<()> {
    let benchmarks = benchmarks()?;
    for sample in results()?.runs.iter().flat_map(|run| &run.samples) {
        let benchmark = benchmarks.iter().find(|benchmark| benchmark.id == sample.id);
        let benchmark = benchmark.with_context(|| format!("benchmarks.toml misses {}", sample.id))?;
        for measure in &sample.measures {
            let shown = benchmark
                .charts
                .iter()
                .any(|chart| chart.measures.contains(&measure.what));
            assert!(shown, "no chart of {} shows {}", sample.id, measure.what);
        }
    }
    Ok(())
}

#[test]
fn every_figure_has_a_number_and_the_names_are_sorted() -> Result<()> {
    let figures = Figures::read()?;
    let not_yet = figures.not_yet()?;
    if !not_yet.is_empty() {
        eprintln!(
            "SKIPPED: {} figures of benchmarks that have not been run, which pages show as `?`: {}",
            not_yet.len(),
            not_yet.join(", ")
        );
    }
    for name in figures.names().filter(|name| !not_yet.contains(name)) {
        let text = figures.text(name)?;
        assert!(!text.trim().is_empty(), "{name}");
    }
    let text = fs::read_to_string(root().join("docs/bench/figures.toml"))?;
    let written: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("[figure.")?.strip_suffix(']'))
        .collect();
    assert!(written.is_sorted(), "figures.toml is not sorted by name");
    Ok(())
}

/// Those of the machine that the book tells of.
fn results() -> Result<Results> {
    let name = format!("{}.jsonl", Figures::read()?.machine());
    Results::read(&folder().join(name))
}
