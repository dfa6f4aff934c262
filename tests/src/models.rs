//! The programs of `docs/models`, built once a process, and the site that they download from.

mod served;
mod site;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result};

use crate::command::{Finished, clean, must, quietly, run};
use crate::kit::{Build, executable, root};

pub use served::{Answer, HELLO, Served, answer, answer_without_body, ask};
pub use site::{Nobody, Site, body};

/// Every model, by the name of its folder, with whether it serves by a program of its own.
pub const MODELS: &[(&str, bool)] = &[
    ("actors", true),
    ("async-std", false),
    ("coroutines", true),
    ("event-driven", true),
    ("hybrid", false),
    ("pool", true),
    ("smol", false),
    ("threads", false),
    ("tokio", false),
    ("tokio-one-thread", false),
];

/// The models that serve by programs of their own.
pub fn serving() -> impl Iterator<Item = &'static str> {
    MODELS
        .iter()
        .filter(|(_, serves)| *serves)
        .map(|(model, _)| *model)
}

/// The program of a model.
pub fn program(model: &str) -> &'static Path {
    static BUILT: OnceLock<BTreeMap<&str, PathBuf>> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        programs(Build::Tested).unwrap_or_else(|error| panic!("the models cannot be built: {error:#}"))
    });
    &built[model]
}

/// A command of a model's program.
pub fn command(model: &str, subcommand: &str) -> Command {
    let mut command = clean(program(model));
    command.arg(subcommand);
    command
}

/// Downloads with a model's program. How long that took stands in what comes back; building the programs may have
/// taken longer.
pub fn download(model: &str, flags: &[&str], addresses: &[String]) -> Result<Finished> {
    run(command(model, "download").args(flags).args(addresses), &quietly)
}

/// The programs of all models, built as they are tested or as they are measured.
pub fn programs(how: Build) -> Result<BTreeMap<&'static str, PathBuf>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // The same cargo and the same environment that built this program: anything else would build twice.
    let mut build = Command::new(cargo);
    build
        .current_dir(root())
        .args(["build", "--message-format", "json-render-diagnostics"]);
    if how == Build::Installed {
        build.arg("--release");
    }
    for (model, _) in MODELS {
        build.arg("--package").arg(format!("model-{model}"));
    }
    let built = must(&mut build, &quietly)?.stdout;
    let program = |(model, _): &(&'static str, bool)| {
        let name = format!("model-{model}");
        let program = executable(&built, &name).with_context(|| format!("cargo built no `{name}`"))?;
        Ok((*model, program))
    };
    MODELS.iter().map(program).collect()
}
