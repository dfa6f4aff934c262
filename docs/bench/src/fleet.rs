//! The servers that are measured, built when the first benchmark asks for them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use anyhow::{Context, Result, bail};
use heddle_tests::kit::Build;
use heddle_tests::load::{self, Program, Running, Server};
use heddle_tests::models;
use heddle_tests::project::{ROWS, projects};

/// Takes about half a millisecond on the machines of today.
const ROUNDS_OF_DIGEST: u32 = 10_000;

/// Every server by its name, and a folder for what they write.
#[derive(Clone)]
pub(crate) struct Fleet(Rc<Inner>);

struct Inner {
    scratch: PathBuf,
    built: RefCell<BTreeMap<String, Server>>,
}

/// A server of the fleet.
#[derive(Clone)]
pub(crate) struct Ship {
    pub(crate) server: Server,
    fleet: Fleet,
}

impl Fleet {
    pub(crate) fn new() -> Result<Self> {
        // Not a temporary one: an interrupted run would leave it behind.
        let scratch = projects()?.join("guide-bench");
        std::fs::create_dir_all(&scratch).with_context(|| format!("cannot make {}", scratch.display()))?;
        Ok(Self(Rc::new(Inner {
            scratch,
            built: RefCell::default(),
        })))
    }

    pub(crate) fn scratch(&self) -> &Path {
        &self.0.scratch
    }

    /// These servers, built if they are not yet.
    pub(crate) fn servers(&self, names: &[&str]) -> Result<Vec<Ship>> {
        names.iter().map(|name| self.server(name)).collect()
    }

    /// A server, built if it is not yet.
    pub(crate) fn server(&self, name: &str) -> Result<Ship> {
        if !self.0.built.borrow().contains_key(name) {
            let built = self.build(name).with_context(|| format!("cannot build {name}"))?;
            let mut all = self.0.built.borrow_mut();
            all.extend(built.into_iter().map(|server| (server.name.clone(), server)));
        }
        let server = self.0.built.borrow().get(name).cloned();
        Ok(Ship {
            server: server.with_context(|| format!("no server is called {name}"))?,
            fleet: self.clone(),
        })
    }

    fn build(&self, name: &str) -> Result<Vec<Server>> {
        if name == ONE_THREAD {
            let ship = self.server("async-tokio")?;
            return Ok(vec![ship.server.with(ONE_THREAD, &["--threads=1"])]);
        }
        load::check_tools()?;
        eprintln!("building {name}");
        if let Some(row) = ROWS.iter().find(|row| row.name() == name) {
            return Ok(vec![load::service(*row, self.scratch())?]);
        }
        if name.starts_with(MODEL) {
            let programs = models::programs(Build::Installed)?;
            let serving = models::serving().map(|model| Server {
                name: format!("{MODEL}{model}"),
                program: Program::Model(programs[model].clone()),
                flags: Vec::new(),
            });
            return Ok(serving.collect());
        }
        match name {
            "axum" | "actix" | "tiny_http" => load::built_peers(),
            "nginx" => Ok(vec![load::nginx()]),
            _ => bail!("no server is called {name}"),
        }
    }
}

/// What the programs of `docs/models` are called that serve, before the model's own name.
const MODEL: &str = "model-";

/// The same service with one thread for all connections.
pub(crate) const ONE_THREAD: &str = "async-tokio, one thread";

impl Ship {
    pub(crate) fn name(&self) -> &str {
        &self.server.name
    }

    /// Starts it, with `/digest` for about half a millisecond.
    pub(crate) fn start(&self) -> Result<Running> {
        self.start_with(&[], ROUNDS_OF_DIGEST)
    }

    /// Starts it with more flags.
    pub(crate) fn start_with(&self, flags: &[&str], rounds_of_digest: u32) -> Result<Running> {
        let server = self.server.with(&self.server.name, flags);
        server
            .start(self.fleet.scratch(), rounds_of_digest)
            .with_context(|| format!("cannot start {}", self.server.name))
    }
}
