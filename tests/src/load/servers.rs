//! The servers: how each is built and started.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::running::Running;
use crate::command::{clean, must, quietly, start};
use crate::kit::{self, executable, kit};
use crate::project::{Project, Row, lock_path, projects, template_alone};

/// For a server to listen.
const START: Duration = Duration::from_secs(10);

/// A program that answers `/`.
#[derive(Clone, Debug)]
pub struct Server {
    /// The name in tables.
    pub name: String,
    /// How it is started.
    pub program: Program,
    /// What it is told beside that.
    pub flags: Vec<String>,
}

/// What is started.
#[derive(Clone, Debug)]
pub enum Program {
    /// A generated service.
    Service(PathBuf),
    /// A program of `docs/models`.
    Model(PathBuf),
    /// Another server, of `tests/peers`.
    Peer(PathBuf),
    /// nginx.
    Nginx,
}

/// A row of the template, built for release. The program is kept in a folder, as the next row may be built over it; one
/// that is there already, of the same sources and the same compiler, is taken as it is.
pub fn service(row: Row, kept: &Path) -> Result<Server> {
    let name = format!("peer-{}", row.name());
    let _alone = kit::lock(&name)?;
    let kept = kept.join(format!("{name}-{:016x}", sources(row)?));
    let server = Server {
        name: row.name(),
        program: Program::Service(kept.clone()),
        flags: Vec::new(),
    };
    if kept.is_file() {
        return Ok(server);
    }
    let project = Project::generate(kit(), row, &[], &projects()?.join("peers"), &name, &quietly)?;
    let mut build = project.cargo("build");
    project.locked(&mut build);
    build.args(["--release", "--message-format", "json-render-diagnostics"]);
    let built = must(&mut build, &quietly)?;
    let program = executable(&built.stdout, &name).context("cargo built no program")?;
    // Half a copy must not be taken for the program.
    let copy = kept.with_extension("copy");
    fs::copy(program, &copy).context("cannot keep the program")?;
    fs::rename(copy, &kept)?;
    Ok(server)
}

/// Differs where the template, the row's dependencies or the compiler do.
fn sources(row: Row) -> Result<u64> {
    let template = template_alone()?; // makes the folder of projects
    let compiler = must(clean("rustc").arg("--version").current_dir(projects()?), &quietly)?;
    let lock = fs::read(lock_path(row, false)).ok();
    let mut hasher = DefaultHasher::new();
    (template, lock, compiler.stdout).hash(&mut hasher);
    Ok(hasher.finish())
}

/// The servers of `tests/peers`, built for release.
pub fn built_peers() -> Result<Vec<Server>> {
    let mut build = clean("cargo");
    build
        .current_dir(kit::root().join("tests/peers"))
        .env("CARGO_TARGET_DIR", kit().target.join("peers"))
        .args(["build", "--release", "--locked"])
        .args(["--message-format", "json-render-diagnostics"]);
    let built = must(&mut build, &quietly)?;
    let peer = |name: &str| {
        let program = executable(&built.stdout, name).context("cargo built no such peer")?;
        Ok(Server {
            name: name.to_owned(),
            program: Program::Peer(program),
            flags: Vec::new(),
        })
    };
    ["axum", "actix", "tiny_http"].into_iter().map(peer).collect()
}

/// nginx, which must be installed.
pub fn nginx() -> Server {
    Server {
        name: "nginx".to_owned(),
        program: Program::Nginx,
        flags: Vec::new(),
    }
}

impl Server {
    /// The same with other flags and another name.
    pub fn with(&self, name: &str, flags: &[&str]) -> Self {
        let more = flags.iter().map(|flag| (*flag).to_owned());
        Self {
            name: name.to_owned(),
            program: self.program.clone(),
            flags: self.flags.iter().cloned().chain(more).collect(),
        }
    }

    /// Starts it on a free port of the loopback, and waits until it listens. What it writes is kept in `scratch`.
    pub fn start(&self, scratch: &Path, rounds_of_digest: u32) -> Result<Running> {
        let (address, admin) = (free()?, free()?);
        let mut command = self.command(scratch, address, admin, rounds_of_digest)?;
        let (child, started) = start(command.args(&self.flags).stdout(Stdio::null()))?;
        let is_service = matches!(self.program, Program::Service(_));
        let mut running = Running {
            child,
            _started: started,
            address,
            probe: if is_service { admin } else { address },
        };
        let started = Instant::now();
        while TcpStream::connect(running.probe).is_err() || TcpStream::connect(address).is_err() {
            let ended = running.ended(Duration::ZERO)?.is_some();
            ensure!(
                !ended && started.elapsed() < START,
                "{} does not listen",
                self.name
            );
            thread::sleep(Duration::from_millis(10));
        }
        Ok(running)
    }

    fn command(
        &self,
        scratch: &Path,
        address: SocketAddr,
        admin: SocketAddr,
        rounds_of_digest: u32,
    ) -> Result<Command> {
        Ok(match &self.program {
            Program::Service(program) => {
                let mut command = clean(program);
                command
                    .arg(format!("--listen={address}"))
                    .arg(format!("--admin-listen={admin}"))
                    .args([
                        "--max-connections=20000",
                        "--idle-timeout=10m",
                        "--max-in-flight=20000",
                    ])
                    .arg(format!("--digest-rounds={rounds_of_digest}"));
                command
            }
            Program::Model(program) => {
                let mut command = clean(program);
                command
                    .arg("serve")
                    .arg(format!("--listen={address}"))
                    .args(["--connections=20000", "--patience=600"])
                    .arg(format!("--digest-rounds={rounds_of_digest}"));
                command
            }
            Program::Peer(program) => {
                let mut command = clean(program);
                command.arg(address.to_string()).arg(rounds_of_digest.to_string());
                command
            }
            Program::Nginx => {
                let config = scratch.join("nginx.conf");
                fs::write(&config, nginx_config(scratch, address)?)?;
                let mut command = clean("nginx");
                command
                    .arg("-c")
                    .arg(config)
                    .arg("-e")
                    .arg(scratch.join("nginx.log"));
                command
            }
        })
    }
}

fn nginx_config(scratch: &Path, address: SocketAddr) -> Result<String> {
    let workers = thread::available_parallelism()?;
    let place = scratch.display();
    let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {place}/{name};\n"))
        .concat();
    Ok(format!(
        "daemon off;\nworker_processes {workers};\npid {place}/nginx.pid;\nworker_rlimit_nofile 50000;\n\
         events {{ worker_connections 20000; }}\n\
         http {{\n{paths}access_log off;\nkeepalive_requests 1000000000;\nkeepalive_timeout 600s;\n\
         server {{ listen {address} backlog=4096; location / {{ return 200 \"hello\\n\"; }} }}\n}}\n"
    ))
}

fn free() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
