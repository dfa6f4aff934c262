//! Reads the guards off the MIR of a future's body.

use clippy_utils::ty::make_normalized_projection;
use rustc_abi::FieldIdx;
use rustc_hir::def_id::LocalDefId;
use rustc_index::IndexVec;
use rustc_index::bit_set::DenseBitSet;
use rustc_middle::mir::{
    BasicBlock, Body, CoroutineLayout, CoroutineSavedLocal, Local, Rvalue, StatementKind, TerminatorKind,
    VarDebugInfoContents,
};
use rustc_middle::ty::print::with_forced_trimmed_paths;
use rustc_middle::ty::{self, CoroutineArgs, CoroutineArgsExt, Ty, TyCtxt, TypingEnv};
use rustc_span::{DesugaringKind, Span, Symbol, sym};

use super::lives::Lives;
use super::parts::{Part, Parts, Step};
use super::{Await, Held, derives};
use crate::catalogue::{Catalogue, GuardKind};

/// Reads one body.
pub(super) struct Reader<'a, 'tcx> {
    tcx: TyCtxt<'tcx>,
    owner: LocalDefId,
    body: &'a Body<'tcx>,
    layout: &'a CoroutineLayout<'tcx>,
    parts: Parts<'tcx>,
}

impl<'a, 'tcx> Reader<'a, 'tcx> {
    pub(super) fn new(
        tcx: TyCtxt<'tcx>,
        owner: LocalDefId,
        body: &'a Body<'tcx>,
        layout: &'a CoroutineLayout<'tcx>,
    ) -> Self {
        Self {
            tcx,
            owner,
            body,
            layout,
            parts: Parts::new(tcx, TypingEnv::non_body_analysis(tcx, owner)),
        }
    }

    /// The guards that live over its awaits.
    pub(super) fn read(self) -> Vec<Held> {
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
            let kept = self.variants().zip(awaits);
            let kept: Vec<BasicBlock> = kept
                .filter(|(fields, _)| fields.iter().any(|it| *it == saved))
                .map(|(_, block)| *block)
                .collect();
            for local in self.saved(saved) {
                held.extend(self.held(local, field.ty, &parts, &kept));
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
            for mut found in self.held(ty::CAPTURE_STRUCT_LOCAL, ty, &parts, awaits) {
                found.name = Some(capture.to_symbol());
                found.span = capture.get_path_span(self.tcx);
                found.is_captured = true;
                held.push(found);
            }
        }
        held
    }

    /// The `parts` of `local`, whose type or whose field's is `ty`, that are there at one of `kept`, one of a kind.
    fn held(&self, local: Local, ty: Ty<'tcx>, parts: &[Part], kept: &[BasicBlock]) -> Vec<Held> {
        let mut held: Vec<Held> = Vec::new();
        for part in parts {
            if held.iter().any(|known| known.guard.kind == part.guard.kind) {
                continue;
            }
            let is_async = part.guard.kind == GuardKind::AsyncLock;
            let derived = is_async.then(|| derives::from(self.tcx, self.body, local));
            let awaits = self.awaits(local, part, kept, derived.as_ref());
            if awaits.is_empty() {
                continue;
            }
            let decl = &self.body.local_decls[local];
            let root = decl.source_info.scope.lint_root(&self.body.source_scopes);
            let iterated = self.iterated(local);
            held.push(Held {
                guard: part.guard,
                path: part.path,
                inside: self.around(ty),
                name: self.name(local),
                span: iterated.unwrap_or(decl.source_info.span),
                node: root.unwrap_or_else(|| self.tcx.local_def_id_to_hir_id(self.owner)),
                awaits,
                is_captured: false,
                is_read: derived.as_ref().is_some_and(|derived| self.is_read(derived)),
                is_iterated: iterated.is_some(),
            });
        }
        held
    }

    /// Those of `kept` over which the part lives.
    fn awaits(
        &self,
        local: Local,
        part: &Part,
        kept: &[BasicBlock],
        derived: Option<&DenseBitSet<Local>>,
    ) -> Vec<Await> {
        let alive = Lives::new(self.tcx, self.body, &self.parts, local, part).awaits();
        let mut awaits: Vec<Await> = Vec::new();
        for block in kept.iter().filter(|block| alive.contains(block)) {
            let span = self.body.basic_blocks[*block].terminator().source_info.span;
            if awaits.iter().all(|known| known.span != span) {
                let is_related = derived.is_none_or(|derived| {
                    let awaited = self.awaited(span);
                    awaited.is_empty() || awaited.iter().any(|it| derived.contains(*it) || self.locks(*it))
                });
                awaits.push(Await { span, is_related });
            }
        }
        awaits
    }

    /// Whether something refers to the guard: what only holds or moves it has its type.
    fn is_read(&self, derived: &DenseBitSet<Local>) -> bool {
        derived
            .iter()
            .any(|local| self.body.local_decls[local].ty.is_ref())
    }

    /// The locals that hold the future which is awaited at `span`.
    fn awaited(&self, span: Span) -> Vec<Local> {
        let awaits = self.layout.variant_source_info.iter();
        let fields = awaits
            .zip(&self.layout.variant_fields)
            .filter(|(at, _)| at.span == span);
        fields
            .flat_map(|(_, fields)| fields)
            .flat_map(|saved| self.saved(*saved))
            .filter(|local| self.name(*local) == Some(sym::__awaitee))
            .collect()
    }

    /// Whether the future in `local` takes a lock too: those who need both hold the first while they wait.
    fn locks(&self, local: Local) -> bool {
        let future = self.tcx.lang_items().future_trait();
        let ty = self.body.local_decls[local].ty;
        let env = TypingEnv::non_body_analysis(self.tcx, self.owner);
        let output = Symbol::intern("Output");
        future
            .and_then(|of| make_normalized_projection(self.tcx, env, of, output, [ty]))
            .is_some_and(|output| !self.parts.of(output).is_empty())
    }

    /// What the witness keeps at each await.
    fn variants(&self) -> impl Iterator<Item = &'a IndexVec<FieldIdx, CoroutineSavedLocal>> {
        self.layout
            .variant_fields
            .iter()
            .skip(CoroutineArgs::RESERVED_VARIANTS)
    }

    /// The local that the witness calls `saved`: it tells the type and the place in the source.
    fn saved(&self, saved: CoroutineSavedLocal) -> impl Iterator<Item = Local> {
        let field = &self.layout.field_tys[saved];
        let locals = self.body.local_decls.iter_enumerated().filter(|(_, local)| {
            local.ty == field.ty
                && local.source_info.span == field.source_info.span
                && local.source_info.scope == field.source_info.scope
        });
        locals.map(|(local, _)| local)
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
