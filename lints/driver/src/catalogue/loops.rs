//! The catalogue's lists about loops that go on for as long as others connect or send (`loops.toml`).

use std::sync::{LazyLock, OnceLock};

use clippy_utils::paths::PathNS;
use rustc_data_structures::fx::FxHashSet;
use rustc_hir::def_id::DefId;
use rustc_middle::ty::{self, Ty, TyCtxt};
use serde::Deserialize;

use super::{functions, types};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LoopsFile {
    connections: Vec<String>,
    messages: Vec<String>,
    connection_streams: Vec<String>,
    message_streams: Vec<String>,
    endless: Vec<String>,
    next: Vec<String>,
    each: Vec<String>,
    each_at_once: Vec<String>,
    passing: Vec<String>,
    tasks: Vec<String>,
    new_threads: Vec<String>,
    permits: Vec<String>,
    limits: Vec<String>,
    stops: Vec<String>,
    ends: Vec<String>,
    answers: Vec<String>,
    io_errors: Vec<String>,
    counted: Vec<String>,
    counting: Vec<String>,
    join_all: Vec<String>,
    chunks: Vec<String>,
}

static FILE: LazyLock<LoopsFile> = LazyLock::new(|| file!("loops"));

/// What a loop is given in each turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Brings {
    Connection,
    Message,
}

impl Brings {
    /// It as a message says it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Connection => "connection",
            Self::Message => "message",
        }
    }
}

/// The lists, resolved in this crate's graph.
pub(crate) struct LoopCalls {
    connections: FxHashSet<DefId>,
    messages: FxHashSet<DefId>,
    connection_streams: FxHashSet<DefId>,
    message_streams: FxHashSet<DefId>,
    endless: FxHashSet<DefId>,
    next: FxHashSet<DefId>,
    each: FxHashSet<DefId>,
    each_at_once: FxHashSet<DefId>,
    passing: FxHashSet<DefId>,
    tasks: FxHashSet<DefId>,
    new_threads: FxHashSet<DefId>,
    permits: FxHashSet<DefId>,
    limits: FxHashSet<DefId>,
    stops: FxHashSet<DefId>,
    ends: FxHashSet<DefId>,
    answers: FxHashSet<DefId>,
    io_errors: FxHashSet<DefId>,
    counted: FxHashSet<DefId>,
    counting: FxHashSet<DefId>,
    join_all: FxHashSet<DefId>,
    chunks: FxHashSet<DefId>,
}

impl LoopCalls {
    /// The lists of the crate that this process compiles, resolved at the first call.
    pub(crate) fn get(tcx: TyCtxt<'_>) -> &'static Self {
        static CALLS: OnceLock<LoopCalls> = OnceLock::new();
        CALLS.get_or_init(|| {
            let adts = |paths| types(tcx, paths).map(|(ty, _)| ty).collect();
            Self {
                connections: functions(tcx, &FILE.connections),
                messages: functions(tcx, &FILE.messages),
                connection_streams: adts(&FILE.connection_streams),
                message_streams: adts(&FILE.message_streams),
                endless: adts(&FILE.endless),
                next: functions(tcx, &FILE.next),
                each: functions(tcx, &FILE.each),
                each_at_once: functions(tcx, &FILE.each_at_once),
                passing: adts(&FILE.passing),
                tasks: functions(tcx, &FILE.tasks),
                new_threads: functions(tcx, &FILE.new_threads),
                permits: adts(&FILE.permits),
                limits: functions(tcx, &FILE.limits),
                stops: functions(tcx, &FILE.stops),
                ends: functions(tcx, &FILE.ends),
                answers: adts(&FILE.answers),
                io_errors: adts(&FILE.io_errors),
                counted: adts(&FILE.counted),
                counting: adts(&FILE.counting),
                join_all: functions(tcx, &FILE.join_all),
                chunks: adts(&FILE.chunks),
            }
        })
    }

    /// What `callee` waits for, if it waits for the next connection or message.
    pub(crate) fn waits_for(&self, callee: DefId) -> Option<Brings> {
        match () {
            () if self.connections.contains(&callee) => Some(Brings::Connection),
            () if self.messages.contains(&callee) => Some(Brings::Message),
            () => None,
        }
    }

    /// What the iterator or stream `ty` gives for as long as others connect or send.
    pub(crate) fn streams(&self, ty: Ty<'_>) -> Option<Brings> {
        let adt = self.innermost(ty).ty_adt_def()?.did();
        match () {
            () if self.connection_streams.contains(&adt) => Some(Brings::Connection),
            () if self.message_streams.contains(&adt) => Some(Brings::Message),
            () => None,
        }
    }

    /// Whether the iterator `ty` has no end and waits for nothing.
    pub(crate) fn is_endless(&self, ty: Ty<'_>) -> bool {
        let adt = self.innermost(ty).ty_adt_def();
        adt.is_some_and(|adt| self.endless.contains(&adt.did()))
    }

    /// Whether `callee` gives the next item of the iterator or stream that it is called on.
    pub(crate) fn gives_next(&self, callee: DefId) -> bool {
        self.next.contains(&callee)
    }

    /// Whether `callee` runs a closure for each item of what it is called on.
    pub(crate) fn runs_each(&self, callee: DefId) -> bool {
        self.each.contains(&callee)
    }

    /// Whether `callee` runs futures for the items of what it is called on, as many at a time as its first argument
    /// says.
    pub(crate) fn runs_at_once(&self, callee: DefId) -> bool {
        self.each_at_once.contains(&callee)
    }

    /// Whether `callee` starts a task, or puts a future beside others.
    pub(crate) fn starts_task(&self, callee: DefId) -> bool {
        self.tasks.contains(&callee)
    }

    /// Whether `callee` starts a thread for its closure alone.
    pub(crate) fn starts_thread(&self, callee: DefId) -> bool {
        self.new_threads.contains(&callee)
    }

    /// Whether there are only so many values of the type `adt` at a time.
    pub(crate) fn is_permit(&self, adt: DefId) -> bool {
        self.permits.contains(&adt)
    }

    /// Whether the code after a call to `callee` waits, or does not run, while there is enough of it.
    pub(crate) fn limits(&self, callee: DefId) -> bool {
        self.limits.contains(&callee)
    }

    /// Whether `callee` ends what was started before.
    pub(crate) fn stops(&self, callee: DefId) -> bool {
        self.stops.contains(&callee)
    }

    /// Whether `callee` waits for the end of tasks.
    pub(crate) fn waits_for_end(&self, callee: DefId) -> bool {
        self.ends.contains(&callee)
    }

    /// Whether a value of the type `adt` is what a task answers once.
    pub(crate) fn is_answer(&self, adt: DefId) -> bool {
        self.answers.contains(&adt)
    }

    /// Whether `ty` says how much was read or written: a number, or why there is none.
    pub(crate) fn is_amount(&self, ty: Ty<'_>) -> bool {
        matches!(ty.kind(), ty::Adt(_, args)
            if matches!(&args[..], [number, error]
                if number.as_type().is_some_and(Ty::is_integral)
                    && error.as_type().and_then(Ty::ty_adt_def).is_some_and(|adt| self.io_errors.contains(&adt.did()))))
    }

    /// Whether the iterator `ty` knows how many items it gives at most, by its type.
    pub(crate) fn is_counted(&self, ty: Ty<'_>) -> bool {
        let adt = ty.peel_refs().ty_adt_def();
        adt.is_some_and(|adt| self.counted.contains(&adt.did()))
    }

    /// The traits of iterators that know how many items they give.
    pub(crate) fn counting(&self) -> impl Iterator<Item = DefId> {
        self.counting.iter().copied()
    }

    /// Whether `callee` waits for all futures of a collection at the same time.
    pub(crate) fn joins_all(&self, callee: DefId) -> bool {
        self.join_all.contains(&callee)
    }

    /// Whether the iterator `ty` gives parts of a collection that have as many items as were asked for.
    pub(crate) fn gives_chunks(&self, ty: Ty<'_>) -> bool {
        let adt = self.innermost(ty).ty_adt_def();
        adt.is_some_and(|adt| self.chunks.contains(&adt.did()))
    }

    /// The type below references and adapters that pass all items on.
    pub(crate) fn innermost<'tcx>(&self, ty: Ty<'tcx>) -> Ty<'tcx> {
        let mut ty = ty.peel_refs();
        while let ty::Adt(adt, args) = ty.kind()
            && self.passing.contains(&adt.did())
            && let Some(inner) = args.types().next()
        {
            ty = inner.peel_refs();
        }
        ty
    }
}

/// Every path of the lists, with where it is to be looked for.
pub(super) fn paths() -> impl Iterator<Item = (PathNS, &'static String)> {
    let file = &*FILE;
    let values = [
        &file.connections,
        &file.messages,
        &file.next,
        &file.each,
        &file.each_at_once,
        &file.tasks,
        &file.new_threads,
        &file.limits,
        &file.stops,
        &file.ends,
        &file.join_all,
    ];
    let types = [
        &file.connection_streams,
        &file.message_streams,
        &file.endless,
        &file.passing,
        &file.permits,
        &file.answers,
        &file.io_errors,
        &file.counted,
        &file.counting,
        &file.chunks,
    ];
    let values = values.into_iter().flatten().map(|path| (PathNS::Value, path));
    values.chain(types.into_iter().flatten().map(|path| (PathNS::Type, path)))
}
