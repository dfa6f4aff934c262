//! `cargo bless`: writes anew what is generated and committed.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::{Parser, ValueEnum};
use heddle_tests::command::{clean, must, quietly};
use heddle_tests::contract;
use heddle_tests::generated;
use heddle_tests::kit::{self, kit, root};
use heddle_tests::mistakes::plant::Planted;
use heddle_tests::mistakes::{self, said};
use heddle_tests::pages::pages;
use heddle_tests::project::{EXTRAS, LOCKED_NAME, Project, ROWS, lock_path, projects};

/// Writes the generated files of the kit anew and says which of them changed.
#[derive(Parser, Debug)]
#[command(name = "cargo bless", bin_name = "cargo bless", version)]
struct Args {
    /// What to write [default: ui, mistakes, then pages, which show and count what the former wrote]
    #[arg(value_enum)]
    what: Vec<Generated>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Generated {
    /// The pages of the book that are made of other files, the schema, and the measured numbers in all pages
    Pages,
    /// What programs may rely on, in tests/contract: adds what is new, and takes nothing out
    Contract,
    /// The lists of files in tests/files.toml, from what the template generates today
    Files,
    /// What `cargo heddle` says today of the mistakes in tests/mistakes, planted in generated services
    Mistakes,
    /// The .stderr files in tests/ui, from what the driver says today
    Ui,
    /// The lock files in tests/locks: resolves the dependencies of every row anew, which needs the network
    Locks,
}

fn main() -> ExitCode {
    let mut words: Vec<_> = std::env::args_os().collect();
    if words.get(1).is_some_and(|word| word == "--") {
        words.remove(1);
    }
    let mut args = Args::parse_from(words);
    if args.what.is_empty() {
        args.what = vec![Generated::Ui, Generated::Mistakes, Generated::Pages];
    }
    for what in args.what {
        let done = match what {
            Generated::Pages => bless_pages(),
            Generated::Mistakes => bless_mistakes(),
            Generated::Ui => bless_ui(),
            Generated::Locks => bless_locks(),
            Generated::Files => bless_files(),
            Generated::Contract => bless_contract(),
        };
        if let Err(error) = done {
            eprintln!("error: {error:#}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn bless_pages() -> Result<()> {
    for (path, content) in pages()? {
        write(&path, &content)?;
    }
    Ok(())
}

fn bless_mistakes() -> Result<()> {
    for row in mistakes::rows()? {
        let planted = Planted::new(kit(), row, &quietly)?;
        if let Some(path) = mistakes::plant::lock_path(row)? {
            write(&path, &planted.lock()?)?;
        }
        let said = said::of_mistakes(kit(), &planted, &quietly)?;
        for mistake in &planted.mistakes {
            write(&mistake.said_path(), &said[&mistake.lint.name])?;
        }
        said::nothing_of_repairs(kit(), &planted, &quietly)?;
    }
    Ok(())
}

fn bless_ui() -> Result<()> {
    let mut test = clean("cargo");
    test.current_dir(root())
        .env("CARGO_TARGET_DIR", &kit().target)
        .args(["test", "--package", "heddle-tests", "--test", "lint_ui"]);
    must(test.env("TRYBUILD", "overwrite"), &|line| eprintln!("{line}"))?;
    println!("tests/ui: written by the test above");
    Ok(())
}

fn bless_locks() -> Result<()> {
    for row in ROWS {
        for extras in [&[][..], EXTRAS] {
            let folder = projects()?.join(format!("bless-{}", row.name()));
            let _alone = kit::lock(&format!("bless-{}", row.name()))?;
            let watch = &|line: &str| eprintln!("{line}");
            let project = Project::generate(kit(), *row, extras, &folder, LOCKED_NAME, watch)?;
            let lock = project.path.join("Cargo.lock");
            if lock.exists() {
                std::fs::remove_file(&lock)?;
            }
            must(&mut project.cargo("generate-lockfile"), watch)?;
            let content = std::fs::read_to_string(&lock).context("cargo wrote no lock file")?;
            write(&lock_path(*row, !extras.is_empty()), &content)?;
        }
    }
    for row in mistakes::rows()? {
        let planted = Planted::new(kit(), row, &quietly)?;
        if let Some(path) = mistakes::plant::lock_path(row)? {
            planted.unlock()?;
            write(&path, &planted.lock()?)?;
        }
    }
    Ok(())
}

fn bless_files() -> Result<()> {
    write(
        &generated::snapshot_path(),
        &generated::Snapshot::take()?.to_string(),
    )
}

fn bless_contract() -> Result<()> {
    for part in contract::parts()? {
        let gone = part.gone();
        ensure!(
            gone.is_empty(),
            "{} promises what is no more there: {}\n  {}",
            part.path.display(),
            gone.join(", "),
            part.way
        );
        write(&part.path, &part.text())?;
    }
    Ok(())
}

fn write(path: &Path, content: &str) -> Result<()> {
    let shown = path.strip_prefix(root()).unwrap_or(path).display();
    if std::fs::read_to_string(path).is_ok_and(|old| old == content) {
        println!("{shown}: unchanged");
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, content).with_context(|| format!("cannot write {shown}"))?;
    println!("{shown}: written");
    Ok(())
}
