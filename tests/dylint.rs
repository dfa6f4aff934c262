//! `cargo dylint` with the kit's library: of the workspace in `dylint/` it tells what `cargo heddle --no-deps` tells, and
//! so nothing that only the code of a dependency shows. It is run as `docs/src/using/dylint.md` says.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result, anyhow};
use heddle_tests::command::{quietly, run};
use heddle_tests::dylint::Dylint;
use heddle_tests::fixture::Fixture;
use heddle_tests::kit::{kit, lock, root};
use heddle_tests::markdown::blocks;
use heddle_tests::project::{findings, projects};

/// What both must tell, sorted: a lint for each way in which the engine reads code, and a member's call into another.
const EXPECTED: &[&str] = &[
    "async_busy_wait",
    "await_holding_guard",
    "block_on_in_async",
    "blocking_call_in_async",
    "blocking_call_in_async",
    "blocking_call_reachable_from_async",
    "cancel_unsafe_in_select",
    "lock_order_inversion",
    "unbounded_spawn_in_loop",
];

/// A build script, which nobody checks.
const BUILD: &str = "\
async fn slow() {
    std::thread::sleep(std::time::Duration::from_millis(1));
}

fn main() {
    drop(slow());
}
";

/// Says what it allows to `cargo heddle` alone.
const FOR_HEDDLE: &str = "\
pub async fn told() {
    std::thread::sleep(std::time::Duration::from_millis(1));
}

#[cfg_attr(heddle, allow(blocking_call_in_async))]
pub async fn tolerated() {
    std::thread::sleep(std::time::Duration::from_millis(2));
}
";

/// Lint, file, line and the whole message as a terminal shows it.
type Told = BTreeSet<(String, String, u64, String)>;

/// What each says of the workspace, and the library that dylint has built for that.
struct Checked {
    by_dylint: Told,
    without_dependencies: Told,
    with_dependencies: Told,
    library: PathBuf,
}

#[test]
fn what_members_show_is_told_alike() -> Result<()> {
    let Some(checked) = checked()? else { return Ok(()) };
    let lints: Vec<&str> = checked.by_dylint.iter().map(|(lint, ..)| lint.as_str()).collect();
    assert_eq!(lints, EXPECTED, "{:#?}", checked.by_dylint);
    assert_eq!(checked.by_dylint, checked.without_dependencies);
    Ok(())
}

#[test]
fn what_a_dependency_shows_is_told_by_heddle_alone() -> Result<()> {
    let Some(checked) = checked()? else { return Ok(()) };
    let missing: Vec<_> = checked.with_dependencies.difference(&checked.by_dylint).collect();
    let [(lint, _, _, message)] = missing[..] else {
        panic!("dylint does not tell {missing:#?}");
    };
    assert_eq!(lint, "blocking_call_reachable_from_async");
    assert!(message.contains("outside::settings"), "{message}");
    assert!(checked.by_dylint.is_subset(&checked.with_dependencies));
    Ok(())
}

#[test]
fn the_flags_of_the_page_show_dylint_what_is_said_to_heddle() -> Result<()> {
    let Some(checked) = checked()? else { return Ok(()) };
    let page = page()?;
    let (_, flags) = page.split_once("DYLINT_RUSTFLAGS=\"").context("no flags")?;
    let (flags, _) = flags.split_once('"').context("the flags have no end")?;
    for (flags, count) in [("", 2), (flags, 1)] {
        // dylint does not look again at what it has seen with other flags.
        let fixture = Fixture::new(FOR_HEDDLE)?;
        let dylint = Dylint::get()?.context("it was there")?;
        let mut command = dylint.command();
        command.current_dir(fixture.path()).env("DYLINT_RUSTFLAGS", flags);
        command.arg("--lib-path").arg(&checked.library);
        let told = told(command.args(["--", "--message-format", "json"]))?;
        assert_eq!(told.len(), count, "{flags}: {told:#?}");
    }
    Ok(())
}

/// Checks the workspace in both ways, once; nothing where there is no dylint to be had.
fn checked() -> Result<Option<&'static Checked>> {
    static CHECKED: OnceLock<Result<Option<Checked>, String>> = OnceLock::new();
    let checked = CHECKED.get_or_init(|| check().map_err(|error| format!("{error:#}")));
    checked
        .as_ref()
        .map(Option::as_ref)
        .map_err(|error| anyhow!(error.clone()))
}

fn check() -> Result<Option<Checked>> {
    let Some(dylint) = Dylint::get()? else {
        return Ok(None);
    };
    let _alone = lock("test-dylint")?;
    let target = kit().target.join("dylint");
    let folder = write_workspace()?;
    let json = ["--workspace", "--message-format", "json"];

    let check = |mut command: Command, words: &[&str]| {
        command.current_dir(&folder).env("CARGO_TARGET_DIR", &target);
        told(command.args(words).args(json))
    };
    Ok(Some(Checked {
        by_dylint: check(dylint.command(), &["--lib", "heddle", "--"])?,
        without_dependencies: check(kit().heddle(), &["--no-deps"])?,
        with_dependencies: check(kit().heddle(), &[])?,
        library: library(&target)?,
    }))
}

fn told(command: &mut Command) -> Result<Told> {
    let finished = run(command, &quietly)?.success()?;
    let findings = findings(&finished.stdout).into_iter();
    Ok(findings
        .map(|it| (it.lint, it.file, it.line, it.rendered))
        .collect())
}

/// The workspace, at the same place each time, so that what it depends on is compiled once.
fn write_workspace() -> Result<PathBuf> {
    let folder = projects()?.join("test-dylint");
    let page = page()?;
    let [libraries, cfgs] = blocks(&page, "toml")[..] else {
        anyhow::bail!("the page has not one block for the workspace and one for its members");
    };
    let (before, after) = libraries.split_once("git = \"").context("no address")?;
    let (_, after) = after.split_once('"').context("the address has no end")?;
    let write = |name: &str, text: &str| -> Result<()> {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().context("a folder")?)?;
        Ok(fs::write(path, text)?)
    };
    write(
        "Cargo.toml",
        &format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\"api\", \"store\"]\nexclude = [\"outside\"]\n\n\
             {before}path = {:?}{after}",
            root()
        ),
    )?;
    // What the members depend on is locked, and so at hand, as a part of this repository.
    write("Cargo.lock", &fs::read_to_string(root().join("Cargo.lock"))?)?;

    let tokio =
        "tokio = { version = \"1\", features = [\"io-util\", \"macros\", \"net\", \"rt\", \"time\"] }";
    let path = |name: &str| format!("{name} = {{ path = \"../{name}\" }}");
    for (name, dependencies, more) in [
        (
            "api",
            format!("{tokio}\n{}\n{}", path("outside"), path("store")),
            cfgs,
        ),
        ("outside", String::new(), ""),
        ("store", String::new(), cfgs),
    ] {
        let source = root().join("tests/dylint").join(name).with_extension("rs");
        write(&format!("{name}/src/lib.rs"), &fs::read_to_string(source)?)?;
        write(
            &format!("{name}/Cargo.toml"),
            &format!(
                "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
                 [dependencies]\n{dependencies}\n\n{more}"
            ),
        )?;
    }
    write("store/build.rs", BUILD)?;
    Ok(folder)
}

/// The library that dylint builds for the workspace.
fn library(target: &Path) -> Result<PathBuf> {
    let of_toolchains = fs::read_dir(target.join("dylint/libraries"))?;
    for toolchain in of_toolchains {
        let toolchain = toolchain?;
        let name = toolchain.file_name().to_string_lossy().into_owned();
        let file = format!(
            "{}heddle@{name}{}",
            std::env::consts::DLL_PREFIX,
            std::env::consts::DLL_SUFFIX
        );
        let library = toolchain.path().join("release").join(file);
        if name.starts_with(cargo_heddle::PIN) && library.is_file() {
            return Ok(library);
        }
    }
    anyhow::bail!("no library below {}", target.display())
}

fn page() -> Result<String> {
    Ok(fs::read_to_string(root().join("docs/src/using/dylint.md"))?)
}
