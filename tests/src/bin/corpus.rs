//! `cargo corpus`: checks published programs and compares what is found with the verdicts of its readers.

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Parser;
use heddle_tests::command::stop_on_interrupt;
use heddle_tests::corpus::findings::{Checked, Finding};
use heddle_tests::corpus::precision::{self, Tally};
use heddle_tests::corpus::results::{self, Key};
use heddle_tests::corpus::verdicts::Verdicts;
use heddle_tests::corpus::{Program, Source, overhead, programs};
use heddle_tests::kit::{self, Build, Kit};
use heddle_tests::timing::Used;
use indicatif::{ProgressBar, ProgressStyle};

const EXIT_CODES: &str = "\
The programs are listed in tests/corpus/corpus.toml, the verdicts on what is found in tests/corpus/PROGRAM.toml. Each
program is checked from nothing, in the kit's cache folder; the result is kept there, so that an interrupted run goes on
where it stopped. Precision is the share of true and harmless verdicts among all.

Exit codes:
  0  every finding is known and has been read, and nothing crashed
  1  findings are new, reworded, gone or unread, the kit crashed, or a program cannot be checked
  2  wrong arguments

Environment:
  HEDDLE_HOME  the kit's cache folder, in place of the platform's own";

/// Checks published programs with `cargo heddle` and compares the findings with the verdicts on them.
#[derive(Parser, Debug)]
#[command(name = "cargo corpus", bin_name = "cargo corpus", version, after_help = EXIT_CODES)]
struct Args {
    /// The programs to check [default: all; with --time: mini-redis, dufs and miniserve]
    #[arg(value_name = "PROGRAM")]
    programs: Vec<String>,

    /// Check again what this version of the driver has checked before
    #[arg(long)]
    fresh: bool,

    /// Write new findings into the verdict files as unread, reworded ones with their new words, remove those gone, and
    /// write the page of the book
    #[arg(long)]
    bless: bool,

    /// Only write docs/src/lints/precision.md from the verdict files
    #[arg(long, conflicts_with_all = ["programs", "fresh", "bless", "time"])]
    page: bool,

    /// Measure `cargo heddle` against `cargo check` and `cargo clippy`, and write tests/corpus/overhead.md
    #[arg(long, conflicts_with_all = ["fresh", "bless"])]
    time: bool,

    /// How often --time runs each command
    #[arg(long, default_value_t = 3, requires = "time", value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let chosen = match choose(&args) {
        Ok(chosen) => chosen,
        Err(problem) => {
            eprintln!("error: {problem:#}");
            return ExitCode::from(2);
        }
    };
    let done = stop_on_interrupt().and_then(|()| match &args {
        Args { page: true, .. } => precision::write().map(|()| true),
        Args { time: true, .. } => measure(&chosen, args.rounds).map(|()| true),
        _ => check(&chosen, &args),
    });
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn choose(args: &Args) -> Result<Vec<Program>> {
    let all = programs()?;
    let wanted: Vec<&str> = match args.programs.as_slice() {
        [] if args.time => overhead::PROGRAMS.to_vec(),
        names => names.iter().map(String::as_str).collect(),
    };
    for name in &wanted {
        if !all.iter().any(|program| program.name == *name) {
            let known: Vec<_> = all.iter().map(|program| program.name.as_str()).collect();
            bail!(
                "no program is called `{name}`; the programs are {}",
                known.join(", ")
            );
        }
    }
    Ok(all
        .into_iter()
        .filter(|program| wanted.is_empty() || wanted.contains(&program.name.as_str()))
        .collect())
}

fn measure(chosen: &[Program], rounds: u32) -> Result<()> {
    let screen = Screen::new(chosen.len())?;
    let (kit, _alone) = set_up(Build::Installed, &screen)?;
    let mut runs = Vec::new();
    for program in chosen {
        screen.next(&program.package());
        let watch = |line: &str| screen.show(line);
        let source = Source::fetch(program, &watch)?;
        runs.extend(overhead::measure(&source, &kit, rounds, &watch)?);
    }
    screen.end();
    overhead::write(&runs)?;
    print!("{}", overhead::page(&runs));
    Ok(())
}

fn check(chosen: &[Program], args: &Args) -> Result<bool> {
    let screen = Screen::new(chosen.len())?;
    let (kit, _alone) = set_up(Build::Tested, &screen)?;
    let lints: BTreeSet<String> = cargo_heddle::lints::all()
        .iter()
        .map(|lint| lint.name.clone())
        .collect();
    let mut table = Table::default();
    let mut failed = Vec::new();
    let mut good = true;
    for (at, program) in (1..).zip(chosen) {
        let name = format!("{:>2}/{} {}", at, chosen.len(), program.package());
        screen.next(&program.package());
        match findings(program, &kit, &lints, args.fresh, &screen) {
            Ok((checked, known)) => {
                let note = if known { " (checked before)" } else { "" };
                screen.line(&format!("{name}: {}{note}", summary(&checked)));
                good &= screen.pause(|| compare(program, &checked, args.bless, &mut table))?;
            }
            Err(error) => {
                screen.line(&format!("{name}: failed"));
                screen.pause(|| eprintln!("error: {error:#}"));
                failed.push(program.package());
            }
        }
    }
    screen.end();
    table.print();
    if !failed.is_empty() {
        println!("not checked, see the errors above: {}", failed.join(", "));
    }
    if args.bless {
        precision::write()?;
    }
    Ok(good && failed.is_empty())
}

/// What is found, and whether that is an earlier run's result.
fn findings(
    program: &Program,
    kit: &Kit,
    lints: &BTreeSet<String>,
    fresh: bool,
    screen: &Screen,
) -> Result<(Checked, bool)> {
    let key = Key::new(program, kit)?;
    if !fresh && let Some(checked) = results::read(&key)? {
        return Ok((checked, true));
    }
    let watch = |line: &str| screen.show(line);
    let checked = Source::fetch(program, &watch)
        .and_then(|source| Checked::run(&source, kit, lints, &watch))
        .with_context(|| program.package())?;
    results::write(key, &checked)?;
    Ok((checked, false))
}

fn summary(checked: &Checked) -> String {
    let Used {
        wall_seconds,
        cpu_seconds,
        ..
    } = checked.used;
    format!(
        "{} findings, {wall_seconds:.1} s, {cpu_seconds:.1} s of CPU, {:.0} MiB",
        checked.findings.len(),
        checked.used.peak_mib()
    )
}

/// Prints how a run differs from the verdicts, which it rewrites on request.
fn compare(program: &Program, checked: &Checked, bless: bool, table: &mut Table) -> Result<bool> {
    let name = &program.name;
    let known = Verdicts::read(name)?;
    let difference = known.compare(&checked.findings);
    for (what, findings) in [
        ("new, without a verdict", &difference.new),
        ("reworded since it was judged", &difference.reworded),
        ("judged, but no longer found", &difference.vanished),
    ] {
        for finding in findings {
            println!("{name}: {what}\n{}", shown(finding));
        }
    }
    let now = known.blessed(&checked.findings);
    let tally: Tally = now.findings.iter().map(|judged| judged.verdict).collect();
    table
        .rows
        .push((name.clone(), tally, checked.crashes, checked.used));
    let unread = tally.unread;
    if bless && !(difference.is_empty() && Verdicts::path(name).is_file()) {
        now.write(name)?;
        println!(
            "{name}: wrote {} findings to {}",
            now.findings.len(),
            Verdicts::path(name).display()
        );
    }
    if unread > 0 {
        println!(
            "{name}: {unread} findings are unread: read each in the source and write down verdict and why"
        );
    } else if !difference.is_empty() && !bless {
        println!("{name}: `cargo corpus --bless {name}` writes down what has changed");
    }
    if checked.crashes > 0 {
        println!("{name}: the kit crashed on {} crates", checked.crashes);
    }
    Ok((difference.is_empty() || bless) && unread == 0 && checked.crashes == 0)
}

fn shown(finding: &Finding) -> String {
    let notes: String = finding.notes.iter().map(|note| format!("\n    {note}")).collect();
    let Finding {
        file,
        line,
        column,
        lint,
        message,
        ..
    } = finding;
    format!("  {file}:{line}:{column}: {lint}: {message}{notes}")
}

/// One line a program.
#[derive(Default)]
struct Table {
    rows: Vec<(String, Tally, usize, Used)>,
}

impl Table {
    fn print(&self) {
        println!(
            "{:<20} {:>8} {:>5} {:>9} {:>6} {:>7} {:>10} {:>8} {:>8} {:>8} {:>6}",
            "program",
            "findings",
            "true",
            "harmless",
            "false",
            "unread",
            "precision",
            "crashes",
            "seconds",
            "CPU s",
            "MiB"
        );
        let mut all = (Tally::default(), 0, Used::default());
        for (name, tally, crashes, used) in &self.rows {
            Self::row(name, *tally, *crashes, *used);
            all.0 += *tally;
            all.1 += crashes;
            all.2.wall_seconds += used.wall_seconds;
            all.2.cpu_seconds += used.cpu_seconds;
            all.2.peak_bytes = all.2.peak_bytes.max(used.peak_bytes);
        }
        Self::row("all", all.0, all.1, all.2);
    }

    fn row(name: &str, tally: Tally, crashes: usize, used: Used) {
        println!(
            "{name:<20} {:>8} {:>5} {:>9} {:>6} {:>7} {:>10} {crashes:>8} {:>8.1} {:>8.1} {:>6.0}",
            tally.read() + tally.unread,
            tally.yes,
            tally.harmless,
            tally.no,
            tally.unread,
            tally.precision(),
            used.wall_seconds,
            used.cpu_seconds,
            used.peak_mib(),
        );
    }
}

/// The kit, and the lock that keeps other runs out of the folders of this one.
fn set_up(how: Build, screen: &Screen) -> Result<(Kit, std::fs::File)> {
    let watch = |line: &str| screen.show(line);
    let kit = kit::build_command(how, &watch)?;
    kit::set_up(&kit, &watch)?;
    Ok((kit, kit::lock("corpus")?))
}

/// What is going on, in one moving line of a terminal; elsewhere only the lines that stay.
struct Screen(ProgressBar);

impl Screen {
    fn new(programs: usize) -> Result<Self> {
        let bar = ProgressBar::new(programs as u64);
        bar.set_style(ProgressStyle::with_template(
            "{pos:>2}/{len} {prefix} {elapsed}: {wide_msg}",
        )?);
        bar.enable_steady_tick(Duration::from_millis(200));
        Ok(Self(bar))
    }

    fn next(&self, package: &str) {
        self.0.inc(1);
        self.0.reset_elapsed();
        self.0.set_prefix(package.to_owned());
        self.0.set_message("");
    }

    fn show(&self, line: &str) {
        self.0.set_message(line.trim().to_owned());
    }

    fn line(&self, text: &str) {
        self.pause(|| println!("{text}"));
    }

    fn pause<T>(&self, print: impl FnOnce() -> T) -> T {
        self.0.suspend(print)
    }

    fn end(&self) {
        self.0.finish_and_clear();
    }
}
