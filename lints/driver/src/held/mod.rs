//! Which guards live over which awaits of a future.
//!
//! rustc's witness of the future says which locals it keeps at an await, [`parts`] where their types have guards, and
//! [`lives`] whether the guard is still there: the witness keeps what is dropped early, and what is `None`.

mod lives;
mod parts;

use std::sync::{Mutex, OnceLock};

use rustc_data_structures::fx::FxHashMap;
use rustc_errors::Diag;
use rustc_hir::HirId;
use rustc_hir::def_id::LocalDefId;
use rustc_middle::mir::{
    BasicBlock, Body, CoroutineLayout, Local, Rvalue, StatementKind, TerminatorKind, VarDebugInfoContents,
};
use rustc_middle::ty::print::with_forced_trimmed_paths;
use rustc_middle::ty::{self, CoroutineArgs, CoroutineArgsExt, Ty, TyCtxt, TypingEnv};
use rustc_span::{DesugaringKind, Span, Symbol};

use crate::bug;
use crate::catalogue::{Catalogue, Guard};
use crate::effects::way::written;
use lives::Lives;
use parts::{Part, Parts, Step};

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
    /// Whether it is what a `for` goes through.
    is_iterated: bool,
}

/// An await with a guard alive.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Await {
    /// Where it stands.
    pub(crate) span: Span,
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
    pub(crate) fn show_awaits(&self, diag: &mut Diag<'_>) {
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
        Reader {
            tcx,
            owner,
            body,
            layout,
            parts: Parts::new(tcx, TypingEnv::non_body_analysis(tcx, owner)),
        }
        .read()
    })
}

struct Reader<'a, 'tcx> {
    tcx: TyCtxt<'tcx>,
    owner: LocalDefId,
    body: &'a Body<'tcx>,
    layout: &'a CoroutineLayout<'tcx>,
    parts: Parts<'tcx>,
}

impl<'tcx> Reader<'_, 'tcx> {
    fn read(self) -> Vec<Held> {
        // The witness numbers the awaits in the order of the blocks that end in one.
        let awaits: Vec<BasicBlock> = self
            .body
            .basic_blocks
            .iter_enumerated()
            .filter(|(_, data)| matches!(data.terminator().kind, TerminatorKind::Yield { .. }))
            .map(|(block, _)| block)
            .collect();
        if awaits.is_empty() {
            return Vec::new();
        }
        self.locals(&awaits)
            .into_iter()
            .chain(self.captured(&awaits))
            .collect()
    }

    /// The locals that the witness keeps.
    fn locals(&self, awaits: &[BasicBlock]) -> Vec<Held> {
        let mut held = Vec::new();
        for (saved, field) in self.layout.field_tys.iter_enumerated() {
            let parts = self.parts.of(field.ty);
            if parts.is_empty() {
                continue;
            }
            let kept: Vec<BasicBlock> = self
                .layout
                .variant_fields
                .iter()
                .skip(CoroutineArgs::RESERVED_VARIANTS)
                .zip(awaits)
                .filter(|(fields, _)| fields.iter().any(|it| *it == saved))
                .map(|(_, block)| *block)
                .collect();
            let locals = self.body.local_decls.iter_enumerated().filter(|(_, local)| {
                local.ty == field.ty
                    && local.source_info.span == field.source_info.span
                    && local.source_info.scope == field.source_info.scope
            });
            for (local, _) in locals {
                held.extend(self.held(local, &parts, &kept));
            }
        }
        held
    }

    /// What an `async move` block was made with.
    fn captured(&self, awaits: &[BasicBlock]) -> Vec<Held> {
        let ty::Coroutine(_, args) = self.body.local_decls[ty::CAPTURE_STRUCT_LOCAL].ty.kind() else {
            return Vec::new();
        };
        let captures = self.tcx.closure_captures(self.owner);
        let types = args.as_coroutine().upvar_tys();
        let mut held = Vec::new();
        for ((index, ty), capture) in types.iter().enumerate().zip(captures) {
            let parts: Vec<Part> = self
                .parts
                .of(ty)
                .into_iter()
                .map(|part| part.below(Step::field(index)))
                .collect();
            if let Some(mut found) = self.held(ty::CAPTURE_STRUCT_LOCAL, &parts, awaits) {
                found.name = Some(capture.to_symbol());
                found.span = capture.get_path_span(self.tcx);
                found.is_captured = true;
                found.inside = self.around(ty);
                held.push(found);
            }
        }
        held
    }

    /// The first of `parts` of `local` that is there at one of `kept`.
    fn held(&self, local: Local, parts: &[Part], kept: &[BasicBlock]) -> Option<Held> {
        parts.iter().find_map(|part| {
            let alive = Lives::new(self.tcx, self.body, &self.parts, local, part).awaits();
            let mut awaits: Vec<Await> = Vec::new();
            for block in kept.iter().filter(|block| alive.contains(block)) {
                let span = self.body.basic_blocks[*block].terminator().source_info.span;
                if awaits.iter().all(|known| known.span != span) {
                    awaits.push(Await { span });
                }
            }
            if awaits.is_empty() {
                return None;
            }
            let decl = &self.body.local_decls[local];
            let root = decl.source_info.scope.lint_root(&self.body.source_scopes);
            let iterated = self.iterated(local);
            Some(Held {
                guard: part.guard,
                path: part.path,
                inside: self.around(decl.ty),
                name: self.name(local),
                span: iterated.unwrap_or(decl.source_info.span),
                node: root.unwrap_or_else(|| self.tcx.local_def_id_to_hir_id(self.owner)),
                awaits,
                is_captured: false,
                is_iterated: iterated.is_some(),
            })
        })
    }

    /// What the `for` goes through whose iterator `local` is.
    fn iterated(&self, local: Local) -> Option<Span> {
        let span = self.body.local_decls[local].source_info.span;
        if !span.is_desugaring(DesugaringKind::ForLoop) {
            return None;
        }
        let blocks = self.body.basic_blocks.iter();
        let made = blocks
            .clone()
            .flat_map(|data| &data.statements)
            .find_map(|it| match &it.kind {
                StatementKind::Assign(assign) if assign.0.as_local() == Some(local) => match &assign.1 {
                    Rvalue::Use(from, ..) => from.place(),
                    _ => None,
                },
                _ => None,
            });
        blocks
            .map(|data| &data.terminator().kind)
            .find_map(|kind| match kind {
                TerminatorKind::Call {
                    args, destination, ..
                } if Some(*destination) == made || destination.as_local() == Some(local) => {
                    Some(args.first()?.span)
                }
                _ => None,
            })
    }

    /// The type as a message says it, unless it is the guard's own.
    fn around(&self, ty: Ty<'tcx>) -> Option<String> {
        let is_guard = ty
            .ty_adt_def()
            .is_some_and(|adt| Catalogue::get(self.tcx).guard(adt.did()).is_some());
        (!is_guard).then(|| with_forced_trimmed_paths!(ty.to_string()))
    }

    fn name(&self, local: Local) -> Option<Symbol> {
        let infos = self.body.var_debug_info.iter();
        let mut named = infos.filter(|info| match &info.value {
            VarDebugInfoContents::Place(place) => place.as_local() == Some(local),
            VarDebugInfoContents::Const(_) => false,
        });
        named.next().map(|info| info.name)
    }
}
