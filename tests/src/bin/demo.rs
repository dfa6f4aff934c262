//! `cargo demo`: the whole road of the kit in one command.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use clap::Parser;
use clap::builder::PossibleValuesParser;
use heddle_tests::command::{Watch, run, stop_on_interrupt};
use heddle_tests::kit::{self, Build, Kit};
use heddle_tests::project::{Finding, Mistake, Project, ROWS, Row, SLEEP, findings, projects};
use heddle_tests::service::{Service, TOUR};
use indicatif::{ProgressBar, ProgressStyle};

const EXIT_CODES: &str = "\
Without --keep the service lies in the kit's cache folder until the next demo like it.

Exit codes:
  0    every step did what it should
  1    a step failed: the message names it, the command it ran and that command's last lines
  2    wrong arguments
  130  interrupted; nothing it has started is left running

Environment:
  HEDDLE_HOME  the kit's cache folder, in place of the platform's own";

/// Sets the kit up, generates a service, runs it, lints it, and shows a planted mistake being found.
#[derive(Parser, Debug)]
#[command(name = "cargo demo", bin_name = "cargo demo", version, after_help = EXIT_CODES)]
struct Args {
    /// The service's concurrency model
    #[arg(long, default_value = "async", value_parser = PossibleValuesParser::new(models()))]
    model: String,

    /// The runtime of an async or hybrid service [default: tokio]
    #[arg(long, value_parser = PossibleValuesParser::new(runtimes()))]
    runtime: Option<String>,

    /// The service's name
    #[arg(long, default_value = "demo-service")]
    name: String,

    /// Generate into this folder, where it stays, instead of the kit's cache
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

fn main() -> ExitCode {
    // `cargo demo -- --model threaded` arrives with the separator, `cargo demo --model threaded` without.
    let mut words: Vec<_> = std::env::args_os().collect();
    if words.get(1).is_some_and(|word| word == "--") {
        words.remove(1);
    }
    let args = Args::parse_from(words);
    let row = match row(&args) {
        Ok(row) => row,
        Err(problem) => {
            eprintln!("error: {problem}");
            return ExitCode::from(2);
        }
    };
    let place = match Place::choose(&args, row) {
        Ok(place) => place,
        Err(problem) => {
            eprintln!("error: {problem:#}");
            return ExitCode::from(2);
        }
    };
    if let Err(error) = stop_on_interrupt() {
        eprintln!("error: {error:#}");
        return ExitCode::FAILURE;
    }
    let mut steps = Steps::new();
    match demo(&mut steps, row, &place, &args.name) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            steps.fail(&error);
            ExitCode::FAILURE
        }
    }
}

fn demo(steps: &mut Steps, row: Row, place: &Place, name: &str) -> Result<()> {
    let path = place.folder.join(name);
    println!(
        "A service called `{name}`, {}, goes to {}\n",
        described(row),
        path.display()
    );

    let kit = steps.take("build `cargo heddle` from this clone", |watch| {
        kit::build_command(Build::Tested, watch)
    })?;
    steps.take("set up the lints: the pinned nightly and the driver", |watch| {
        kit::set_up(&kit, watch)
    })?;
    steps.take("find or build cargo-generate", kit::cargo_generate)?;

    let generate = |watch: Watch<'_>| Project::generate(&kit, row, &[], &place.folder, name, watch);
    let project = steps.take("generate the service", generate)?;
    let program = steps.take("build it", |watch| project.build(watch))?;
    steps.take("run its own tests", |watch| project.test(watch))?;

    let (service, answers) = steps.take("start it and ask it a few things", |_| ask(&program))?;
    steps.note(&answers);
    let stopped = steps.take("stop it with SIGTERM while a request is under way", |_| {
        stop(service)
    })?;
    steps.note(&[stopped]);

    steps.take("lint it with `cargo heddle -- -D warnings`: clean", |watch| {
        lint(&kit, &project, watch)
    })?;
    let plant = |_: Watch<'_>| {
        let copy = project.copy_to(&place.copies)?;
        let planted = copy.plant(&SLEEP)?;
        Ok((copy, planted))
    };
    let (copy, planted) = steps.take("plant a mistake in a copy", plant)?;
    steps.note(&[format!("`{}` in {}", SLEEP.code, planted.display())]);
    let found = steps.take("lint the copy: the mistake is found", |watch| {
        find(&kit, &copy, &SLEEP, watch)
    })?;

    println!("\n{}", found.rendered.trim_end());
    println!("\nAll of it worked, in {}.", seconds(steps.started.elapsed()));
    println!("\nThe service lies in {}", path.display());
    if !place.kept {
        println!("until the next demo like this one; `--keep DIR` puts it where you like.");
    }
    println!("\nTry next:");
    println!("  cd {} && cargo run", path.display());
    println!("  cargo install --locked --path lints/cargo-heddle    then `cargo heddle` in any project");
    let other = ROWS
        .iter()
        .find(|other| other.model != row.model)
        .expect("the template has several models");
    println!("  cargo demo -- --model {}", other.model);
    Ok(())
}

fn ask(program: &Path) -> Result<(Service, Vec<String>)> {
    let service = Service::start(program)?;
    let mut answers = Vec::new();
    for &request in TOUR {
        let answer = service.ask(request)?;
        ensure!(
            answer.status == 200,
            "{request} was answered {}: {}",
            answer.status,
            answer.body
        );
        let first = answer.body.lines().next().unwrap_or_default();
        let shown: String = first.chars().take(70).collect();
        answers.push(format!("{request}  {}  {shown}", answer.status));
    }
    Ok((service, answers))
}

fn stop(service: Service) -> Result<String> {
    let last = service.stop_while_asked()?;
    ensure!(
        last.answer.status == 200,
        "the request under way was answered {}",
        last.answer.status
    );
    ensure!(
        last.exit.success(),
        "the service ended with {} instead of exit code 0",
        last.exit
    );
    Ok(format!(
        "the request was answered {}, the service ended with exit code 0",
        last.answer.status
    ))
}

fn lint(kit: &Kit, project: &Project, watch: Watch<'_>) -> Result<()> {
    let checked = run(
        project
            .heddle(kit)
            .args(["--all-targets", "--", "-D", "warnings"]),
        watch,
    )?;
    checked.success().map(drop)
}

fn find(kit: &Kit, copy: &Project, mistake: &Mistake, watch: Watch<'_>) -> Result<Finding> {
    let format = match std::io::stdout().is_terminal() {
        true => "json,json-diagnostic-rendered-ansi",
        false => "json",
    };
    let checked = run(
        copy.heddle(kit)
            .args(["--message-format", format, "--", "-D", "warnings"]),
        watch,
    )?;
    let found = findings(&checked.stdout)
        .into_iter()
        .find(|finding| finding.message.contains(mistake.named));
    let Some(found) = found else {
        bail!(
            "`{}` found nothing in {}\n{}",
            checked.line,
            copy.path.display(),
            checked.last_lines()
        );
    };
    ensure!(
        checked.code() == 101,
        "`{}` found the mistake but ended with {}",
        checked.line,
        checked.status
    );
    Ok(found)
}

fn row(args: &Args) -> Result<Row, String> {
    let rows = ROWS.iter().filter(|row| row.model == args.model);
    if args.runtime.is_none() {
        return rows
            .clone()
            .next()
            .copied()
            .ok_or_else(|| format!("no model `{}`", args.model));
    }
    let fits = |row: &&Row| row.runtime == args.runtime.as_deref();
    if let Some(row) = rows.clone().find(fits) {
        return Ok(*row);
    }
    let valid: Vec<&str> = rows.filter_map(|row| row.runtime).collect();
    Err(match valid.is_empty() {
        true => format!("a {} service has no runtime\n\nleave out `--runtime`", args.model),
        false => format!(
            "a {} service runs on {}\n\nchoose one of these",
            args.model,
            valid.join(", ")
        ),
    })
}

fn described(row: Row) -> String {
    row.runtime.map_or_else(
        || row.model.to_owned(),
        |runtime| format!("{} on {runtime}", row.model),
    )
}

fn models() -> Vec<&'static str> {
    let mut models: Vec<_> = ROWS.iter().map(|row| row.model).collect();
    models.dedup();
    models
}

fn runtimes() -> Vec<&'static str> {
    let mut runtimes: Vec<_> = ROWS.iter().filter_map(|row| row.runtime).collect();
    runtimes.sort_unstable();
    runtimes.dedup();
    runtimes
}

/// Where the service is generated, and its copy.
struct Place {
    folder: PathBuf,
    copies: PathBuf,
    kept: bool,
}

impl Place {
    fn choose(args: &Args, row: Row) -> Result<Self> {
        let cache = projects()?;
        let copies = cache.join(format!("demo-{}-copy", row.name()));
        let Some(keep) = &args.keep else {
            return Ok(Self {
                folder: cache.join(format!("demo-{}", row.name())),
                copies,
                kept: false,
            });
        };
        let folder = std::path::absolute(keep).context("--keep needs a folder")?;
        // cargo-generate would enter the service as a member of the workspace that it finds above it.
        let inside = folder.starts_with(kit::root());
        ensure!(
            !inside,
            "{} lies inside the kit\n\nchoose a folder outside of it for --keep",
            folder.display()
        );
        let project = folder.join(&args.name);
        let taken = project.exists();
        ensure!(
            !taken,
            "{} exists\n\nchoose another --name or --keep, or remove it",
            project.display()
        );
        Ok(Self {
            folder,
            copies,
            kept: true,
        })
    }
}

/// Tells what is being done: with a spinner and the last line of output on a terminal, in plain lines else.
struct Steps {
    started: Instant,
    number: usize,
    current: String,
    bar: ProgressBar,
}

impl Steps {
    fn new() -> Self {
        let bar = ProgressBar::hidden();
        Self {
            started: Instant::now(),
            number: 0,
            current: String::new(),
            bar,
        }
    }

    fn take<T>(&mut self, what: &str, work: impl FnOnce(Watch<'_>) -> Result<T>) -> Result<T> {
        self.number += 1;
        what.clone_into(&mut self.current);
        let title = format!("{:>2}. {what}", self.number);
        let terminal = std::io::stdout().is_terminal() && std::io::stderr().is_terminal();
        if terminal {
            let style = ProgressStyle::with_template("{spinner} {prefix} {elapsed}  {wide_msg:.dim}");
            self.bar = ProgressBar::new_spinner().with_prefix(title.clone());
            self.bar.set_style(style.expect("the template is valid"));
            self.bar.enable_steady_tick(Duration::from_millis(100));
        } else {
            print!("{title} ... ");
            std::io::stdout().flush()?;
        }
        let started = Instant::now();
        let done = work(&|line| {
            // Messages for programs tell a reader nothing.
            if !line.starts_with('{') {
                self.bar.set_message(line.trim().to_owned());
            }
        });
        self.bar.finish_and_clear();
        let end = if done.is_ok() {
            seconds(started.elapsed())
        } else {
            "failed".to_owned()
        };
        if terminal {
            println!("  {title:<66} {end:>8}");
        } else {
            println!("{end}");
        }
        done
    }

    fn note(&self, lines: &[String]) {
        for line in lines {
            println!("      {line}");
        }
    }

    fn fail(&self, error: &anyhow::Error) {
        eprintln!(
            "\nerror: step {}, {}, failed: {error:#}",
            self.number, self.current
        );
    }
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}
