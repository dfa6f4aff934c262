//! `cargo heddle completions` and `cargo heddle man`, with the real shells and a real reader of manual pages.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use cargo_heddle::environment::VARIABLES;
use cargo_heddle::files::FILES;
use cargo_heddle::{Exit, PIN};
use heddle_tests::command::{clean, must, quietly, run};
use heddle_tests::kit::kit;
use tempfile::TempDir;

/// A question to a shell: what is typed, and words that must and must not be offered.
const QUESTIONS: [(&str, &[&str], &[&str]); 8] = [
    ("cargo-heddle --form", &["--format"], &["--no-deps"]),
    ("cargo heddle --form", &["--format"], &["--no-deps"]),
    ("cargo heddle --all-t", &["--all-targets"], &["--all-features"]),
    ("cargo-heddle expl", &["explain"], &["setup"]),
    ("cargo heddle expl", &["explain"], &["setup"]),
    (
        "cargo heddle explain unbounded_",
        &["unbounded_channel", "unbounded_join_all"],
        &["wrong_runtime"],
    ),
    ("cargo heddle completions z", &["zsh"], &["fish"]),
    // Another toolchain's cargo.
    ("cargo +nightly heddle setup --pru", &["--prune"], &["--pack"]),
];

/// A shell's script, in a folder of its own.
struct Script {
    folder: TempDir,
    file: PathBuf,
}

impl Script {
    /// None, and said so, where the shell is missing.
    fn of(shell: &str, name: &str) -> Result<Option<Self>> {
        if is_missing(shell, "--version") {
            return Ok(None);
        }
        let folder = tempfile::Builder::new().prefix("heddle-shell-").tempdir()?;
        let file = folder.path().join(name);
        let printed = must(kit().heddle().args(["completions", shell]), &quietly)?;
        fs::write(&file, printed.stdout)?;
        Ok(Some(Self { folder, file }))
    }
}

fn is_missing(program: &str, asked: &str) -> bool {
    let mut command = clean(program);
    command.arg(asked).stdout(Stdio::null()).stderr(Stdio::null());
    if command.status().is_ok() {
        return false;
    }
    // Past the capture of a test that passes.
    let _ = writeln!(
        std::io::stderr(),
        "SKIPPED: there is no {program} here, nothing was tried with it"
    );
    true
}

/// Asks each question by `ask`, which gives all that the shell has offered.
fn ask_all(ask: impl Fn(&str) -> Result<String>) -> Result<()> {
    for (typed, wanted, unwanted) in QUESTIONS {
        let offered = ask(typed)?;
        for word in wanted {
            ensure!(
                offered.contains(word),
                "`{typed}`: `{word}` is not in {offered:?}"
            );
        }
        for word in unwanted {
            ensure!(!offered.contains(word), "`{typed}`: `{word}` is in {offered:?}");
        }
    }
    Ok(())
}

/// What bash does at Tab: it calls the function that completes the first word.
const BASH: &str = r#"
source "$2"
source "$2"
read -r -a COMP_WORDS <<<"$3"
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
COMP_LINE=$3 COMP_POINT=${#3}
[[ $(complete -p "${COMP_WORDS[0]}") =~ -F\ ([^ ]+) ]] || exit 1
"${BASH_REMATCH[1]}" "${COMP_WORDS[0]}" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
printf '%s\n' "${COMPREPLY[@]}"
"#;

#[test]
fn bash_completes_both_names_and_what_completed_cargo_before_goes_on() -> Result<()> {
    let Some(script) = Script::of("bash", "cargo-heddle.bash")? else {
        return Ok(());
    };
    let ask = |before: &str, typed: &str| -> Result<String> {
        let mut bash = clean("bash");
        bash.args(["--norc", "-c", &format!("{before}\n{BASH}"), "bash", ""]);
        bash.arg(&script.file).arg(typed);
        Ok(must(&mut bash, &quietly)?.stdout)
    };
    ask_all(|typed| ask("", typed))?;
    // Cargo's own, as the toolchain has it.
    let cargos = cargos_own("etc/bash_completion.d/cargo")?;
    let cargos = format!("source '{}'", cargos.display());
    ask_all(|typed| ask(&cargos, typed))?;
    let offered = ask(&cargos, "cargo buil")?;
    ensure!(offered.lines().any(|line| line.trim() == "build"), "{offered}");
    Ok(())
}

#[test]
fn prose_keeps_to_the_width_of_the_terminal_and_code_does_not() -> Result<()> {
    if is_missing("script", "--version") {
        return Ok(());
    }
    let heddle = kit().cargo_heddle.display();
    let shown = |columns: usize, words: &str| -> Result<String> {
        let inside = format!("stty rows 24 cols {columns} && '{heddle}' {words} --color never");
        let mut script = clean("script");
        script.args(["--quiet", "--return", "--command", &inside, "/dev/null"]);
        Ok(must(&mut script, &quietly)?.stdout.replace('\r', ""))
    };
    for words in ["list", "explain blocking_call_in_async"] {
        for columns in [50, 60, 110] {
            let text = shown(columns, words)?;
            for line in text.lines() {
                let is_code = line.starts_with("    ");
                ensure!(
                    line.chars().count() <= columns || is_code || !line.trim().contains(' '),
                    "{columns}: {line}"
                );
            }
        }
    }
    let code = "\n    async fn settings() -> std::io::Result<String> {\n";
    ensure!(shown(50, "explain blocking_call_in_async")?.contains(code));
    // What a program reads has its lines.
    let piped = must(kit().heddle().arg("list"), &quietly)?.stdout;
    ensure!(piped.lines().count() == cargo_heddle::lints::all().len());
    Ok(())
}

#[test]
fn fish_completes_both_names() -> Result<()> {
    let Some(script) = Script::of("fish", "cargo-heddle.fish")? else {
        return Ok(());
    };
    let ask = |typed: &str| -> Result<String> {
        let mut fish = clean("fish");
        // Without the user's own settings.
        fish.env("XDG_CONFIG_HOME", script.folder.path())
            .env("XDG_DATA_HOME", script.folder.path())
            .args(["-c", "source $argv[1]; complete -C $argv[2]"])
            .arg(&script.file)
            .arg(typed);
        Ok(must(&mut fish, &quietly)?.stdout)
    };
    ask_all(ask)?;
    // Fish brings what completes cargo.
    let offered = ask("cargo buil")?;
    ensure!(offered.starts_with("build"), "{offered}");
    Ok(())
}

/// Types into a zsh that believes to be on a terminal, Tab, and prints what it shows, up to a mark that Ctrl-X asks
/// for.
const ZSH: &str = r#"
zmodload zsh/zpty
setup() { zpty -w z "$1"; zpty -r -m z ignored '*ready>*' }
zpty z "TERM=dumb PS1='ready>' zsh -f -i"
zpty -r -m z ignored '*ready>*'
setup "fpath=($1 $2 \$fpath); autoload -Uz compinit; compinit -u -D"
setup "LISTMAX=1000; unsetopt beep list_ambiguous"
setup "mark() { zle -I; print -r -- the-'end' }; zle -N mark; bindkey '^X' mark"
zpty -w -n z "$3"$'\t\x18'
zpty -r -m z shown '*the-end*'
print -r -- "$shown"
zpty -d z
"#;

#[test]
fn zsh_completes_both_names() -> Result<()> {
    let Some(script) = Script::of("zsh", "_cargo-heddle")? else {
        return Ok(());
    };
    let cargos = cargos_own("share/zsh/site-functions/_cargo")?;
    ask_all(|typed| {
        let mut zsh = clean("timeout");
        zsh.env("HOME", script.folder.path())
            .args(["120", "zsh", "-f", "-c", ZSH, "zsh"])
            .arg(script.folder.path())
            .arg(cargos.parent().context("a folder")?)
            .arg(typed);
        let shown = must(&mut zsh, &quietly)?.stdout;
        Ok(shown.replace(['\r', '\u{7}'], ""))
    })
}

/// A file that completes cargo, of the toolchain that these tests run with.
fn cargos_own(file: &str) -> Result<PathBuf> {
    let sysroot = must(clean("rustc").args(["--print", "sysroot"]), &quietly)?.stdout;
    let file = Path::new(sysroot.trim()).join(file);
    ensure!(file.is_file(), "{} is not there", file.display());
    Ok(file)
}

#[test]
fn shells_without_cargos_seam_get_the_program_and_a_wrong_name_the_right_ones() -> Result<()> {
    for shell in ["elvish", "powershell"] {
        let script = must(kit().heddle().args(["completions", shell]), &quietly)?.stdout;
        for word in ["cargo-heddle", "explain", "--format", "--all-targets"] {
            ensure!(script.contains(word), "{shell}: {word}");
        }
    }
    let finished = run(kit().heddle().args(["completions", "csh"]), &quietly)?;
    ensure!(finished.code() == 2, "{}", finished.stderr);
    ensure!(
        finished.stderr.contains("bash, elvish, fish, powershell, zsh"),
        "{}",
        finished.stderr
    );
    Ok(())
}

#[test]
fn the_page_of_the_manual_is_sound_and_holds_every_option_code_variable_and_file() -> Result<()> {
    let page = must(kit().heddle().arg("man"), &quietly)?.stdout;
    ensure!(page.contains(PIN.trim_start_matches("nightly-")), "no date");
    if is_missing("mandoc", "--version") {
        return Ok(());
    }
    let lint = reader(["-T", "lint", "-W", "style"], &page)?;
    ensure!(lint.is_empty(), "{lint}");
    let text = reader(["-T", "utf8", "-O", "width=1000"], &page)?;
    let shown: String = plain(&text);
    let help = must(kit().heddle().arg("--help"), &quietly)?.stdout;
    let options = help
        .split_whitespace()
        .filter(|word| word.starts_with("--") && word.len() > 2);
    let mut wanted: Vec<String> = options
        .map(|it| it.trim_end_matches([',', '.', '`']).to_owned())
        .collect();
    ensure!(wanted.len() > 40, "{wanted:?}");
    wanted.extend(
        Exit::table()
            .into_iter()
            .flat_map(|(code, meaning)| [code, meaning.to_owned()]),
    );
    wanted.extend(
        VARIABLES
            .iter()
            .flat_map(|it| [it.name, it.meaning])
            .map(str::to_owned),
    );
    wanted.extend(
        FILES
            .iter()
            .flat_map(|it| [it.name, it.meaning])
            .map(str::to_owned),
    );
    for words in wanted {
        let words = words.replace('`', "");
        ensure!(shown.contains(&words), "`{words}` is not in {shown}");
    }
    Ok(())
}

fn reader<const N: usize>(flags: [&str; N], page: &str) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("cargo-heddle.1");
    fs::write(&file, page)?;
    let finished = run(
        Command::new("mandoc").args(flags).arg(OsStr::new(&file)),
        &quietly,
    )?;
    Ok(finished.stdout + &finished.stderr)
}

/// Without the letters that a terminal prints twice to make them bold.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for letter in text.chars() {
        if letter == '\u{8}' {
            plain.pop();
        } else {
            plain.push(letter);
        }
    }
    plain
}
