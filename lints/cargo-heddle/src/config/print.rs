//! What holds and where each value comes from, written as a `heddle.toml` whose comments say it.

use std::collections::BTreeMap;
use std::path::Path;

use super::levels::{self, Flags};
use super::{Config, FILE, Loaded};
use crate::environment::VARIABLES;
use crate::lints;

/// What a value that nobody has set comes from.
const DEFAULT: &str = "default";

/// The configuration of the project at `root`, with the lint flags `levels` and the words `typed` of the command line.
pub(crate) fn print(root: &Path, loaded: &Loaded, levels: &[String], typed: &[String]) -> String {
    let places = places(root, loaded);
    let mut text = format!(
        "# What holds for checks of {}, and where it comes from: as it stands, a {FILE}.\n\
         # Levels in [lints.rust] of a manifest, in RUSTFLAGS and in attributes are not part of it.\n\n",
        root.display()
    );
    text.push_str(&keys(&loaded.config, &places));
    text.push_str("\n[lints] # the levels before those of attributes in the code\n");
    text.push_str(&lints_with(&loaded.config, &places, &Flags::read(levels)));
    let flags = typed.iter().map(|word| format!("# {word} # flag\n"));
    let set = VARIABLES
        .iter()
        .filter_map(|it| Some((it.name, std::env::var_os(it.name)?)));
    // As debug text, which has no line breaks.
    let variables = set.map(|(name, value)| format!("# {name} = {value:?} # environment\n"));
    let rest: String = flags.chain(variables).collect();
    if !rest.is_empty() {
        text.push_str("\n# Beside the configuration:\n");
    }
    text + &rest
}

/// Where each key was set: the file, as it is named from the workspace, and the line.
fn places(root: &Path, loaded: &Loaded) -> BTreeMap<String, String> {
    let Some(origin) = &loaded.origin else {
        return BTreeMap::new();
    };
    let file = origin.file.strip_prefix(root).unwrap_or(&origin.file).display();
    let table = match origin.table {
        [] => String::new(),
        table => format!(" [{}]", table.join(".")),
    };
    let lines = origin.lines().into_iter();
    lines
        .map(|(key, line)| (key, format!("{file}:{line}{table}")))
        .collect()
}

fn keys(config: &Config, places: &BTreeMap<String, String>) -> String {
    let values = toml::Table::try_from(config).expect("plain data becomes TOML");
    let runtime = match config.runtime {
        None => "# runtime is told from the code # default\n",
        Some(_) => "",
    };
    let lines = values.iter().map(|(key, value)| {
        let place = places.get(key).map_or(DEFAULT, String::as_str);
        format!("{key} = {value} # {place}\n")
    });
    lines.collect::<String>() + runtime
}

fn lints_with(config: &Config, places: &BTreeMap<String, String>, flags: &Flags) -> String {
    let set: BTreeMap<_, _> = config
        .lints
        .iter()
        .map(|(name, level)| (name.get_ref().replace('-', "_"), *level))
        .collect();
    let lines = lints::all().iter().map(|lint| {
        let (level, place) = match set.get(&lint.name) {
            Some(level) => {
                let place = places.get(&format!("lints.{}", lint.name));
                (*level, place.map_or(FILE, String::as_str))
            }
            None => (levels::named(&lint.level), DEFAULT),
        };
        match flags.change(&lint.name, level) {
            Some(by) => format!(
                "{} = \"{}\" # flag {}\n",
                lint.name,
                levels::name(by.level),
                by.by
            ),
            None => format!("{} = \"{}\" # {place}\n", lint.name, levels::name(level)),
        }
    });
    lines.collect()
}
