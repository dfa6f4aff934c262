//! Each row of the template, from `cargo generate` to a planted mistake.
//!
//! One test a row: the stages use the same project, and each is only worth running when those before it
//! hold. All rows share one target folder, so their dependencies are compiled once.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use heddle_tests::command::{must, quietly, run};
use heddle_tests::generated::{self, Stage};
use heddle_tests::kit::{self, Kit, kit};
use heddle_tests::manifests;
use heddle_tests::project::{EXTRAS, Project, ROWS, SLEEP, findings, lock_path, projects};
use heddle_tests::service::{Service, TOUR};

#[test]
fn async_on_tokio() -> Result<()> {
    whole_road("async-tokio")
}

#[test]
fn async_on_smol() -> Result<()> {
    whole_road("async-smol")
}

#[test]
fn async_on_async_std() -> Result<()> {
    whole_road("async-async-std")
}

#[test]
fn hybrid_on_tokio() -> Result<()> {
    whole_road("hybrid-tokio")
}

#[test]
fn hybrid_on_smol() -> Result<()> {
    whole_road("hybrid-smol")
}

#[test]
fn hybrid_on_async_std() -> Result<()> {
    whole_road("hybrid-async-std")
}

#[test]
fn threaded() -> Result<()> {
    whole_road("threaded")
}

/// The page of the book about a call that blocks five calls away: what it tells is done and printed here.
#[test]
fn the_book_follows_a_call() -> Result<()> {
    let kit = kit();
    let row = *ROWS
        .iter()
        .find(|row| row.name() == "async-tokio")
        .context("no such row")?;
    let folder = projects()?.join("test-book");
    let _alone = kit::lock("test-book")?;
    let project = Project::generate(kit, row, &[], &folder, "shop", &quietly)?;
    let page = std::fs::read_to_string(kit::root().join("docs/src/guide/following_a_call.md"))?;
    let block = |after: &str| -> Result<&str> {
        let at = page
            .find(after)
            .with_context(|| format!("the page lacks {after}"))?;
        let fence = at + page[at..].find("```").context("a block follows")?;
        let body = fence + page[fence..].find('\n').context("the block has lines")? + 1;
        let end = body + page[body..].find("```").context("the block ends")?;
        Ok(&page[body..end])
    };
    let write = |name: &str, text: &str| -> Result<()> {
        let path = project.path.join(name);
        std::fs::create_dir_all(path.parent().context("a folder")?)?;
        Ok(std::fs::write(path, text)?)
    };
    let change = |name: &str, from: &str, to: &str| -> Result<()> {
        let text = std::fs::read_to_string(project.path.join(name))?;
        ensure!(text.contains(from), "{name} lacks `{from}`");
        write(name, &text.replacen(from, to, 1))
    };
    let library = |name: &str, version: &str, more: &str| {
        format!("[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = \"2024\"\n{more}")
    };
    for file in ["src/prices.rs", "pricing/src/lib.rs", "ledger/src/lib.rs"] {
        write(file, block(&format!("`{file}`:"))?)?;
    }
    let ledger = "\n[dependencies]\nledger = { path = \"../ledger\" }\n";
    write("pricing/Cargo.toml", &library("pricing", "1.4.0", ledger))?;
    write("ledger/Cargo.toml", &library("ledger", "0.3.1", ""))?;
    let manifest = std::fs::read_to_string(project.path.join("Cargo.toml"))?;
    write(
        "Cargo.toml",
        &format!("{manifest}\n[dependencies.pricing]\npath = \"pricing\"\n"),
    )?;
    change("src/main.rs", "mod metrics;\n", "mod metrics;\nmod prices;\n")?;
    change(
        "src/server.rs",
        "use crate::rt",
        "use crate::prices;\nuse crate::rt",
    )?;
    let handle = "async fn handle(exchange: &Exchange, received: Received) -> Response {\n";
    change(
        "src/server.rs",
        handle,
        &format!("{handle}{}", block("`handle` gets one line more:")?),
    )?;

    // Writes the two libraries into the lock file, which the check then keeps to.
    must(
        project
            .cargo("metadata")
            .args(["--offline", "--format-version", "1"]),
        &quietly,
    )?;
    let checked = run(&mut project.heddle(kit), &quietly)?;
    let told = block("prints them all:")?.trim_end();
    ensure!(
        checked.stderr.contains(told),
        "the page does not tell what is printed:\n{}",
        checked.stderr
    );
    Ok(())
}

#[test]
fn every_row_has_a_test_and_its_lock_files() {
    let source = include_str!("template_rows.rs");
    for row in ROWS {
        let call = format!("whole_road(\"{}\")", row.name());
        assert!(
            source.contains(&call),
            "row {} has no test in template_rows.rs",
            row.name()
        );
        for extras in [false, true] {
            let lock = lock_path(*row, extras);
            assert!(
                lock.is_file(),
                "{} is missing: run `cargo bless locks`",
                lock.display()
            );
        }
    }
}

/// With every extra, on the row that is the default. `cargo matrix` does it for each row and each extra.
#[test]
fn every_extra_on_the_default_row() -> Result<()> {
    let folder = projects()?.join("test-extras");
    let _alone = kit::lock("test-extras")?;
    let project = Project::generate(kit(), ROWS[0], EXTRAS, &folder, "with-extras", &quietly)?;
    stages(&project)?;
    manifests::fit_the_api(&project.path)
}

fn whole_road(name: &str) -> Result<()> {
    let row = *ROWS
        .iter()
        .find(|row| row.name() == name)
        .context("no such row")?;
    let kit = kit();
    let folder = projects()?.join(format!("test-{name}"));
    let _alone = kit::lock(&format!("test-{name}"))?;
    let project = Project::generate(kit, row, &[], &folder, &format!("row-{name}"), &quietly)?;
    stages(&project)?;
    stops_when_the_last_request_is_answered(&project).context("run and stop")?;
    finds_a_planted_mistake(kit, &project, &folder.join("planted")).context("planted mistake")
}

fn stages(project: &Project) -> Result<()> {
    generated::leaves_nothing_of_the_template(&project.path).context("generate")?;
    generated::names_its_runtime_in_one_file(&project.path)?;
    for stage in [
        Stage::Format,
        Stage::Clippy,
        Stage::Test { attack: 3 },
        Stage::Heddle,
    ] {
        stage.run(kit(), project).with_context(|| stage.to_string())?;
    }
    Ok(())
}

fn stops_when_the_last_request_is_answered(project: &Project) -> Result<()> {
    let program = project.build(&quietly)?;
    let service = Service::start(&program)?;
    for &request in TOUR {
        let answer = service.ask(request)?;
        ensure!(
            answer.status == 200,
            "{request} was answered {}: {}",
            answer.status,
            answer.body
        );
    }
    let last = service.stop_while_asked()?;
    ensure!(
        last.answer.status == 200,
        "the request under way was answered {}",
        last.answer.status
    );
    ensure!(
        last.exit.code() == Some(0),
        "the service ended with {}",
        last.exit
    );
    Ok(())
}

fn finds_a_planted_mistake(kit: &Kit, project: &Project, folder: &Path) -> Result<()> {
    let copy = project.copy_to(folder)?;
    let planted = copy.plant(&SLEEP)?;
    let checked = run(
        copy.heddle(kit)
            .args(["--message-format", "json", "--", "-D", "warnings"]),
        &quietly,
    )?;
    ensure!(
        checked.code() == 101,
        "ended with {}\n{}",
        checked.status,
        checked.last_lines()
    );
    let found = findings(&checked.stdout);
    let ours: Vec<_> = found
        .iter()
        .filter(|finding| finding.message.contains(SLEEP.named))
        .collect();
    ensure!(
        !ours.is_empty(),
        "not found, only {found:#?}\n{}",
        checked.last_lines()
    );
    for finding in ours {
        ensure!(
            finding.lint == "blocking_call_in_async",
            "reported as {}",
            finding.lint
        );
        let place = copy.path.join(&finding.file);
        ensure!(
            place == planted,
            "reported in {} instead of {}",
            finding.file,
            planted.display()
        );
        ensure!(
            finding.rendered.contains("help:"),
            "no way out is shown:\n{}",
            finding.rendered
        );
    }
    Ok(())
}
