//! `cargo corpus`: checks published programs and compares what is found with the verdicts of its readers.

use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Parser;
use heddle_tests::corpus::findings::{Checked, Finding};
use heddle_tests::corpus::verdicts::Verdicts;
use heddle_tests::corpus::{Program, Source, Verdict, overhead, programs};
use heddle_tests::kit::{self, Kit};

const EXIT_CODES: &str = "\
The programs are listed in tests/corpus/corpus.toml, the verdicts on what is found in tests/corpus/PROGRAM.toml. Sources
and builds lie in the kit's cache folder and are used again. Precision is the share of true verdicts among all.

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
    /// The programs to check [default: all]
    #[arg(value_name = "PROGRAM")]
    programs: Vec<String>,

    /// Go on with the next program when one cannot be checked
    #[arg(long)]
    keep_going: bool,

    /// Write new findings into the verdict files as unread, reworded ones with their new words, and remove those gone
    #[arg(long)]
    bless: bool,

    /// Measure `cargo heddle` against `cargo check` on this program, cold, and write tests/corpus/overhead.md
    #[arg(long, value_name = "PROGRAM", conflicts_with_all = ["programs", "keep_going", "bless"])]
    time: Option<String>,

    /// How often --time runs each of the two
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
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
    let done = match args.time {
        Some(_) => measure(&chosen[0], args.rounds),
        None => check(&chosen, &args),
    };
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
    let wanted: Vec<&String> = args.programs.iter().chain(&args.time).collect();
    for name in &wanted {
        if !all.iter().any(|program| program.name == **name) {
            let known: Vec<_> = all.iter().map(|program| program.name.as_str()).collect();
            bail!(
                "no program is called `{name}`; the programs are {}",
                known.join(", ")
            );
        }
    }
    Ok(all
        .into_iter()
        .filter(|program| wanted.is_empty() || wanted.contains(&&program.name))
        .collect())
}

fn measure(program: &Program, rounds: u32) -> Result<bool> {
    let kit = set_up()?;
    let source = Source::fetch(program, &progress)?;
    let runs = overhead::measure(&source, &kit, rounds, &progress)?;
    clear();
    overhead::write(&runs)?;
    print!("{}", overhead::table(&runs));
    Ok(true)
}

fn check(chosen: &[Program], args: &Args) -> Result<bool> {
    let kit = set_up()?;
    let lints: BTreeSet<String> = cargo_heddle::lints::all()
        .iter()
        .map(|lint| lint.name.clone())
        .collect();
    let mut table = Table::default();
    let mut good = true;
    for program in chosen {
        let checked = Source::fetch(program, &progress)
            .and_then(|source| Checked::run(&source, &kit, &lints, &progress))
            .with_context(|| format!("{} {}", program.name, program.version));
        clear();
        match checked {
            Ok(checked) => good &= compare(program, &checked, args.bless, &mut table)?,
            Err(error) if args.keep_going => {
                good = false;
                eprintln!("error: {error:#}");
            }
            Err(error) => return Err(error),
        }
    }
    table.print();
    Ok(good)
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
    let unread = now.count(Verdict::Unread);
    table.add(name, checked, &now);
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
    rows: Vec<(String, [usize; 6], u64)>,
}

impl Table {
    fn add(&mut self, name: &str, checked: &Checked, verdicts: &Verdicts) {
        let count = |verdict| verdicts.count(verdict);
        let numbers = [
            verdicts.findings.len(),
            count(Verdict::True),
            count(Verdict::False),
            count(Verdict::Debatable),
            count(Verdict::Unread),
            checked.crashes,
        ];
        self.rows.push((name.to_owned(), numbers, checked.time.as_secs()));
    }

    fn print(&self) {
        let mut sum = ([0; 6], 0);
        for (_, numbers, seconds) in &self.rows {
            sum.0
                .iter_mut()
                .zip(numbers)
                .for_each(|(sum, number)| *sum += number);
            sum.1 += seconds;
        }
        let all = ("all".to_owned(), sum.0, sum.1);
        println!("program            findings  true  false  debatable  unread  precision  crashes  seconds");
        for (name, [findings, yes, no, debatable, unread, crashes], seconds) in self.rows.iter().chain([&all])
        {
            let precision = match findings {
                0 => "-".to_owned(),
                _ => format!("{} %", yes * 100 / findings),
            };
            println!(
                "{name:<18} {findings:>8} {yes:>5} {no:>6} {debatable:>10} {unread:>7} {precision:>10} {crashes:>8} \
                 {seconds:>8}"
            );
        }
    }
}

fn set_up() -> Result<Kit> {
    let kit = kit::build_command(&progress)?;
    kit::set_up(&kit, &progress)?;
    clear();
    Ok(kit)
}

/// What cargo is at, on a terminal only.
fn progress(line: &str) {
    let mut screen = std::io::stderr().lock();
    if screen.is_terminal() {
        let shown: String = line.chars().take(100).collect();
        let _ = write!(screen, "\r\x1b[K{shown}").and_then(|()| screen.flush());
    }
}

fn clear() {
    progress("");
}
