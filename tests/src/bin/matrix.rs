//! `cargo matrix`: every combination of the template's answers, and every one with code of its own built.
//!
//! What the tests of each run do for a part of them, this does for all: it takes about half an hour.

use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::Parser;
use heddle_tests::attacks::Attacks;
use heddle_tests::command::{clean, must, quietly};
use heddle_tests::generated::{Snapshot, Stage, check_combination, subsets};
use heddle_tests::kit::{self, Kit, kit};
use heddle_tests::manifests;
use heddle_tests::project::{CODE_EXTRAS, EXTRAS, Project, ROWS, Row, files, projects};
use heddle_tests::service::{Service, TOUR};

/// Of random bytes for a row with extras: its tests have sent them for longer without.
const SHORT_ATTACK: u32 = 3;

/// Generates every combination of the template's answers, builds and attacks those with code of their own.
#[derive(Parser, Debug)]
#[command(name = "cargo matrix", bin_name = "cargo matrix", version)]
struct Args {
    /// Only rows whose name holds this, as `smol` or `hybrid-tokio`
    row: Option<String>,

    /// Seconds for which each row without extras is sent random bytes
    #[arg(long, default_value_t = 60)]
    attack: u32,

    /// Look for published advisories too, in their database on the network
    #[arg(long)]
    advisories: bool,
}

fn main() -> ExitCode {
    let mut words: Vec<_> = std::env::args_os().collect();
    if words.get(1).is_some_and(|word| word == "--") {
        words.remove(1);
    }
    let args = Args::parse_from(words);
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<()> {
    let wanted = |row: &&Row| {
        args.row
            .as_ref()
            .is_none_or(|part| row.name().contains(part.as_str()))
    };
    let rows: Vec<Row> = ROWS.iter().filter(wanted).copied().collect();
    ensure!(
        !rows.is_empty(),
        "no row has such a name; there are {}",
        ROWS.iter().map(Row::name).collect::<Vec<_>>().join(", ")
    );
    let kit = kit();
    // What is set up once a machine is no part of what is timed.
    kit::cargo_generate(&quietly)?;
    kit::cargo_deny(&quietly)?;
    let started = Instant::now();
    let (generated, slowest) = generate_all(&rows)?;
    println!(
        "generated  {generated} combinations, each twice; the slowest of them took {:.2} s for both",
        slowest.as_secs_f64()
    );
    let mut attacks = Attacks::default();
    for row in &rows {
        for extras in with_code() {
            let built = build(kit, *row, &extras, args);
            let said = built.with_context(|| format!("{} with {extras:?}", row.name()))?;
            if extras.is_empty() {
                attacks.read(&row.name(), &said);
            }
        }
    }
    print!("\n{}\n", attacks.table());
    if rows.len() == ROWS.len() {
        attacks.write(args.attack)?;
    }
    image(kit, rows[0]).context("the image")?;
    if !args.advisories {
        println!("SKIPPED    the advisories: `cargo matrix --advisories` fetches their database");
    }
    println!(
        "all passed: {generated} generated, {} built, in {} s",
        rows.len() * with_code().len(),
        started.elapsed().as_secs()
    );
    Ok(())
}

fn generate_all(rows: &[Row]) -> Result<(usize, Duration)> {
    let snapshot = Snapshot::committed()?;
    let (mut generated, mut slowest) = (0, Duration::ZERO);
    for row in rows {
        for extras in subsets() {
            let started = Instant::now();
            check_combination(&snapshot, *row, &extras)
                .with_context(|| format!("{} with {extras:?}", row.name()))?;
            slowest = slowest.max(started.elapsed());
            generated += 1;
        }
    }
    Ok((generated, slowest))
}

/// No extras, each one that changes code or dependencies, and all.
fn with_code() -> Vec<Vec<&'static str>> {
    let mut choices = vec![Vec::new()];
    choices.extend(CODE_EXTRAS.iter().map(|extra| vec![*extra]));
    choices.push(EXTRAS.to_vec());
    choices
}

/// What the tests printed.
fn build(kit: &Kit, row: Row, extras: &[&str], args: &Args) -> Result<String> {
    let _alone = kit::lock("matrix")?;
    // One name whatever the extras: what is compiled for some takes the place of what was for others.
    let project = Project::generate(
        kit,
        row,
        extras,
        &projects()?.join("matrix"),
        &row.name(),
        &quietly,
    )?;
    let choice = match extras {
        [] => "none",
        [one] => one,
        _ => "all",
    };
    let started = Instant::now();
    let run = |stages: &[Stage]| -> Result<(String, String)> {
        let (mut took, mut said) = (String::new(), String::new());
        for stage in stages {
            let at = Instant::now();
            said += &stage
                .run(kit, &project)
                .with_context(|| stage.to_string())?
                .stdout;
            took += &format!(" {stage} {} s,", at.elapsed().as_secs());
        }
        Ok((took, said))
    };
    let (first, _) = run(&[Stage::Format, Stage::Clippy])?;
    // Tests wait for most of their time.
    let (tests, rest) = thread::scope(|scope| {
        let tests = scope.spawn(|| run(&tests(extras, args.attack)));
        let rest = run(&[Stage::Doc, Stage::Heddle]);
        (tests.join().expect("a failed step is an error"), rest)
    });
    let (tests, said) = tests?;
    let took = first + &tests + &rest?.0;
    deny(&project, args.advisories).context("cargo deny")?;
    if extras.contains(&"k8s") {
        manifests::fit_the_api(&project.path)?;
    }
    println!(
        "{:17} {choice:6}{took} deny; {} s",
        row.name(),
        started.elapsed().as_secs()
    );
    Ok(said)
}

fn tests(extras: &[&str], attack: u32) -> Vec<Stage> {
    let attack = if extras.is_empty() { attack } else { SHORT_ATTACK };
    match extras {
        // It changes nothing that the tests of the row without it have not tried.
        ["bench"] => vec![Stage::Bench],
        _ if extras.contains(&"bench") => vec![Stage::Test { attack }, Stage::Bench],
        _ => vec![Stage::Test { attack }],
    }
}

/// Bans, licences and sources; the advisories are a repository elsewhere, which not every machine reaches.
fn deny(project: &Project, advisories: bool) -> Result<()> {
    let program = kit::cargo_deny(&quietly)?;
    let mut deny = clean(&program);
    deny.current_dir(&project.path)
        .args(["deny", "check", "bans", "licenses", "sources"])
        .args(advisories.then_some("advisories"));
    must(&mut deny, &quietly).map(drop)
}

/// Builds what the Dockerfile builds and runs it as the image does: alone in a folder, as nobody.
fn image(kit: &Kit, row: Row) -> Result<()> {
    if !rustix::process::getuid().is_root() {
        println!("SKIPPED    the image: only root may change the root folder of a program");
        return Ok(());
    }
    let target = format!("{}-unknown-linux-musl", std::env::consts::ARCH);
    must(clean("rustup").args(["target", "add", &target]), &quietly)?;
    let folder = projects()?.join("matrix");
    let project = Project::generate(kit, row, &["docker"], &folder, "image", &quietly)?;
    let copied = copied(&project.path)?;
    let out = folder.join("image-root");
    if out.exists() {
        std::fs::remove_dir_all(&out)?;
    }
    let mut install = project.cargo("install");
    install
        .args(["--path", ".", "--target", &target, "--root"])
        .arg(&out);
    must(&mut install, &quietly)?;
    std::fs::rename(out.join("bin/image"), out.join("service"))?;
    std::fs::remove_dir_all(out.join("bin"))?;
    // What a container engine puts into every container.
    std::fs::create_dir(out.join("etc"))?;
    std::fs::write(out.join("etc/hosts"), "127.0.0.1 localhost\n")?;
    let service = Service::start_in(&out, "/service")?;
    for &request in TOUR {
        let answer = service.ask(request)?;
        ensure!(answer.status == 200, "{request} was answered {}", answer.status);
    }
    service.terminate()?;
    let exit = service.wait()?;
    ensure!(exit.code() == Some(0), "it ended with {exit}");
    let size = std::fs::metadata(out.join("service"))?.len();
    println!(
        "image      {copied} files go in, {:.1} MB come out, it runs as nobody",
        size as f64 / 1e6
    );
    Ok(())
}

/// Takes away what .dockerignore keeps from the build, and counts what is left.
fn copied(project: &Path) -> Result<usize> {
    let ignore = std::fs::read_to_string(project.join(".dockerignore"))?;
    let kept: Vec<_> = ignore.lines().filter_map(|line| line.strip_prefix('!')).collect();
    let mut left = 0;
    for path in files(project)?.into_keys() {
        if kept.iter().any(|kept| path.starts_with(kept)) {
            left += 1;
        } else {
            std::fs::remove_file(project.join(path))?;
        }
    }
    Ok(left)
}
