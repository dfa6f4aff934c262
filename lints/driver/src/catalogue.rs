//! The catalogue: which calls block, why, and what to use instead; resolved to `DefId`s once a crate.
//!
//! The facts are data (`lints/catalogue/*.toml`, compiled in). Paths there are the ones users write; a real
//! definition often lies elsewhere (`std::thread::sleep` is `std::thread::functions::sleep`), so that only
//! resolved definitions are ever compared.

use std::sync::{LazyLock, OnceLock};

use clippy_utils::paths::{PathNS, find_crates, lookup_path_str};
use rustc_data_structures::fx::{FxHashMap, FxHashSet};
use rustc_hir::def_id::DefId;
use rustc_middle::ty::{self, Ty, TyCtxt};
use rustc_span::Symbol;
use serde::Deserialize;

use crate::config::Config;

/// What a call does to the thread that runs it.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Sleeps.
    Sleep,
    /// Waits for another thread: join, receive, park, barrier, condition variable.
    Wait,
    /// Waits for the network.
    Net,
    /// Asks the system's resolver.
    Dns,
    /// Waits for a file system.
    File,
    /// Waits for a process.
    Process,
    /// Waits for somebody to type.
    Stdin,
    /// Writes to the terminal or a pipe.
    Output,
    /// Runs an executor.
    Executor,
    /// Computes for long.
    Cpu,
    /// Takes a lock.
    Lock,
}

/// How sure the catalogue is that the call holds the thread up for long.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// It blocks until something outside happens.
    Certain,
    /// It usually does, as file access.
    Likely,
    /// It depends on the size of the data.
    SizeDependent,
    /// Short as a rule; for those who ask.
    OptIn,
}

impl Kind {
    /// The word used in messages and in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sleep => "sleep",
            Self::Wait => "wait",
            Self::Net => "net",
            Self::Dns => "dns",
            Self::File => "file",
            Self::Process => "process",
            Self::Stdin => "stdin",
            Self::Output => "output",
            Self::Executor => "executor",
            Self::Cpu => "cpu",
            Self::Lock => "lock",
        }
    }
}

impl Tier {
    /// The word used in messages and in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::SizeDependent => "size-dependent",
            Self::OptIn => "opt-in",
        }
    }
}

/// A further condition on an entry.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// Only if the address is text that may name a host.
    ResolvesNames,
    /// Only if an argument reads from or writes to something that blocks.
    BlockingArgument,
}

/// Whether replacing a call by its async twin and awaiting it is the whole repair.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Fix {
    /// It is: the output has the same type.
    MachineApplicable,
    /// Code around the call may have to change too.
    MaybeIncorrect,
}

/// An async function with the same arguments as a blocking one.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Twin {
    Path(String),
    /// Where this runtime's differs from what the entry says of them all.
    WithFix {
        path: String,
        fix: Fix,
    },
}

/// One value a runtime.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct PerRuntime<T> {
    tokio: Option<T>,
    async_std: Option<T>,
    smol: Option<T>,
}

impl<T> Default for PerRuntime<T> {
    fn default() -> Self {
        Self {
            tokio: None,
            async_std: None,
            smol: None,
        }
    }
}

impl<T> PerRuntime<T> {
    /// The value for the runtime whose crate is called `name`.
    fn get(&self, name: &str) -> Option<&T> {
        match name {
            "tokio" => self.tokio.as_ref(),
            "async_std" => self.async_std.as_ref(),
            "smol" => self.smol.as_ref(),
            _ => None,
        }
    }
}

/// Calls that block for the same reason and have the same way out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Unique name.
    #[expect(
        dead_code,
        reason = "read by the catalogue's own test, which parses the file itself"
    )]
    name: String,
    /// What it does to the thread.
    pub kind: Kind,
    /// How sure that is.
    pub tier: Tier,
    /// Completes "it …".
    pub why: String,
    paths: Vec<String>,
    #[serde(default)]
    on: Vec<String>,
    /// A further condition.
    pub when: Option<When>,
    #[serde(default)]
    twin: PerRuntime<Twin>,
    fix: Option<Fix>,
    #[serde(default)]
    instead: PerRuntime<String>,
}

/// A runtime the kit knows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Runtime {
    /// Its crate, as code names it.
    #[serde(rename = "crate")]
    pub krate: String,
    /// Its name, as people write it.
    pub name: String,
    /// The function that moves a blocking closure off the runtime's threads.
    pub offload: String,
    /// A path that exists only if the crate really runs tasks (hyper always brings tokio, without `rt`).
    pub probe: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BlockingFile {
    blocking: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrappersFile {
    offload: Vec<String>,
    ready: Vec<String>,
    once: Vec<String>,
    spawn: Vec<String>,
    adapters: Vec<String>,
    runtime: Vec<Runtime>,
}

static BLOCKING: LazyLock<BlockingFile> = LazyLock::new(|| {
    let mut file: BlockingFile =
        toml::from_str(include_str!("../../catalogue/blocking.toml")).expect("blocking.toml is valid");
    let config = Config::get();
    file.blocking.extend(config.blocking.iter().map(|extra| Entry {
        name: extra.path.clone(),
        kind: extra.kind,
        tier: Tier::Certain,
        why: extra.why.clone(),
        paths: vec![extra.path.clone()],
        on: Vec::new(),
        when: None,
        twin: PerRuntime::default(),
        fix: None,
        instead: PerRuntime::default(),
    }));
    file.blocking.retain(|entry| config.tiers.contains(&entry.tier));
    for entry in &mut file.blocking {
        entry
            .paths
            .retain(|path| !config.not_blocking.iter().any(|glob| glob_matches(glob, path)));
    }
    file
});

/// Calls that run an executor: read by the rules about who drives a future.
static EXECUTORS: LazyLock<BlockingFile> = LazyLock::new(|| {
    toml::from_str(include_str!("../../catalogue/executors.toml")).expect("executors.toml is valid")
});

static WRAPPERS: LazyLock<WrappersFile> = LazyLock::new(|| {
    let mut file: WrappersFile =
        toml::from_str(include_str!("../../catalogue/wrappers.toml")).expect("wrappers.toml is valid");
    let config = Config::get();
    file.offload.extend(config.offload_wrappers.iter().cloned());
    file.ready.extend(config.ready_wrappers.iter().cloned());
    file
});

/// A function of the catalogue, found in the crate graph.
#[derive(Clone)]
pub struct Root {
    /// The entry it belongs to.
    pub entry: &'static Entry,
    /// Its path as users write it.
    pub path: &'static str,
    /// The types it counts for, each with its path as users write it; empty for all.
    on: Vec<(DefId, &'static str)>,
}

impl Root {
    /// The call as a message says it: a trait's method with the type it was called on.
    pub fn description<'tcx>(&self, tcx: TyCtxt<'tcx>, args: ty::GenericArgsRef<'tcx>) -> String {
        let receiver = Catalogue::get(tcx).receiver(args);
        let on = self.on.iter().find(|(ty, _)| Some(*ty) == receiver);
        match (on, self.name()) {
            (Some((_, on)), "into_iter" | "next") => format!("iterating over `{on}`"),
            (Some((_, on)), name) => format!("`{name}` on `{on}`"),
            (None, _) => format!("`{}`", self.path),
        }
    }

    /// The last segment of the path.
    pub fn name(&self) -> &'static str {
        self.path.rsplit("::").next().unwrap_or(self.path)
    }

    /// The async function that replaces this one on the runtime called `krate`, and whether writing it is the
    /// whole repair.
    pub fn twin(&self, krate: &str) -> Option<(String, Fix)> {
        let (path, fix) = match self.entry.twin.get(krate)? {
            Twin::Path(path) => (path, self.entry.fix),
            Twin::WithFix { path, fix } => (path, Some(*fix)),
        };
        Some((
            path.replace("{name}", self.name()),
            fix.unwrap_or(Fix::MaybeIncorrect),
        ))
    }

    /// The way out in words on the runtime called `krate`.
    pub fn instead(&self, krate: &str) -> Option<String> {
        Some(self.entry.instead.get(krate)?.replace("{name}", self.name()))
    }
}

/// The catalogue as this crate's graph knows it.
pub struct Catalogue {
    roots: FxHashMap<DefId, Vec<Root>>,
    wrappers: FxHashSet<DefId>,
    spawns: FxHashSet<DefId>,
    executors: FxHashSet<DefId>,
    adapters: FxHashSet<DefId>,
    blocking_types: FxHashSet<DefId>,
}

impl Catalogue {
    /// The catalogue of the crate that this process compiles, resolved at the first call.
    pub fn get(tcx: TyCtxt<'_>) -> &'static Self {
        static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
        CATALOGUE.get_or_init(|| Self::resolve(tcx))
    }

    /// Which entry of the catalogue a call to `callee` with the type arguments `args` is.
    pub fn root<'tcx>(&self, callee: DefId, args: ty::GenericArgsRef<'tcx>) -> Option<&Root> {
        let receiver = self.receiver(args);
        self.roots
            .get(&callee)?
            .iter()
            .find(|root| root.on.is_empty() || root.on.iter().any(|(ty, _)| Some(*ty) == receiver))
            .filter(|root| root.entry.when != Some(When::BlockingArgument) || self.has_blocking_type(args))
    }

    /// Whether a closure given to `callee` may block although its signature looks as if it ran here: it runs on
    /// a thread made for that, only when its I/O is ready, or once in the life of the process.
    pub fn is_wrapper(&self, callee: DefId) -> bool {
        self.wrappers.contains(&callee)
    }

    /// Whether `callee` starts a task or thread beside its caller.
    pub fn spawns(&self, callee: DefId) -> bool {
        self.spawns.contains(&callee)
    }

    /// Whether `callee` drives the future it is given on the calling thread, until it is done.
    pub fn is_executor(&self, callee: DefId) -> bool {
        self.executors.contains(&callee)
    }

    /// The type that a trait's method is called on, below references and adapters.
    fn receiver<'tcx>(&self, args: ty::GenericArgsRef<'tcx>) -> Option<DefId> {
        self.innermost(args.types().next()?)
    }

    fn has_blocking_type<'tcx>(&self, args: ty::GenericArgsRef<'tcx>) -> bool {
        args.types()
            .filter_map(|ty| self.innermost(ty))
            .any(|ty| self.blocking_types.contains(&ty))
    }

    /// The type below references and adapters such as `BufReader`.
    fn innermost(&self, ty: Ty<'_>) -> Option<DefId> {
        let mut ty = ty.peel_refs();
        loop {
            let ty::Adt(adt, args) = ty.kind() else {
                return None;
            };
            if !self.adapters.contains(&adt.did()) {
                return Some(adt.did());
            }
            ty = args.types().next()?.peel_refs();
        }
    }

    fn resolve(tcx: TyCtxt<'_>) -> Self {
        let mut this = Self {
            roots: FxHashMap::default(),
            wrappers: [&WRAPPERS.offload, &WRAPPERS.ready, &WRAPPERS.once]
                .into_iter()
                .flat_map(|paths| functions(tcx, paths))
                .collect(),
            spawns: functions(tcx, &WRAPPERS.spawn),
            executors: EXECUTORS
                .blocking
                .iter()
                .flat_map(|entry| functions(tcx, &entry.paths))
                .collect(),
            adapters: WRAPPERS
                .adapters
                .iter()
                .flat_map(|path| find(tcx, PathNS::Type, path))
                .collect(),
            blocking_types: FxHashSet::default(),
        };
        for entry in &BLOCKING.blocking {
            let on: Vec<(DefId, &str)> = entry
                .on
                .iter()
                .flat_map(|path| {
                    find(tcx, PathNS::Type, path)
                        .into_iter()
                        .map(|ty| (ty, path.as_str()))
                })
                .collect();
            if !entry.on.is_empty() && on.is_empty() {
                continue;
            }
            this.blocking_types.extend(on.iter().map(|(ty, _)| *ty));
            for path in &entry.paths {
                for function in find(tcx, PathNS::Value, path) {
                    let root = Root {
                        entry,
                        path,
                        on: on.clone(),
                    };
                    this.roots.entry(function).or_default().push(root);
                }
            }
        }
        this
    }
}

/// The runtimes the kit knows, most used first.
pub fn runtimes() -> &'static [Runtime] {
    &WRAPPERS.runtime
}

/// Writes the catalogue's paths that this crate's graph does not have, one a line, into the file that
/// `HEDDLE_CATALOGUE_CHECK` names. The catalogue's test runs it over a crate that depends on them all.
pub fn write_check(tcx: TyCtxt<'_>) {
    let Some(file) = std::env::var_os("HEDDLE_CATALOGUE_CHECK") else {
        return;
    };
    let functions = BLOCKING
        .blocking
        .iter()
        .flat_map(|entry| &entry.paths)
        .chain(EXECUTORS.blocking.iter().flat_map(|entry| &entry.paths))
        .chain(&WRAPPERS.offload)
        .chain(&WRAPPERS.ready)
        .chain(&WRAPPERS.once)
        .chain(&WRAPPERS.spawn)
        .map(|path| (PathNS::Value, path.clone()));
    let types = BLOCKING
        .blocking
        .iter()
        .flat_map(|entry| &entry.on)
        .chain(&WRAPPERS.adapters)
        .map(|path| (PathNS::Type, path.clone()));
    let twins = BLOCKING.blocking.iter().flat_map(|entry| {
        let roots = entry.paths.iter().map(move |path| Root {
            entry,
            path,
            on: Vec::new(),
        });
        roots.flat_map(|root| {
            let twins = WRAPPERS
                .runtime
                .iter()
                .filter_map(move |runtime| root.twin(&runtime.krate));
            twins.map(|(path, _)| (PathNS::Value, path))
        })
    });
    let probes = WRAPPERS
        .runtime
        .iter()
        .flat_map(|runtime| [&runtime.offload, &runtime.probe]);
    let probes = probes.map(|path| (PathNS::Value, path.clone()));
    let missing: String = functions
        .chain(types)
        .chain(twins)
        .chain(probes)
        .filter(|(namespace, path)| find(tcx, *namespace, path).is_empty())
        .map(|(_, path)| path + "\n")
        .collect();
    if let Err(error) = std::fs::write(&file, missing) {
        tcx.dcx().fatal(format!(
            "cannot write the catalogue's check to {}: {error}",
            file.display()
        ));
    }
}

/// Reports the paths of the user's configuration that name nothing although their crate is in this graph: a
/// typing error must not pass for silence.
pub fn check_configuration(tcx: TyCtxt<'_>) {
    let config = Config::get();
    let extra = config.blocking.iter().map(|extra| &extra.path);
    for path in extra
        .chain(&config.offload_wrappers)
        .chain(&config.ready_wrappers)
    {
        let (krate, _) = path.split_once("::").unwrap_or((path, ""));
        if !find_crates(tcx, Symbol::intern(krate)).is_empty() && !function_exists(tcx, path) {
            tcx.dcx().err(format!(
                "heddle's configuration names `{path}`, but crate `{krate}` has no such function; \
                 write the path as a `use` would"
            ));
        }
    }
}

/// Whether the path `path`, as users write it, names a function of this crate's graph.
pub fn function_exists(tcx: TyCtxt<'_>, path: &str) -> bool {
    !find(tcx, PathNS::Value, path).is_empty()
}

fn functions(tcx: TyCtxt<'_>, paths: &[String]) -> FxHashSet<DefId> {
    paths
        .iter()
        .flat_map(|path| find(tcx, PathNS::Value, path))
        .collect()
}

fn find(tcx: TyCtxt<'_>, namespace: PathNS, path: &str) -> Vec<DefId> {
    // Most crates of the catalogue are not in a given graph: ask for the crate before the whole path.
    let (krate, _) = path.split_once("::").unwrap_or((path, ""));
    if find_crates(tcx, Symbol::intern(krate)).is_empty() {
        return Vec::new();
    }
    lookup_path_str(tcx, namespace, path)
}

/// `*` stands for any text, `::` included.
fn glob_matches(glob: &str, path: &str) -> bool {
    let Some((head, tail)) = glob.split_once('*') else {
        return glob == path;
    };
    path.strip_prefix(head).is_some_and(|rest| {
        (0..=rest.len()).any(|at| rest.is_char_boundary(at) && glob_matches(tail, &rest[at..]))
    })
}
