//! The variables that a user may set. They stand here once: the help, the man page and the book show this table.

/// A variable and what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What it does, as Markdown of one line without a full stop.
    pub meaning: &'static str,
}

/// Every variable that the command reads by itself, sorted by name.
pub const VARIABLES: [Variable; 10] = [
    Variable {
        name: "CARGO_TERM_COLOR",
        meaning: "`always` or `never`: when to colour, as cargo reads it; --color wins",
    },
    Variable {
        name: "CI",
        meaning: "where it is set, and not to `false` or `0`, a check takes nothing out of the baseline",
    },
    Variable {
        name: "CI_PROJECT_DIR",
        meaning: "the folder that `--format gitlab` names files from",
    },
    Variable {
        name: "CLICOLOR_FORCE",
        meaning: "colours in a pipe too, as with --color always",
    },
    Variable {
        name: "GITHUB_WORKSPACE",
        meaning: "the folder that `--format github` and `--format sarif` name files from",
    },
    Variable {
        name: "HEDDLE_HOME",
        meaning: "where the built driver is kept, in place of the platform's cache folder",
    },
    Variable {
        name: "NO_COLOR",
        meaning: "no colours, as with --color never",
    },
    Variable {
        name: "RUSTUP_AUTO_INSTALL",
        meaning: "`0`: a check installs no toolchain, `cargo heddle setup` still does",
    },
    Variable {
        name: "RUSTUP_HOME",
        meaning: "where rustup keeps its toolchains",
    },
    Variable {
        name: "TERM",
        meaning: "`dumb`: no line changes while the driver is built",
    },
];

/// What stands below the table.
pub const ALSO: &str = "And all that cargo reads, as CARGO_TARGET_DIR";

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    /// Read by the library that colours.
    const OF_ANSTREAM: [&str; 2] = ["CLICOLOR_FORCE", "NO_COLOR"];

    #[test]
    fn the_table_has_what_the_source_reads_and_nothing_else() {
        let mut read: BTreeSet<String> = OF_ANSTREAM.map(str::to_owned).into();
        read_in(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut read);
        let names: Vec<_> = VARIABLES.iter().map(|variable| variable.name).collect();
        assert!(names.is_sorted(), "{names:?}");
        assert_eq!(names, Vec::from_iter(&read), "VARIABLES and the source");
    }

    /// Adds the names that stand as text in calls of `env::var` and `env::var_os`.
    fn read_in(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read_in(&path, found);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for call in ["env::var(\"", "env::var_os(\""] {
                let calls = text.split(call).skip(1);
                found.extend(calls.filter_map(|rest| Some(rest.split_once("\")")?.0.to_owned())));
            }
        }
    }
}
