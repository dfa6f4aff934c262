//! Which guards live over which awaits of a future.
//!
//! rustc's witness of the future says which locals it keeps at an await, [`parts`] where their types have guards,
//! [`lives`] whether the guard is still there, for the witness keeps what is dropped early and what is `None`, and
//! [`derives`] whether what is awaited may come from it. [`reader`] puts that together.

mod derives;
mod lives;
pub(crate) mod parts;
mod reader;

use std::sync::{Mutex, OnceLock};

use rustc_data_structures::fx::FxHashMap;
use rustc_hir::HirId;
use rustc_hir::def_id::LocalDefId;
use rustc_middle::ty::TyCtxt;
use rustc_span::{Span, Symbol};

use crate::bug;
use crate::catalogue::Guard;
use crate::effects::way::written;
use crate::report;
use reader::Reader;

/// A guard that lives over an await.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    /// What the catalogue says of it.
    pub(crate) guard: &'static Guard,
    /// Its type's path as users write it.
    pub(crate) path: &'static str,
    /// The type of the value that the guard is a part of; `None` where it is one by itself.
    pub(crate) inside: Option<String>,
    /// The name of the variable; `None` for a temporary.
    pub(crate) name: Option<Symbol>,
    /// Where the variable is declared or the temporary made.
    pub(crate) span: Span,
    /// Where levels of lints are looked up.
    pub(crate) node: HirId,
    /// The awaits it lives over.
    pub(crate) awaits: Vec<Await>,
    /// Whether the future was made with it, so that it is no local of its own.
    pub(crate) is_captured: bool,
    /// Whether anything but its end makes use of it; known of async locks only.
    pub(crate) is_read: bool,
    /// Whether it is what a `for` goes through.
    is_iterated: bool,
}

/// An await with a guard alive.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Await {
    /// Where it stands.
    pub(crate) span: Span,
    /// Whether the future that is awaited may come from the guard.
    pub(crate) is_related: bool,
}

impl Held {
    /// Who holds it, as a message says it.
    pub(crate) fn subject(&self) -> String {
        match self.name {
            _ if self.is_iterated => "what this loop goes through".to_owned(),
            Some(name) => format!("`{name}`"),
            None => "this temporary value".to_owned(),
        }
    }

    /// A note that points to the awaits.
    pub(crate) fn show_awaits(&self, diag: &mut report::Diag<'_>) {
        let spans: Vec<Span> = self.awaits.iter().map(|it| written(it.span)).collect();
        let these = if spans.len() == 1 {
            "this await"
        } else {
            "these awaits"
        };
        let note = match &self.inside {
            None => format!("it is still there at {these}"),
            Some(ty) => format!("it is a `{ty}`, and the guard inside is still there at {these}"),
        };
        diag.span_note(spans, note);
    }

    /// Whether this is what a `for` goes through and `other` one of its items, which says the same again.
    pub(crate) fn iterates_over(&self, other: &Self) -> bool {
        self.is_iterated
            && self.guard.name == other.guard.name
            && other.span.hi() <= self.span.lo()
            && other
                .awaits
                .iter()
                .all(|it| self.awaits.iter().any(|own| own.span == it.span))
    }
}

/// The guards that live over awaits of the future whose body `owner` owns.
pub(crate) fn of(tcx: TyCtxt<'_>, owner: LocalDefId) -> Vec<Held> {
    let known = early().lock().expect("nothing panics here").get(&owner).cloned();
    known.unwrap_or_else(|| read(tcx, owner))
}

/// Reads the body before its MIR is taken away: for futures rustc does so before lints run.
pub(crate) fn read_early(tcx: TyCtxt<'_>, owner: LocalDefId) {
    if tcx.coroutine_is_async(owner.to_def_id()) {
        let held = read(tcx, owner);
        early().lock().expect("nothing panics here").insert(owner, held);
    }
}

fn early() -> &'static Mutex<FxHashMap<LocalDefId, Vec<Held>>> {
    static EARLY: OnceLock<Mutex<FxHashMap<LocalDefId, Vec<Held>>>> = OnceLock::new();
    EARLY.get_or_init(Mutex::default)
}

fn read(tcx: TyCtxt<'_>, owner: LocalDefId) -> Vec<Held> {
    bug::contain(tcx, owner, || {
        let (body, _) = tcx.mir_promoted(owner);
        if body.is_stolen() {
            return Vec::new();
        }
        let Some(layout) = tcx.mir_coroutine_witnesses(owner) else {
            return Vec::new();
        };
        let body = &*body.borrow();
        if body.tainted_by_errors.is_some() {
            return Vec::new();
        }
        Reader::new(tcx, owner, body, layout).read()
    })
}
