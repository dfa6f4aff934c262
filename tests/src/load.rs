//! Servers under load: generated services, the programs of the models and other servers, started alike and asked by
//! wrk. `cargo peers` and `cargo guide-bench` are made of it.

mod clients;
mod generator;
mod memory;
mod running;
mod servers;

use anyhow::{Context, Result, ensure};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::command::{clean, quietly, run};

pub use clients::{Probes, ask, idle, open, probe};
pub use generator::{Load, wrk};
pub use memory::{Memory, most};
pub use running::Running;
pub use servers::{Program, Server, built_peers, nginx, service};

/// Fails if a program is missing that every load needs.
pub fn check_tools() -> Result<()> {
    for program in ["wrk", "nginx"] {
        let found = run(clean(program).arg("-v"), &quietly);
        ensure!(
            found.is_ok(),
            "{program} is not installed; install the package of that name, as `apt-get install {program}` does"
        );
    }
    Ok(())
}

/// Lets this process and those it starts open as many files as the system allows.
pub fn raise_open_files() -> Result<()> {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        ..limit
    };
    setrlimit(Resource::Nofile, raised).context("cannot raise the limit of open files")
}
