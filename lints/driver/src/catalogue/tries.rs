//! The catalogue's lists of what a loop may try again (`tries.toml`).

use std::sync::{LazyLock, OnceLock};

use clippy_utils::paths::PathNS;
use rustc_data_structures::fx::{FxHashMap, FxHashSet};
use rustc_hir::def_id::DefId;
use rustc_middle::ty::TyCtxt;
use rustc_span::Symbol;
use serde::Deserialize;

use super::{Brings, LoopCalls, functions};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TriesFile {
    connects: Vec<String>,
    binds: Vec<String>,
    requests: Vec<String>,
    opens: Vec<String>,
    starts: Vec<String>,
    limits: Vec<String>,
    wraps: Vec<String>,
    chooses: Vec<String>,
    fresh: Vec<String>,
    fresh_crates: Vec<String>,
    excused: Vec<String>,
}

static FILE: LazyLock<TriesFile> = LazyLock::new(|| file!("tries"));

/// What a call tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trial {
    Accept,
    Connect,
    Bind,
    Request,
    Open,
    Start,
}

impl Trial {
    /// What it comes back with at once, as a message says it.
    pub(crate) fn failure(self) -> &'static str {
        match self {
            Self::Accept => {
                "while the process is out of file descriptors, accepting fails at once and the connection stays in the queue"
            }
            Self::Connect => "while nobody listens there, connecting fails at once",
            Self::Bind => "while the address is taken, binding fails at once",
            Self::Request => "while nobody answers there, the request fails at once",
            Self::Open => "while the file is not as expected, this fails at once",
            Self::Start => "while the program cannot be started, this fails at once",
        }
    }
}

/// The lists, resolved in this crate's graph.
pub(crate) struct Tries {
    loops: &'static LoopCalls,
    trials: FxHashMap<DefId, Trial>,
    limits: FxHashSet<DefId>,
    wraps: FxHashSet<DefId>,
    chooses: FxHashSet<DefId>,
    fresh: FxHashSet<DefId>,
}

impl Tries {
    /// The lists of the crate that this process compiles, resolved at the first call.
    pub(crate) fn get(tcx: TyCtxt<'_>) -> &'static Self {
        static TRIES: OnceLock<Tries> = OnceLock::new();
        TRIES.get_or_init(|| {
            let trials = lists().into_iter().flat_map(|(trial, paths)| {
                let functions = functions(tcx, paths).into_iter();
                functions.map(move |function| (function, trial))
            });
            Self {
                loops: LoopCalls::get(tcx),
                trials: trials.collect(),
                limits: functions(tcx, &FILE.limits),
                wraps: functions(tcx, &FILE.wraps),
                chooses: functions(tcx, &FILE.chooses),
                fresh: functions(tcx, &FILE.fresh),
            }
        })
    }

    /// What `callee` tries outside the program.
    pub(crate) fn trial(&self, callee: DefId) -> Option<Trial> {
        let accepts = self.loops.waits_for(callee) == Some(Brings::Connection);
        accepts
            .then_some(Trial::Accept)
            .or_else(|| self.trials.get(&callee).copied())
    }

    /// Whether `callee` awaits a future for a limited time.
    pub(crate) fn limits(&self, callee: DefId) -> bool {
        self.limits.contains(&callee)
    }

    /// Whether what `callee` makes of a future does the same.
    pub(crate) fn wraps(&self, callee: DefId) -> bool {
        self.wraps.contains(&callee)
    }

    /// Whether `callee` makes the future by which `select!` awaits the first of several.
    pub(crate) fn chooses(&self, callee: DefId) -> bool {
        self.chooses.contains(&callee)
    }

    /// Whether `callee` may give something else each time, whatever it is given.
    pub(crate) fn is_fresh(&self, tcx: TyCtxt<'_>, callee: DefId) -> bool {
        let krate = tcx.crate_name(callee.krate);
        self.fresh.contains(&callee) || FILE.fresh_crates.iter().any(|fresh| fresh == krate.as_str())
    }
}

/// Whether an error that is called `name`, or about which this is asked, is no failure that lasts.
pub(crate) fn is_excused(name: Symbol) -> bool {
    FILE.excused.iter().any(|excused| excused == name.as_str())
}

/// Every path of the lists.
pub(super) fn paths() -> impl Iterator<Item = (PathNS, &'static String)> {
    let trials = lists().into_iter().map(|(_, paths)| paths);
    let all = trials.chain([&FILE.limits, &FILE.wraps, &FILE.chooses, &FILE.fresh]);
    all.flatten().map(|path| (PathNS::Value, path))
}

fn lists() -> [(Trial, &'static Vec<String>); 5] {
    [
        (Trial::Connect, &FILE.connects),
        (Trial::Bind, &FILE.binds),
        (Trial::Request, &FILE.requests),
        (Trial::Open, &FILE.opens),
        (Trial::Start, &FILE.starts),
    ]
}
