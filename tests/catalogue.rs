//! The catalogue says what is so: its lists are in order, its paths exist in the real crates, its twins compile.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use heddle_tests::command::{clean, must, quietly};
use heddle_tests::kit::{self, kit};
use toml::{Table, Value};

const WITH_ENTRIES: [&str; 5] = ["blocking", "cancel", "context", "cpu", "executors"];
const TIERS: [&str; 4] = ["certain", "likely", "size-dependent", "opt-in"];
const CONDITIONS: [&str; 2] = ["resolves-names", "blocking-argument"];
const GUARDS: [&str; 7] = [
    "async-lock",
    "borrow",
    "connection",
    "lock",
    "map-ref",
    "runtime-context",
    "span",
];
const FIXES: [&str; 2] = ["machine-applicable", "maybe-incorrect"];
/// What is cheap, or waits for nobody: reported unasked, it would drown the rest.
const NEVER_UNASKED: [&str; 14] = [
    "async_channel::Sender::send_blocking",
    "crossbeam_channel::Sender::send",
    "flume::Sender::send",
    "kanal::Sender::send",
    "lock_api::Mutex::lock",
    "std::env::current_dir",
    "std::fs::OpenOptions::new",
    "std::io::_print",
    "std::sync::Mutex::lock",
    "std::sync::RwLock::read",
    "std::sync::RwLock::write",
    "std::sync::mpsc::Sender::send",
    "std::thread::spawn",
    "std::time::Instant::now",
];

#[test]
fn lists_are_sorted_and_say_things_once() {
    for file in WITH_ENTRIES {
        let names: Vec<String> = entries(file).iter().map(|entry| text(entry, "name")).collect();
        assert_sorted(file, &names);

        let mut said: HashMap<(String, String), String> = HashMap::new();
        for entry in entries(file) {
            let name = text(&entry, "name");
            let (paths, on) = (list(&entry, "paths"), list(&entry, "on"));
            assert_sorted(&name, &paths);
            assert_sorted(&name, &on);
            assert_sorted(&name, &list(&entry, "drops"));
            let some = !paths.is_empty() || !list(&entry, "drops").is_empty();
            assert!(some, "{file}.toml: `{name}` has neither paths nor drops");
            let types = if on.is_empty() { vec![String::new()] } else { on };
            for (path, on) in paths
                .iter()
                .flat_map(|path| types.iter().map(move |on| (path, on)))
            {
                let earlier = said.insert((path.clone(), on.clone()), name.clone());
                assert!(
                    earlier.is_none(),
                    "{file}.toml: `{path}` on `{on}` is in `{name}` and in {earlier:?}"
                );
            }
        }
    }
    for (key, value) in read("wrappers")
        .into_iter()
        .chain(read("locks"))
        .chain(read("loops"))
    {
        if !["join", "runtime"].contains(&key.as_str()) {
            assert_sorted(&key, &strings(&value));
        }
    }
    let channels = read("channels");
    let channels = channels["channel"]
        .as_array()
        .expect("channels.toml lists channels");
    let paths: Vec<String> = channels
        .iter()
        .filter_map(Value::as_table)
        .map(|channel| text(channel, "path"))
        .collect();
    assert_sorted("channels", &paths);
}

#[test]
fn guards_are_sorted_and_of_known_kinds() {
    let guards = read("guards");
    assert_sorted("seldom", &strings(&guards["seldom"]));
    let guards = guards["guard"].as_array().expect("guards.toml lists guards");
    let guards: Vec<&Table> = guards.iter().filter_map(Value::as_table).collect();
    let names: Vec<String> = guards.iter().map(|guard| text(guard, "name")).collect();
    assert_sorted("guards", &names);
    let mut said: HashMap<String, String> = HashMap::new();
    for guard in guards {
        let (name, kind) = (text(guard, "name"), text(guard, "kind"));
        assert!(
            GUARDS.contains(&kind.as_str()),
            "guards.toml: `{name}` has kind = \"{kind}\", not one of {GUARDS:?}"
        );
        let types = list(guard, "types");
        assert!(!types.is_empty(), "guards.toml: `{name}` has no types");
        assert_sorted(&name, &types);
        for path in types {
            let earlier = said.insert(path.clone(), name.clone());
            assert!(
                earlier.is_none(),
                "guards.toml: `{path}` is in `{name}` and in {earlier:?}"
            );
        }
    }
}

#[test]
fn entries_use_known_words() {
    for (file, entry) in WITH_ENTRIES
        .into_iter()
        .flat_map(|file| entries(file).into_iter().map(move |e| (file, e)))
    {
        let name = text(&entry, "name");
        let known = |key: &str, words: &[&str]| {
            if let Some(word) = entry.get(key) {
                let word = word.as_str().unwrap_or_default();
                assert!(
                    words.contains(&word),
                    "{file}.toml: `{name}` has {key} = \"{word}\", not one of {words:?}"
                );
            }
        };
        text(&entry, "kind");
        text(&entry, "tier");
        let kinds = kinds();
        known("kind", &kinds.iter().map(String::as_str).collect::<Vec<_>>());
        known("tier", &TIERS);
        known("when", &CONDITIONS);
        known("fix", &FIXES);

        let why = text(&entry, "why");
        let in_style = why.starts_with(char::is_lowercase) && !why.ends_with('.');
        assert!(
            in_style,
            "{file}.toml: `{name}`: \"{why}\" completes a sentence, without its full stop"
        );
        let pairs = entry.contains_key("twin") == entry.contains_key("fix");
        assert!(
            pairs,
            "{file}.toml: `{name}`: a twin needs a fix, and a fix a twin"
        );

        let (twin, instead) = (by_runtime(&entry, "twin"), by_runtime(&entry, "instead"));
        for runtime in twin.keys().chain(instead.keys()) {
            let runtimes = runtimes();
            assert!(
                runtimes.contains(runtime),
                "{file}.toml: `{name}` names the runtime {runtime}, not one of {runtimes:?}"
            );
        }
        let both = twin.keys().find(|runtime| instead.contains_key(*runtime));
        assert_eq!(
            both, None,
            "{file}.toml: `{name}` has a twin and words for one runtime"
        );
    }
}

#[test]
fn cheap_calls_are_not_reported_unasked() {
    for entry in entries("blocking") {
        if !["certain", "likely"].contains(&text(&entry, "tier").as_str()) {
            continue;
        }
        for path in list(&entry, "paths") {
            let last = path.rsplit("::").next().unwrap_or(&path);
            assert!(
                !NEVER_UNASKED.contains(&path.as_str()),
                "`{path}` is cheap or waits for nobody"
            );
            // rayon's run a closure over all items until one fails.
            let attempt = last.starts_with("try_") && !path.starts_with("rayon::iter::");
            assert!(!attempt, "`{path}` tries and comes back");
        }
    }
}

#[test]
fn every_twin_is_awaited_by_the_fixture() {
    let code =
        std::fs::read_to_string(fixture().join("src").join("twins.rs")).expect("the fixture has twins");
    let mut expected = 0;
    for entry in entries("blocking") {
        for (path, (runtime, twin)) in list(&entry, "paths").iter().flat_map(|path| {
            by_runtime(&entry, "twin")
                .into_iter()
                .map(move |twin| (path, twin))
        }) {
            let own = twin
                .as_table()
                .map(|table| (text(table, "path"), text(table, "fix")));
            let (twin, fix) =
                own.unwrap_or_else(|| (twin.as_str().unwrap_or_default().to_owned(), text(&entry, "fix")));
            let twin = twin.replace("{name}", path.rsplit("::").next().unwrap_or(path));
            let call = format!("= {twin}(");
            let lines: Vec<&str> = code.lines().filter(|line| line.contains(&call)).collect();
            assert!(
                !lines.is_empty(),
                "tests/catalogue/src/twins.rs does not await `{twin}` of {runtime}"
            );
            let typed = lines
                .iter()
                .any(|line| !line.trim_start().starts_with("let _ = "));
            assert!(
                typed || fix != "machine-applicable",
                "twins.rs does not say what `{twin}` gives, as `{path}` does"
            );
            expected += 1;
        }
    }
    assert!(expected > 50, "only {expected} twins were found");
}

/// Slow the first time: it compiles every crate that the catalogue names, without code generation.
#[test]
fn every_path_exists_in_the_real_crates() {
    let _alone = kit::lock("catalogue").expect("the kit's lock");
    // A changed source makes cargo run the driver again; its dependencies stay as they are.
    let source = std::fs::File::options()
        .append(true)
        .open(fixture().join("src").join("lib.rs"));
    let touched = source.and_then(|file| file.set_modified(std::time::SystemTime::now()));
    touched.expect("the fixture's source can be touched");
    assert_eq!(
        missing(&fixture()),
        Vec::<String>::new(),
        "paths of the catalogue that no crate of the fixture has"
    );
}

#[test]
fn a_path_that_no_crate_has_is_noticed() {
    let empty = tempfile::tempdir().expect("a temporary folder");
    let manifest = "[package]\nname = \"empty\"\nedition = \"2024\"\n[workspace]\n";
    std::fs::write(empty.path().join("Cargo.toml"), manifest).expect("a manifest");
    std::fs::write(
        empty.path().join("Cargo.lock"),
        "version = 4\n[[package]]\nname = \"empty\"\nversion = \"0.0.0\"\n",
    )
    .expect("a lock file");
    std::fs::create_dir(empty.path().join("src")).expect("a folder");
    std::fs::write(empty.path().join("src").join("lib.rs"), "").expect("a source");

    let missing = missing(empty.path());
    assert!(
        missing.iter().any(|path| path == "walkdir::IntoIter"),
        "nothing is missed without walkdir"
    );
    assert!(
        !missing.iter().any(|path| path.starts_with("std::")),
        "the standard library is always there"
    );
}

/// What the driver, run over the package in `folder`, cannot find of the catalogue.
fn missing(folder: &Path) -> Vec<String> {
    let kit = kit();
    let answers = tempfile::tempdir().expect("a temporary folder");
    let answer = answers.path().join("missing");
    let mut check = clean("rustup");
    check
        .args([
            "run",
            cargo_heddle::PIN,
            "cargo",
            "check",
            "--locked",
            "--manifest-path",
        ])
        .arg(folder.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(kit.target.join("catalogue"))
        .env("RUSTC_WORKSPACE_WRAPPER", &kit.driver)
        .env("HEDDLE_CONFIG", format!(r#"{{ "tiers": {TIERS:?} }}"#))
        .env("HEDDLE_CATALOGUE_CHECK", &answer);
    must(&mut check, &quietly).expect("the package compiles under the driver");
    let answer = std::fs::read_to_string(&answer).expect("the driver wrote its answer");
    answer.lines().map(str::to_owned).collect()
}

fn fixture() -> PathBuf {
    kit::root().join("tests").join("catalogue")
}

fn read(file: &str) -> Table {
    let path = kit::root()
        .join(Path::new("lints/catalogue"))
        .join(file)
        .with_extension("toml");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.parse()
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn entries(file: &str) -> Vec<Table> {
    let tables = read(file);
    let entries = tables["blocking"]
        .as_array()
        .expect("`blocking` is a list of tables");
    entries
        .iter()
        .map(|entry| entry.as_table().expect("an entry is a table").clone())
        .collect()
}

/// The names of effects.toml.
fn kinds() -> Vec<String> {
    let effects = read("effects");
    let effects = effects["effect"].as_array().expect("effects.toml lists effects");
    let named = effects.iter().filter_map(Value::as_table);
    named.map(|effect| text(effect, "name")).collect()
}

fn runtimes() -> Vec<String> {
    let wrappers = read("wrappers");
    let runtimes = wrappers["runtime"]
        .as_array()
        .expect("`runtime` is a list of tables");
    runtimes
        .iter()
        .map(|runtime| runtime["name"].as_str().expect("a runtime has a name").to_owned())
        .collect()
}

fn by_runtime(entry: &Table, key: &str) -> Table {
    entry.get(key).map_or_else(Table::new, |value| {
        value.as_table().expect("one value a runtime").clone()
    })
}

fn text(entry: &Table, key: &str) -> String {
    let value = entry.get(key).and_then(Value::as_str);
    value
        .unwrap_or_else(|| panic!("an entry has no `{key}`: {entry}"))
        .to_owned()
}

fn list(entry: &Table, key: &str) -> Vec<String> {
    entry.get(key).map_or_else(Vec::new, strings)
}

fn strings(value: &Value) -> Vec<String> {
    let items = value.as_array().expect("a list");
    items
        .iter()
        .map(|item| item.as_str().expect("a list of texts").to_owned())
        .collect()
}

fn assert_sorted(place: &str, items: &[String]) {
    let disorder = items.windows(2).find(|pair| pair[0] >= pair[1]);
    assert!(
        disorder.is_none(),
        "{place}: not sorted, or said twice: {disorder:?}"
    );
}
