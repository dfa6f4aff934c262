//! `cargo guide-bench` itself: arguments that it must refuse, a machine that is not quiet, and a run that is
//! interrupted and goes on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use heddle_tests::command::{Finished, clean, must, quietly, run};
use heddle_tests::kit::{executable, root};
use heddle_tests::measured::Results;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// For what takes seconds on a quiet machine.
const PATIENCE: Duration = Duration::from_secs(120);

#[test]
fn an_unknown_benchmark_is_answered_with_those_there_are() -> Result<()> {
    let told = run(bench()?.args(["--only", "M1,X9"]), &quietly)?;
    assert_eq!(told.code(), 2);
    assert!(
        told.stderr
            .contains("no benchmark is called `X9`; there are M1, M2"),
        "{}",
        told.stderr
    );
    Ok(())
}

#[test]
fn no_rounds_and_unknown_flags_are_wrong_arguments() -> Result<()> {
    for wrong in ["--rounds=0", "--rounds=many", "--slow"] {
        let told = run(bench()?.arg(wrong), &quietly)?;
        assert_eq!(told.code(), 2, "{wrong}: {}", told.stderr);
        assert!(told.stderr.contains("error: "), "{wrong}: {}", told.stderr);
    }
    Ok(())
}

#[test]
fn a_machine_that_others_use_is_refused() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut bench = bench()?;
    let stop = AtomicBool::new(false);
    let told = thread::scope(|scope| {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..cores {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    std::hint::spin_loop();
                }
            });
        }
        let told = run(at(&mut bench, &folder).arg("--quick"), &quietly);
        stop.store(true, Ordering::Relaxed);
        told
    })?;
    assert_eq!(told.code(), 3, "{}", told.stderr);
    assert!(
        told.stderr.contains("of the processors") && told.stderr.contains("--anyway"),
        "{}",
        told.stderr
    );
    assert!(results(&folder, "jsonl")?.is_none(), "it measured");
    Ok(())
}

#[test]
fn an_interrupted_run_goes_on_where_it_stopped_and_leaves_nothing_running() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let child = at(&mut bench()?, &folder)
        .args(SHORT)
        .stderr(Stdio::null())
        .spawn()?;
    let mut child = Ended(child);
    let started = Instant::now();
    let before = loop {
        let samples = results(&folder, "unfinished.jsonl")?.map_or(0, |results| count(&results));
        if samples >= 2 {
            break samples;
        }
        ensure!(started.elapsed() < PATIENCE, "nothing is measured");
        thread::sleep(Duration::from_millis(20));
    };
    kill_process(Pid::from_child(&child.0), Signal::INT)?;
    assert_eq!(child.0.wait()?.code(), Some(130));
    nothing_runs_in(folder.path())?;
    assert!(
        results(&folder, "quick.jsonl")?.is_none(),
        "half a run is no result"
    );

    // What is half written is passed over.
    let unfinished = file(&folder, "unfinished.jsonl")?.context("what was measured is kept")?;
    let kept = fs::read_to_string(&unfinished)? + "{\"id\":\"M2\",\"vari";
    fs::write(&unfinished, kept)?;
    let again = go_on(&folder, &[])?;
    let told = again
        .stderr
        .lines()
        .find_map(|line| line.strip_prefix("going on with a run that has "));
    let told = told.and_then(|rest| rest.split(' ').next()?.parse::<usize>().ok());
    assert!(told.is_some_and(|told| told >= before), "{}", again.stderr);
    let whole = results(&folder, "quick.jsonl")?.context("the results are written")?;
    assert_eq!(count(&whole), PARTS);
    assert!(
        file(&folder, "unfinished.jsonl")?.is_none(),
        "the run is finished"
    );
    Ok(())
}

#[test]
fn an_unfinished_run_of_another_kind_is_kept_unless_it_shall_be_forgotten() -> Result<()> {
    let folder = tempfile::tempdir()?;
    go_on(&folder, &[])?;
    let whole = file(&folder, "quick.jsonl")?.context("the results are written")?;
    let other = fs::read_to_string(&whole)?.replace("\"rounds\":1", "\"rounds\":7");
    let unfinished = whole.with_extension("unfinished.jsonl");
    fs::write(&unfinished, &other)?;

    let told = run(at(&mut bench()?, &folder).args(SHORT), &quietly)?;
    assert_eq!(told.code(), 1, "{}", told.stderr);
    assert!(told.stderr.contains("--fresh forgets it"), "{}", told.stderr);
    assert_eq!(fs::read_to_string(&unfinished)?, other, "it is still there");
    let again = go_on(&folder, &["--fresh"])?;
    assert!(!again.stderr.contains("going on"), "{}", again.stderr);
    assert!(!unfinished.exists());
    Ok(())
}

/// One benchmark, as short as can be, whatever else the machine does.
const SHORT: &[&str] = &["--quick", "--anyway", "--only", "m2"];
/// Of that benchmark: six models on one core and on all.
const PARTS: usize = 12;

fn go_on(folder: &TempDir, flags: &[&str]) -> Result<Finished> {
    must(at(&mut bench()?, folder).args(SHORT).args(flags), &quietly)
}

/// The program, built once a process.
fn bench() -> Result<Command> {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let built = BUILT.get_or_init(|| build().unwrap_or_else(|error| panic!("it cannot be built: {error:#}")));
    Ok(clean(built))
}

fn build() -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.current_dir(root()).args([
        "build",
        "--package",
        "guide-bench",
        "--message-format",
        "json-render-diagnostics",
    ]);
    let built = must(&mut build, &quietly)?;
    executable(&built.stdout, "guide-bench").context("cargo built no `guide-bench`")
}

/// With its results in a folder, and started there, so that what it starts can be told.
fn at<'a>(bench: &'a mut Command, folder: &TempDir) -> &'a mut Command {
    bench.current_dir(folder).arg("--results").arg(folder.path())
}

/// The file whose name has this after the machine's.
fn file(folder: &TempDir, end: &str) -> Result<Option<PathBuf>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(&format!(".{end}")) {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

fn results(folder: &TempDir, end: &str) -> Result<Option<Results>> {
    file(folder, end)?.map(|path| Results::read(&path)).transpose()
}

fn count(results: &Results) -> usize {
    results.runs.iter().map(|run| run.samples.len()).sum()
}

/// Waits until no process works in this folder: what is told to stop needs a moment.
fn nothing_runs_in(folder: &Path) -> Result<()> {
    let started = Instant::now();
    let folder = folder.canonicalize()?;
    let works_there = || -> Result<bool> {
        let mut places = Vec::new();
        for entry in fs::read_dir("/proc")? {
            // Those of others, and those that end just now, tell no place.
            places.extend(fs::read_link(entry?.path().join("cwd")));
        }
        Ok(places.contains(&folder))
    };
    while cfg!(target_os = "linux") && works_there()? {
        ensure!(started.elapsed() < PATIENCE, "what it started goes on");
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// Ended at the latest when dropped.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
