//! The pages of the book with what was measured: text, chart, table, and how to repeat it.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::catalogue::{Benchmark, Chart, benchmarks};
use super::chart::{self, Panel};
use super::data::{Machine, Results, Run, Summary, folder};
use super::figures::Figures;
use super::lines;
use super::number::shown;
use crate::kit::root;

/// A page for each benchmark that was measured on the machine that the book tells of.
pub(crate) fn pages() -> Result<Vec<(PathBuf, String)>> {
    let first = Figures::read()?.machine().to_owned();
    let mut slugs = vec![first.clone()];
    for entry in std::fs::read_dir(folder()).context("docs/bench/results")? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(slug) = name
            .strip_suffix(".jsonl")
            .filter(|slug| !slug.contains('.') && *slug != first)
        {
            slugs.push(slug.to_owned());
        }
    }
    slugs[1..].sort();
    let mut machines = Vec::new();
    for slug in slugs {
        let results = Results::read(&folder().join(format!("{slug}.jsonl")))?;
        machines.push((slug, results));
    }
    let mut pages = Vec::new();
    for benchmark in benchmarks()? {
        if machines[0].1.run(&benchmark.id).is_some() {
            let name = format!("docs/src/measured/{}.md", benchmark.id.to_lowercase());
            pages.push((root().join(name), page(&benchmark, &machines)));
        }
    }
    Ok(pages)
}

fn page(benchmark: &Benchmark, machines: &[(String, Results)]) -> String {
    let Benchmark {
        id,
        title,
        about,
        seen,
        ..
    } = benchmark;
    let mut out = format!(
        "<!-- written by `cargo bless pages` from docs/bench/benchmarks.toml and docs/bench/results: edit those -->\n\n\
         # {title}\n\n{}\n",
        about.trim()
    );
    if !seen.is_empty() {
        write!(out, "\n{}\n", seen.trim()).expect("a string takes all");
    }
    for (slug, results) in machines {
        let Some(run) = results.run(id) else { continue };
        if machines.len() > 1 {
            write!(out, "\n## On {slug}\n").expect("a string takes all");
        }
        for chart in &benchmark.charts {
            out += &drawn(benchmark, chart, run, slug);
        }
        out += &how(id, slug, run);
    }
    out
}

/// A chart with its table.
fn drawn(benchmark: &Benchmark, chart: &Chart, run: &Run, slug: &str) -> String {
    let measures: Vec<&str> = chart.measures.iter().map(String::as_str).collect();
    let Some(unit) = run
        .of(&benchmark.id)
        .flat_map(|sample| &sample.measures)
        .find(|measure| measures.contains(&measure.what.as_str()))
        .map(|measure| measure.unit.as_str())
    else {
        return String::new();
    };
    let mut panels = panels(benchmark, chart, run);
    let mut out = format!("\n**{}**\n\n", chart.title);
    if !chart.only_table {
        let name = format!(
            "{}-{}-{slug}",
            benchmark.id.to_lowercase(),
            measures[0].replace(' ', "-")
        );
        let svg = if chart.along.is_some() {
            lines::lines(&name, chart, unit, &benchmark.parameter, &panels)
        } else {
            for panel in &mut panels {
                panel.bars.sort_by(|a, b| order(a.1, b.1, chart.more_is_better));
            }
            chart::bars(&name, chart, unit, &panels)
        };
        write!(out, "<figure class=\"chart\">\n{svg}</figure>\n\n").expect("a string takes all");
    }
    out + &table(benchmark, chart, unit, &panels)
}

/// The best first.
fn order(a: Summary, b: Summary, more_is_better: bool) -> std::cmp::Ordering {
    let ascending = a.median.total_cmp(&b.median);
    if more_is_better {
        ascending.reverse()
    } else {
        ascending
    }
}

/// The numbers by parameter, both in the order in which they were measured.
fn panels(benchmark: &Benchmark, chart: &Chart, run: &Run) -> Vec<Panel> {
    let mut panels: Vec<Panel> = Vec::new();
    for sample in run.of(&benchmark.id) {
        for what in &chart.measures {
            let Some((summary, _)) = run.summary(&benchmark.id, &sample.variant, &sample.parameter, what)
            else {
                continue;
            };
            let name = if chart.measures.len() > 1 {
                format!("{}, {what}", sample.variant)
            } else {
                sample.variant.clone()
            };
            let at = panels.iter().position(|panel| panel.name == sample.parameter);
            let at = at.unwrap_or_else(|| {
                panels.push(Panel {
                    name: sample.parameter.clone(),
                    bars: Vec::new(),
                });
                panels.len() - 1
            });
            if panels[at].bars.iter().all(|(known, _)| *known != name) {
                panels[at].bars.push((name, summary));
            }
        }
    }
    panels
}

/// The same as text, each beside the best of its parameter.
fn table(benchmark: &Benchmark, chart: &Chart, unit: &str, panels: &[Panel]) -> String {
    let varies = panels.iter().any(|panel| !panel.name.is_empty());
    let (head, rule) = if varies {
        (format!("| {} ", benchmark.parameter), "|---")
    } else {
        (String::new(), "")
    };
    let mut out =
        format!("{head}| variant | {unit} | least to most | to the best |\n{rule}|---|--:|--:|--:|\n");
    for panel in panels {
        let mut bars = panel.bars.clone();
        bars.sort_by(|a, b| order(a.1, b.1, chart.more_is_better));
        let best = bars.first().map_or(0.0, |(_, summary)| summary.median);
        for (variant, Summary { median, min, max }) in &bars {
            let ratio = if best == 0.0 {
                "-".to_owned()
            } else {
                shown(median / best, 3)
            };
            let before = if varies {
                format!("| {} ", panel.name)
            } else {
                String::new()
            };
            let [median, min, max] = [median, min, max].map(|value| shown(*value, 3));
            writeln!(out, "{before}| {variant} | {median} | {min} to {max} | {ratio} |")
                .expect("a string takes all");
        }
    }
    out
}

fn how(id: &str, slug: &str, run: &Run) -> String {
    let machine = &run.machine;
    // What cannot differ from round to round is measured in the first alone.
    let rounds = run.of(id).map(|sample| sample.round).max().unwrap_or_default();
    let Machine {
        kernel,
        cpu,
        cores,
        memory_gib,
        rustc,
        lock,
        date,
        ..
    } = machine;
    let quick = if machine.quick { " --quick" } else { "" };
    let busy = if machine.busy > Machine::QUIET {
        format!(
            " Others used {:.0} % of the processors when it began, so take these numbers for a sketch.",
            machine.busy * 100.0
        )
    } else {
        String::new()
    };
    let times = if rounds == 1 {
        "once".to_owned()
    } else {
        format!("in {rounds} rounds, medians")
    };
    format!(
        "\nMeasured {times}, by `cargo guide-bench{quick} --only {id}` on {date}: {cpu}, {cores} cores, \
         {memory_gib:.0} GiB, {kernel}, rustc {rustc}, lock file {lock}.{busy} The raw data is \
         `docs/bench/results/{slug}.jsonl`; [how it is measured](index.md) tells the rules.\n"
    )
}
