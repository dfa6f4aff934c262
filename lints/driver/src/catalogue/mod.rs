//! The catalogue: which calls have an effect, resolved to `DefId`s once a crate.
//!
//! The facts are data (`lints/catalogue/*.toml`, compiled in). Paths there are the ones users write; a real
//! definition often lies elsewhere (`std::thread::sleep` is `std::thread::functions::sleep`), so that only
//! resolved definitions are ever compared.

/// What the catalogue's file of this name says. The build script has read its TOML and found it well-formed.
macro_rules! file {
    ($name:literal) => {
        serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/", $name, ".json")))
            .expect(concat!($name, ".toml is as its type says"))
    };
}

mod channels;
mod check;
mod data;
mod locks;
mod lookup;
mod loops;
mod tries;

use std::sync::OnceLock;

use clippy_utils::paths::{PathNS, find_crates};
use heddle_protocol::Kind;
use rustc_data_structures::fx::{FxHashMap, FxHashSet};
use rustc_hir::def_id::{CrateNum, DefId, LOCAL_CRATE};
use rustc_middle::ty::print::with_resolve_crate_name;
use rustc_middle::ty::{self, Ty, TyCtxt};
use rustc_span::Symbol;

pub(crate) use channels::Channel;
pub use check::{check_configuration, write_check};
pub(crate) use data::MARKED;
use data::{ENTRIES, GUARDS, POLLS, Twin, WRAPPERS};
pub use data::{Entry, Fix, Join, Poll, Runtime, When};
pub(crate) use data::{Guard, GuardKind};
pub(crate) use locks::{Locks, Mode};
use lookup::find;
pub(crate) use loops::{Brings, LoopCalls};
pub(crate) use tries::{Trial, Tries, is_excused};

use crate::config::config;

/// The crate with the system's own functions: so many that listing them, at every start, costs more than all the
/// rest of the catalogue. Its functions are known by their names instead, which the system keeps apart.
const BINDINGS: &str = "libc";

/// A function or type of the catalogue, found in the crate graph.
#[derive(Clone, Debug)]
struct Root {
    entry: &'static Entry,
    /// Its path as users write it.
    path: &'static str,
    /// The types it counts for, each with its path as users write it; empty for all.
    on: Vec<(DefId, &'static str)>,
}

/// Why a call has an effect: it is a call of the catalogue.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cause {
    /// The entry it belongs to.
    pub(crate) entry: &'static Entry,
    /// The function's path as users write it, or the type's whose drop it is.
    pub(crate) path: &'static str,
    /// The type that the trait's method was called on.
    on: Option<&'static str>,
    dropped: bool,
}

impl Cause {
    /// What a function marked `heddle::blocking` has.
    pub(crate) fn marked(path: String) -> Self {
        Self {
            entry: &MARKED,
            path: path.leak(), // one of few, and needed until the process ends
            on: None,
            dropped: false,
        }
    }

    /// What the call does.
    pub(crate) fn kind(self) -> Kind {
        self.entry.kind
    }

    /// The executor on whose thread it panics, even where nothing else runs there.
    pub(crate) fn panics_inside(self) -> Option<&'static str> {
        self.entry.panics_inside.as_deref()
    }

    /// The call as a message says it: a trait's method with the type it was called on.
    pub(crate) fn description(self) -> String {
        match (self.on, self.name()) {
            _ if self.dropped => format!("dropping a `{}`", self.path),
            (Some(on), "into_iter" | "next") => format!("iterating over `{on}`"),
            (Some(on), name) => format!("`{name}` on `{on}`"),
            (None, _) => format!("`{}`", self.path),
        }
    }

    /// The last segment of the path.
    fn name(self) -> &'static str {
        self.path.rsplit("::").next().unwrap_or(self.path)
    }

    /// The async function that replaces this one on the runtime called `krate`, and whether writing it is the
    /// whole repair.
    pub(crate) fn twin(self, krate: &str) -> Option<(String, Fix)> {
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
    pub(crate) fn instead(self, krate: &str) -> Option<String> {
        Some(self.entry.instead.get(krate)?.replace("{name}", self.name()))
    }
}

/// Where an executor that is not tokio's drives the future it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Foreign {
    /// On the thread that calls it, which may be in tokio's context all the same.
    Here,
    /// On threads of its own.
    Abroad,
}

/// The catalogue as this crate's graph knows it.
pub(crate) struct Catalogue {
    roots: FxHashMap<DefId, Vec<Root>>,
    /// The crates called [`BINDINGS`], and the calls of theirs by name.
    bindings: (FxHashSet<CrateNum>, FxHashMap<Symbol, Vec<Root>>),
    drops: FxHashMap<DefId, Vec<Root>>,
    wrappers: FxHashSet<DefId>,
    once: FxHashSet<DefId>,
    probes: FxHashSet<DefId>,
    spawn: FxHashSet<DefId>,
    foreign: FxHashMap<DefId, Foreign>,
    threads: FxHashSet<DefId>,
    enters: FxHashSet<DefId>,
    entered: FxHashSet<DefId>,
    one_thread: FxHashSet<DefId>,
    many_threads: FxHashSet<DefId>,
    flavors: FxHashSet<DefId>,
    lenders: FxHashSet<DefId>,
    driven: FxHashSet<DefId>,
    handles: FxHashSet<DefId>,
    thread_handles: FxHashSet<DefId>,
    detaches: FxHashSet<DefId>,
    condvar_waits: FxHashSet<DefId>,
    joins: FxHashSet<DefId>,
    polls: FxHashMap<DefId, &'static Poll>,
    yields: FxHashSet<DefId>,
    sleeps: FxHashSet<DefId>,
    pops: FxHashSet<DefId>,
    plain: FxHashSet<DefId>,
    adapters: FxHashSet<DefId>,
    inert: FxHashSet<DefId>,
    kept: FxHashSet<DefId>,
    replies: FxHashSet<DefId>,
    mailboxes: FxHashSet<DefId>,
    cancelled: FxHashSet<DefId>,
    reads: FxHashSet<DefId>,
    sends: FxHashSet<DefId>,
    asks: FxHashSet<DefId>,
    apart: FxHashSet<DefId>,
    ordered: FxHashSet<DefId>,
    limits: FxHashSet<DefId>,
    races: FxHashSet<DefId>,
    gives_back: FxHashSet<DefId>,
    looks: FxHashSet<DefId>,
    closures: FxHashSet<DefId>,
    streams: FxHashSet<DefId>,
    lossy: FxHashSet<DefId>,
    guards: FxHashMap<DefId, (&'static Guard, &'static str)>,
    seldom_guards: FxHashSet<DefId>,
    blocking_types: FxHashSet<DefId>,
    non_blocking: FxHashSet<DefId>,
}

impl Catalogue {
    /// The catalogue of the crate that this process compiles, resolved at the first call.
    pub(crate) fn get(tcx: TyCtxt<'_>) -> &'static Self {
        static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
        CATALOGUE.get_or_init(|| Self::resolve(tcx))
    }

    /// Which entries of the catalogue a call to `callee` with the type arguments `args` is.
    pub(crate) fn causes<'tcx>(
        &self,
        tcx: TyCtxt<'tcx>,
        callee: DefId,
        args: ty::GenericArgsRef<'tcx>,
    ) -> Vec<Cause> {
        let known = self.roots.get(&callee).or_else(|| self.binding(tcx, callee));
        let Some(roots) = known else {
            return self.by_glob(tcx, callee);
        };
        let receiver = args.types().next().and_then(|ty| self.blocking_type(ty));
        let has_blocking_type = || args.types().any(|ty| self.blocking_type(ty).is_some());
        self.counting(roots, receiver, has_blocking_type)
    }

    fn binding(&self, tcx: TyCtxt<'_>, callee: DefId) -> Option<&Vec<Root>> {
        let (crates, calls) = &self.bindings;
        calls.get(&crates.contains(&callee.krate).then(|| tcx.item_name(callee))?)
    }

    /// Which entries of the catalogue a call to `callee` is where the type that decides it is `adt`.
    pub(crate) fn causes_on(&self, callee: DefId, adt: DefId) -> Vec<Cause> {
        let roots = self.roots.get(&callee).map_or(&[][..], Vec::as_slice);
        self.counting(roots, Some(adt), || true)
    }

    /// Whether it depends on the types it is given what a call to `callee` does.
    pub(crate) fn asks_for_types(&self, callee: DefId) -> bool {
        let roots = self.roots.get(&callee).into_iter().flatten();
        roots
            .into_iter()
            .any(|root| !root.on.is_empty() || root.entry.when == Some(When::BlockingArgument))
    }

    fn counting(
        &self,
        roots: &[Root],
        receiver: Option<DefId>,
        has_blocking_type: impl Fn() -> bool,
    ) -> Vec<Cause> {
        let counts = |root: &Root| root.entry.when != Some(When::BlockingArgument) || has_blocking_type();
        let mut causes: Vec<Cause> = Vec::new();
        for root in roots.iter().filter(|root| counts(root)) {
            let on = root.on.iter().find(|(ty, _)| Some(*ty) == receiver);
            let same_kind = |cause: &Cause| cause.kind() == root.entry.kind;
            if (root.on.is_empty() || on.is_some()) && !causes.iter().any(same_kind) {
                causes.push(Cause {
                    entry: root.entry,
                    path: root.path,
                    on: on.map(|(_, path)| *path),
                    dropped: false,
                });
            }
        }
        causes
    }

    /// The entries that the drop of a value of the type `adt` is, its fields' drops aside.
    pub(crate) fn drop_causes(&self, adt: DefId) -> impl Iterator<Item = Cause> {
        let roots = self.drops.get(&adt).into_iter().flatten();
        roots.map(|root| Cause {
            entry: root.entry,
            path: root.path,
            on: None,
            dropped: true,
        })
    }

    /// Whether a closure given to `callee` may block although its signature looks as if it ran here: it runs on
    /// another thread, only when its I/O is ready, or once in the life of the process.
    pub(crate) fn is_wrapper(&self, callee: DefId) -> bool {
        self.wrappers.contains(&callee) || !config().check_initialisers && self.once.contains(&callee)
    }

    /// Whether `callee` tells whether a runtime drives the calling code.
    pub(crate) fn is_probe(&self, callee: DefId) -> bool {
        self.probes.contains(&callee)
    }

    /// Where `callee` drives the future it is given, if it does so without tokio.
    pub(crate) fn foreign(&self, callee: DefId) -> Option<Foreign> {
        self.foreign.get(&callee).copied()
    }

    /// Whether `callee` runs its closure on a thread that no runtime has entered.
    pub(crate) fn starts_thread(&self, callee: DefId) -> bool {
        self.threads.contains(&callee)
    }

    /// Whether `callee` gives the rest of the calling function tokio's runtime, or tells whether it has one.
    pub(crate) fn enters_tokio(&self, callee: DefId) -> bool {
        self.enters.contains(&callee) || self.probes.contains(&callee)
    }

    /// Whether a value of the type `ty` keeps the thread in tokio's runtime as long as it lives.
    pub(crate) fn holds_guard(&self, ty: Ty<'_>) -> bool {
        let is_guard = |adt: ty::AdtDef<'_>| self.entered.contains(&adt.did());
        !self.entered.is_empty()
            && ty
                .walk()
                .filter_map(|part| part.as_type()?.ty_adt_def())
                .any(is_guard)
    }

    /// Whether `callee` leads to a runtime of tokio's with one thread.
    pub(crate) fn starts_one_thread(&self, callee: DefId) -> bool {
        self.one_thread.contains(&callee)
    }

    /// Whether `callee` leads to a runtime of tokio's with several threads.
    pub(crate) fn starts_many_threads(&self, callee: DefId) -> bool {
        self.many_threads.contains(&callee)
    }

    /// Whether `callee` tells how many threads the runtime has that runs the calling code.
    pub(crate) fn tells_flavor(&self, callee: DefId) -> bool {
        self.flavors.contains(&callee)
    }

    /// Whether futures of the type `adt` give the future inside them tokio's runtime.
    pub(crate) fn lends_tokio(&self, adt: DefId) -> bool {
        self.lenders.contains(&adt)
    }

    /// Whether futures call the trait's method `method`, although it takes no `Context`.
    pub(crate) fn is_driven(&self, method: DefId) -> bool {
        self.driven.contains(&method)
    }

    /// Whether a task runs on when its handle, of the type `adt`, is dropped.
    pub(crate) fn is_handle(&self, adt: DefId) -> bool {
        self.handles.contains(&adt)
    }

    /// Whether values of the type `adt` are handles, of tasks or threads, from which their output is to be had.
    pub(crate) fn gives_output(&self, adt: DefId) -> bool {
        [&self.handles, &self.thread_handles, &self.cancelled]
            .iter()
            .any(|of| of.contains(&adt))
    }

    /// Whether `callee` gives up the handle of a task that runs on.
    pub(crate) fn detaches(&self, callee: DefId) -> bool {
        self.detaches.contains(&callee)
    }

    /// Whether `callee` waits on a condition variable and does not look itself why it was woken.
    pub(crate) fn waits_on_condvar(&self, callee: DefId) -> bool {
        self.condvar_waits.contains(&callee)
    }

    /// Whether `callee` waits for the end of a thread and returns its panic as an error.
    pub(crate) fn joins_thread(&self, callee: DefId) -> bool {
        self.joins.contains(&callee)
    }

    /// What `callee` is if it looks whether something has happened.
    pub(crate) fn poll(&self, callee: DefId) -> Option<&'static Poll> {
        self.polls.get(&callee).copied()
    }

    /// Whether `callee` gives way for a moment, whatever happens.
    pub(crate) fn yields(&self, callee: DefId) -> bool {
        self.yields.contains(&callee)
    }

    /// Whether `callee` makes a future that waits for the time that it is given.
    pub(crate) fn sleeps(&self, callee: DefId) -> bool {
        self.sleeps.contains(&callee)
    }

    /// Whether `callee` takes something out of a collection, if there is anything in it.
    pub(crate) fn pops(&self, callee: DefId) -> bool {
        self.pops.contains(&callee)
    }

    /// Whether methods of `adt` do no more than look, unless they are given something to change or to call.
    pub(crate) fn is_plain(&self, adt: DefId) -> bool {
        self.plain.contains(&adt)
    }

    /// Whether the user or the catalogue says that `callee` does not block, whatever its code does.
    pub(crate) fn is_non_blocking(&self, tcx: TyCtxt<'_>, callee: DefId) -> bool {
        if self.non_blocking.contains(&callee) {
            return true;
        }
        let globs = config().non_blocking.iter().map(|function| &function.path);
        matches_glob(tcx, callee, globs).is_some()
    }

    /// Whether `callee` drives the future it is given on the calling thread, until it is done.
    pub(crate) fn is_executor(&self, callee: DefId) -> bool {
        self.executor(callee).is_some()
    }

    /// The executor that `callee` gives its future to, if calls of the catalogue panic inside that one.
    pub(crate) fn exclusive_executor(&self, callee: DefId) -> Option<&'static str> {
        self.executor(callee)?.panics_inside.as_deref()
    }

    fn executor(&self, callee: DefId) -> Option<&'static Entry> {
        let executor = Kind::named("executor");
        let mut entries = self.roots.get(&callee)?.iter().map(|root| root.entry);
        entries.find(|entry| entry.kind == executor)
    }

    /// Whether `callee` takes over a future by value: it starts a task with it, or drives it to its end.
    pub(crate) fn takes_future(&self, callee: DefId) -> bool {
        self.spawn.contains(&callee) || self.foreign.contains_key(&callee) || self.is_executor(callee)
    }

    /// Whether values of `adt` hand what is done to them on to their first type argument.
    pub(crate) fn is_adapter(&self, adt: DefId) -> bool {
        self.adapters.contains(&adt)
    }

    /// Whether futures of the type `adt` do nothing unless they are polled, whatever their destructor does.
    pub(crate) fn is_inert(&self, adt: DefId) -> bool {
        self.inert.contains(&adt)
    }

    /// Whether futures of the type `adt` are kept for what their end tells others.
    pub(crate) fn is_kept(&self, adt: DefId) -> bool {
        self.kept.contains(&adt)
    }

    /// Whether `callee` makes a channel for the reply to a request.
    pub(crate) fn makes_reply(&self, callee: DefId) -> bool {
        self.replies.contains(&callee)
    }

    /// Whether `callee` puts a message where somebody takes it out when there is time.
    pub(crate) fn is_mailbox(&self, callee: DefId) -> bool {
        self.mailboxes.contains(&callee)
    }

    /// Whether `adt` is the handle of a task that ends with it, unless it is detached.
    pub(crate) fn is_cancelled(&self, adt: DefId) -> bool {
        self.cancelled.contains(&adt)
    }

    /// Whether the futures that `callee` makes only read.
    pub(crate) fn only_reads(&self, callee: DefId) -> bool {
        self.reads.contains(&callee)
    }

    /// Whether `callee` sends a request, which only reads if [`Self::asks`] says so of what built it.
    pub(crate) fn sends_request(&self, callee: DefId) -> bool {
        self.sends.contains(&callee)
    }

    /// Whether `callee` builds a request that only reads.
    pub(crate) fn asks(&self, callee: DefId) -> bool {
        self.asks.contains(&callee)
    }

    /// Whether futures that have values of the type `adt` do not meet through them.
    pub(crate) fn is_apart(&self, adt: DefId) -> bool {
        self.apart.contains(&adt)
    }

    /// Whether others see in which order calls of `callee` are made.
    pub(crate) fn is_ordered(&self, callee: DefId) -> bool {
        self.ordered.contains(&callee)
    }

    /// Whether the future that `callee` makes drops the one it is given when the time is up, and says so in its output.
    pub(crate) fn limits_time(&self, callee: DefId) -> bool {
        self.limits.contains(&callee)
    }

    /// Whether the future that `callee` makes drops all that it is given as soon as one of them is done.
    pub(crate) fn races(&self, callee: DefId) -> bool {
        self.races.contains(&callee)
    }

    /// Whether the future that `callee` makes ends with the output of one of two futures and the other one.
    pub(crate) fn gives_back(&self, callee: DefId) -> bool {
        self.gives_back.contains(&callee)
    }

    /// Whether `callee` polls the future that it is given once and drops it.
    pub(crate) fn looks_once(&self, callee: DefId) -> bool {
        self.looks.contains(&callee)
    }

    /// Whether `callee` makes a future of a closure that polls.
    pub(crate) fn polls_by_closure(&self, callee: DefId) -> bool {
        self.closures.contains(&callee)
    }

    /// The traits of what is read from and written to.
    pub(crate) fn streams(&self) -> &FxHashSet<DefId> {
        &self.streams
    }

    /// Whether the future that `callee` makes loses data when it is dropped half way.
    pub(crate) fn loses_data(&self, callee: DefId) -> bool {
        self.lossy.contains(&callee)
    }

    /// Whether the graph has such futures.
    pub(crate) fn knows_lossy(&self) -> bool {
        !self.lossy.is_empty()
    }

    /// Which guard values of the type `adt` are, and its path as users write it.
    pub(crate) fn guard(&self, adt: DefId) -> Option<(&'static Guard, &'static str)> {
        self.guards.get(&adt).copied()
    }

    /// Whether values of the type `adt` have the guard that their type has room for only after a panic.
    pub(crate) fn is_seldom_guard(&self, adt: DefId) -> bool {
        self.seldom_guards.contains(&adt)
    }

    /// The type behind `ty` on which calls of the catalogue depend, such as `std::fs::File`.
    pub(crate) fn blocking_type(&self, ty: Ty<'_>) -> Option<DefId> {
        let adt = self.innermost(ty).ty_adt_def()?.did();
        self.blocking_types.contains(&adt).then_some(adt)
    }

    /// The type below references and adapters such as `BufReader`.
    pub(crate) fn innermost<'tcx>(&self, ty: Ty<'tcx>) -> Ty<'tcx> {
        let mut ty = ty.peel_refs();
        while let ty::Adt(adt, args) = ty.kind()
            && self.adapters.contains(&adt.did())
            && let Some(inner) = args.types().next()
        {
            ty = inner.peel_refs();
        }
        ty
    }

    /// The user's own calls whose path is a glob.
    fn by_glob(&self, tcx: TyCtxt<'_>, callee: DefId) -> Vec<Cause> {
        let globs = config().blocking.iter().map(|call| &call.path);
        let Some(glob) = matches_glob(tcx, callee, globs) else {
            return Vec::new();
        };
        let entries = ENTRIES.iter().filter(|entry| entry.paths.contains(glob));
        entries
            .map(|entry| Cause {
                entry,
                path: with_resolve_crate_name!(tcx.def_path_str(callee)).leak(),
                on: None,
                dropped: false,
            })
            .take(1)
            .collect()
    }

    fn resolve(tcx: TyCtxt<'_>) -> Self {
        let offload = [&WRAPPERS.offload, &WRAPPERS.ready, &WRAPPERS.threads];
        let enters = functions(tcx, &WRAPPERS.enters);
        let mut this = Self {
            roots: FxHashMap::default(),
            bindings: (
                find_crates(tcx, Symbol::intern(BINDINGS))
                    .iter()
                    .map(|krate| krate.krate)
                    .collect(),
                FxHashMap::default(),
            ),
            drops: FxHashMap::default(),
            wrappers: offload
                .into_iter()
                .flat_map(|paths| functions(tcx, paths))
                .collect(),
            once: functions(tcx, &WRAPPERS.once),
            probes: functions(tcx, &WRAPPERS.probes),
            spawn: functions(tcx, &WRAPPERS.spawn),
            foreign: foreign(tcx),
            threads: functions(tcx, &WRAPPERS.threads),
            entered: enters.iter().filter_map(|enter| output(tcx, *enter)).collect(),
            enters,
            one_thread: functions(tcx, &WRAPPERS.one_thread),
            many_threads: functions(tcx, &WRAPPERS.many_threads),
            flavors: functions(tcx, &WRAPPERS.flavors),
            lenders: types(tcx, &WRAPPERS.lenders).map(|(ty, _)| ty).collect(),
            driven: functions(tcx, &WRAPPERS.driven),
            handles: types(tcx, &WRAPPERS.handles).map(|(ty, _)| ty).collect(),
            thread_handles: types(tcx, &WRAPPERS.thread_handles).map(|(ty, _)| ty).collect(),
            detaches: functions(tcx, &WRAPPERS.detaches),
            condvar_waits: functions(tcx, &WRAPPERS.condvar_waits),
            joins: functions(tcx, &WRAPPERS.joins),
            polls: polls(tcx),
            yields: functions(tcx, &WRAPPERS.yields),
            sleeps: functions(tcx, &WRAPPERS.sleeps),
            pops: functions(tcx, &WRAPPERS.pops),
            plain: types(tcx, &WRAPPERS.plain).map(|(ty, _)| ty).collect(),
            adapters: types(tcx, &WRAPPERS.adapters).map(|(ty, _)| ty).collect(),
            inert: types(tcx, &WRAPPERS.inert).map(|(ty, _)| ty).collect(),
            kept: types(tcx, &WRAPPERS.kept).map(|(ty, _)| ty).collect(),
            replies: functions(tcx, &WRAPPERS.replies),
            mailboxes: functions(tcx, &WRAPPERS.mailboxes),
            cancelled: types(tcx, &WRAPPERS.cancelled).map(|(ty, _)| ty).collect(),
            reads: functions(tcx, &WRAPPERS.reads),
            sends: functions(tcx, &WRAPPERS.sends),
            asks: functions(tcx, &WRAPPERS.asks),
            apart: types(tcx, &WRAPPERS.apart).map(|(ty, _)| ty).collect(),
            ordered: functions(tcx, &WRAPPERS.ordered),
            limits: functions(tcx, &WRAPPERS.limits),
            races: functions(tcx, &WRAPPERS.races),
            gives_back: functions(tcx, &WRAPPERS.gives_back),
            looks: functions(tcx, &WRAPPERS.looks),
            closures: functions(tcx, &WRAPPERS.closures),
            streams: types(tcx, &WRAPPERS.streams).map(|(ty, _)| ty).collect(),
            lossy: FxHashSet::default(),
            seldom_guards: types(tcx, &GUARDS.seldom).map(|(ty, _)| ty).collect(),
            guards: GUARDS
                .guard
                .iter()
                .flat_map(|guard| types(tcx, &guard.types).map(move |(ty, path)| (ty, (guard, path))))
                .collect(),
            blocking_types: FxHashSet::default(),
            non_blocking: config()
                .non_blocking
                .iter()
                .filter(|function| !function.path.contains('*'))
                .map(|function| &function.path)
                .chain(&WRAPPERS.quiet)
                .flat_map(|path| find(tcx, PathNS::Value, path))
                .collect(),
        };
        for entry in ENTRIES.iter() {
            let on: Vec<(DefId, &str)> = types(tcx, &entry.on).collect();
            if !entry.on.is_empty() && on.is_empty() {
                continue;
            }
            this.blocking_types.extend(on.iter().map(|(ty, _)| *ty));
            let root = |path| Root {
                entry,
                path,
                on: on.clone(),
            };
            for path in entry.paths.iter().filter(|path| !path.contains('*')) {
                if let Some((BINDINGS, name)) = path.split_once("::") {
                    let calls = this.bindings.1.entry(Symbol::intern(name)).or_default();
                    calls.push(root(path));
                    continue;
                }
                for function in find(tcx, PathNS::Value, path) {
                    this.roots.entry(function).or_default().push(root(path));
                }
            }
            for (ty, path) in types(tcx, &entry.drops) {
                this.drops.entry(ty).or_default().push(root(path));
            }
        }
        // Crates share functions (`smol::block_on` is async-io's): say it as the user's own dependency does.
        let is_direct = |path: &str| {
            let (krate, _) = path.split_once("::").unwrap_or((path, ""));
            tcx.sess.opts.externs.get(krate).is_some()
        };
        let is_lossy = |root: &Root| root.entry.kind == Kind::named("cancel-unsafe");
        let lossy = this.roots.iter().filter(|(_, roots)| roots.iter().any(is_lossy));
        this.lossy = lossy.map(|(function, _)| *function).collect();
        for roots in this.roots.values_mut() {
            roots.sort_by_key(|root| !is_direct(root.path));
        }
        this
    }
}

/// The runtimes the kit knows, most used first.
pub fn runtimes() -> &'static [Runtime] {
    &WRAPPERS.runtime
}

/// The function by which code on the runtime called `krate` sleeps.
pub(crate) fn sleep_of(krate: &str) -> Option<String> {
    let path = "std::thread::sleep";
    let entry = ENTRIES
        .iter()
        .find(|entry| entry.paths.iter().any(|it| it == path))?;
    let cause = Cause {
        entry,
        path,
        on: None,
        dropped: false,
    };
    Some(cause.twin(krate)?.0)
}

/// What awaits several futures side by side, as far as this crate's graph has it: that of the crate `first` before
/// the others.
pub(crate) fn joins(tcx: TyCtxt<'_>, first: Option<&str>) -> Vec<&'static Join> {
    let is_direct = |join: &&Join| tcx.sess.opts.externs.get(crate_of(&join.all)).is_some();
    let exists = |path: &String| {
        path.strip_suffix('!').map_or_else(
            || function_exists(tcx, path),
            |name| !find(tcx, PathNS::Macro, name).is_empty(),
        )
    };
    let mut joins: Vec<&Join> = WRAPPERS.join.iter().filter(is_direct).collect();
    joins.retain(|join| exists(&join.all) && exists(&join.ok));
    joins.sort_by_key(|join| Some(crate_of(&join.all)) != first);
    joins
}

/// Whether the crate called `krate` is a runtime, of which the catalogue lists all that has an effect.
pub(crate) fn is_trusted(krate: Symbol) -> bool {
    WRAPPERS.trusted.iter().any(|trusted| trusted == krate.as_str())
}

/// Whether the path `path`, as users write it, names a function of this crate's graph.
pub fn function_exists(tcx: TyCtxt<'_>, path: &str) -> bool {
    !find(tcx, PathNS::Value, path).is_empty()
}

/// Whether code of this crate names the crate called `krate`, not only something that it depends on.
pub(crate) fn is_named(tcx: TyCtxt<'_>, krate: &str) -> bool {
    let crates = find_crates(tcx, Symbol::intern(krate))
        .iter()
        .map(|found| found.krate);
    crates
        .filter(|found| *found != LOCAL_CRATE)
        .any(|found| tcx.extern_crate(found).is_some_and(|it| it.is_direct()))
}

/// The executors that are not tokio's. The one that async-std shares with others can be built to bring tokio's
/// runtime along, with a module of that name in it.
fn foreign(tcx: TyCtxt<'_>) -> FxHashMap<DefId, Foreign> {
    let brings_tokio = !find(tcx, PathNS::Type, "async_global_executor::tokio").is_empty();
    let is_lent =
        |path: &str| brings_tokio && ["async_std", "async_global_executor"].contains(&crate_of(path));
    let lists = [
        (&WRAPPERS.foreign, Foreign::Here),
        (&WRAPPERS.abroad, Foreign::Abroad),
    ];
    lists
        .into_iter()
        .flat_map(|(paths, place)| paths.iter().map(move |path| (path, place)))
        .filter(|(path, _)| !is_lent(path))
        .flat_map(|(path, place)| {
            let found = find(tcx, PathNS::Value, path);
            found.into_iter().map(move |function| (function, place))
        })
        .collect()
}

fn polls(tcx: TyCtxt<'_>) -> FxHashMap<DefId, &'static Poll> {
    let paths = POLLS
        .iter()
        .flat_map(|poll| poll.paths.iter().map(move |path| (poll, path)));
    paths
        .flat_map(|(poll, path)| {
            find(tcx, PathNS::Value, path)
                .into_iter()
                .map(move |function| (function, poll))
        })
        .collect()
}

fn functions(tcx: TyCtxt<'_>, paths: &[String]) -> FxHashSet<DefId> {
    paths
        .iter()
        .flat_map(|path| find(tcx, PathNS::Value, path))
        .collect()
}

/// The type that `function` returns, if it is a struct or an enum.
fn output(tcx: TyCtxt<'_>, function: DefId) -> Option<DefId> {
    let signature = tcx.fn_sig(function).instantiate_identity().skip_normalization();
    Some(signature.skip_binder().output().ty_adt_def()?.did())
}

fn types<'a>(tcx: TyCtxt<'_>, paths: &'a [String]) -> impl Iterator<Item = (DefId, &'a str)> {
    paths.iter().flat_map(move |path| {
        let found = find(tcx, PathNS::Type, path);
        found.into_iter().map(move |ty| (ty, path.as_str()))
    })
}

fn crate_of(path: &str) -> &str {
    path.split_once("::").map_or(path, |(krate, _)| krate)
}

/// The first of `globs` that is a real glob and matches the path of `function`.
fn matches_glob<'a>(
    tcx: TyCtxt<'_>,
    function: DefId,
    globs: impl Iterator<Item = &'a String>,
) -> Option<&'a String> {
    let mut globs = globs.filter(|glob| glob.contains('*')).peekable();
    globs.peek()?;
    let path = with_resolve_crate_name!(tcx.def_path_str(function));
    globs.find(|glob| glob_matches(glob, &path))
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
