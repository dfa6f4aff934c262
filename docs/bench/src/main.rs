//! `cargo guide-bench`: measures what the book's guide tells, in rounds, and keeps every number.

mod code;
mod fleet;
mod machine;
mod micro;
mod plan;
mod served;
mod size;
mod store;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::Parser;
use heddle_tests::command::stop_on_interrupt;
use heddle_tests::kit::root;
use heddle_tests::load;
use heddle_tests::measured::{Machine, Sample, folder};
use indicatif::{ProgressBar, ProgressStyle};

use plan::{Part, Settings};
use store::Store;

// A paragraph is one line: clap breaks it where the terminal ends.
const EXIT_CODES: &str = "\
What is measured is told in docs/bench/benchmarks.toml. Each round measures every variant once, one after the \
other. The results go to docs/bench/results, one file a kind of machine; `cargo bless pages` draws them. An \
interrupted run goes on where it stopped. wrk and nginx must be installed for what is served.

Exit codes:
  0    everything was measured
  1    a part could not be measured; the others are kept, and the next run tries it again
  2    wrong arguments
  3    others use the processors
  130  interrupted";

/// Measures what the book's guide tells of the concurrency models.
#[derive(Parser, Debug)]
#[command(name = "cargo guide-bench", bin_name = "cargo guide-bench", version, after_help = EXIT_CODES)]
struct Args {
    /// One round of short parts, into a file of its own that the book does not tell
    #[arg(long)]
    quick: bool,

    /// Only these benchmarks, as M1,H3
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    only: Vec<String>,

    /// How often each part is measured [default: 5; with --quick: 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
    rounds: Option<u32>,

    /// Measure although others use the processors, which the results then say
    #[arg(long)]
    anyway: bool,

    /// Forget what an interrupted run has measured
    #[arg(long)]
    fresh: bool,

    /// Where the results go
    #[arg(long, value_name = "FOLDER", default_value_os_t = folder(), hide = true)]
    results: PathBuf,

    /// Only the part of this benchmark, variant and parameter, in this process
    #[arg(long, num_args = 3, hide = true)]
    part: Option<Vec<String>>,

    /// How long that part takes
    #[arg(long, default_value_t = 500, hide = true)]
    millis: u64,
}

fn main() -> ExitCode {
    let mut words: Vec<_> = std::env::args_os().collect();
    if words.get(1).is_some_and(|word| word == "--") {
        words.remove(1);
    }
    let args = Args::parse_from(words);
    if let Some([id, variant, parameter]) = args.part.as_deref() {
        return report(one_part(id, variant, parameter, args.millis));
    }
    let ids = match plan::chosen(&args.only) {
        Ok(ids) => ids,
        Err(problem) => {
            eprintln!("error: {problem:#}");
            return ExitCode::from(2);
        }
    };
    report(measure(&args, &ids))
}

fn report(done: Result<ExitCode>) -> ExitCode {
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn one_part(id: &str, variant: &str, parameter: &str, millis: u64) -> Result<ExitCode> {
    let measures = micro::run(id, variant, parameter, Duration::from_millis(millis))?;
    println!("{}", serde_json::to_string(&measures)?);
    Ok(ExitCode::SUCCESS)
}

fn measure(args: &Args, ids: &BTreeSet<String>) -> Result<ExitCode> {
    stop_on_interrupt()?;
    // Each connection is one, at both ends, and so is each socket of a ring.
    load::raise_open_files()?;
    let settings = Settings::new(args.quick);
    let rounds = args.rounds.unwrap_or(if args.quick { 1 } else { 5 });
    let machine = machine::describe(args.quick, rounds)?;
    if machine.busy > Machine::QUIET && !args.anyway {
        eprintln!(
            "error: others use {:.0} % of the processors, so the numbers would be theirs too: wait, end what runs, or \
             measure with --anyway",
            machine.busy * 100.0
        );
        return Ok(ExitCode::from(3));
    }
    let mut store = Store::open(&args.results, machine, args.fresh)?;
    if store.len() > 0 {
        eprintln!("going on with a run that has {} measures", store.len());
    }
    let parts = plan::parts(ids)?;
    let started = Instant::now();
    let failed = all_rounds(&parts, rounds, &settings, &mut store)?;
    if failed > 0 {
        eprintln!(
            "error: {failed} parts failed, see above; the next run tries them again and keeps the others, and --only \
             leaves out what cannot be measured here"
        );
        return Ok(ExitCode::FAILURE);
    }
    let place = store.finish(ids, &parts)?;
    let shown = place.strip_prefix(root()).unwrap_or(&place).display();
    eprintln!("{shown}: written, in {} s", started.elapsed().as_secs());
    if !args.quick {
        eprintln!("`cargo bless pages` draws it");
    }
    Ok(ExitCode::SUCCESS)
}

/// Measures what is not yet measured, and tells how many parts failed.
fn all_rounds(parts: &[Part], rounds: u32, settings: &Settings, store: &mut Store) -> Result<usize> {
    let mut failed = 0;
    let turns = (1..=rounds).flat_map(|round| parts.iter().map(move |part| (round, part)));
    let turns: Vec<_> = turns
        .filter(|(round, part)| (*round == 1 || !part.once) && !store.holds(part, *round))
        .collect();
    let bar = ProgressBar::new(turns.len() as u64);
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}, about {eta} more")
        .context("the progress has a form")?;
    bar.set_style(style);
    let mut told = 0;
    for (round, part) in turns {
        // Where there is no terminal to draw on.
        if bar.is_hidden() && told != round {
            told = round;
            eprintln!("round {round} of {rounds}");
        }
        bar.set_message(format!("round {round} of {rounds}: {}", part.name()));
        match part.measure(settings) {
            Ok(measures) => store.add(Sample {
                id: part.id.to_owned(),
                variant: part.variant.clone(),
                parameter: part.parameter.clone(),
                round,
                measures,
            })?,
            Err(error) => {
                failed += 1;
                bar.suspend(|| eprintln!("failed: {}: {error:#}", part.name()));
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(failed)
}
