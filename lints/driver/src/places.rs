//! What a piece of code reads and changes of what lives outside of it.

use rustc_abi::FieldIdx;
use rustc_attr_ir::lang_items::LangItem;
use rustc_hir::def_id::LocalDefId;
use rustc_hir::{Expr, HirId};
use rustc_hir_typeck::expr_use_visitor::{Delegate, ExprUseVisitor, PlaceBase, PlaceWithHirId};
use rustc_lint::LateContext;
use rustc_middle::hir::place::ProjectionKind;
use rustc_middle::mir::FakeReadCause;
use rustc_middle::ty::BorrowKind;

/// A use of a local, or of a field in it.
pub(crate) struct Use {
    /// The expression that uses it.
    pub(crate) at: HirId,
    /// The local.
    pub(crate) local: HirId,
    /// The way from the local to the field.
    fields: Vec<FieldIdx>,
    /// Whether the use may change it.
    pub(crate) changes: bool,
}

impl Use {
    /// Whether both are of the same place, or one is of a part of the other's.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        let shorter = self.fields.len().min(other.fields.len());
        self.local == other.local && self.fields[..shorter] == other.fields[..shorter]
    }

    /// Whether it is of the whole local.
    pub(crate) fn is_whole(&self) -> bool {
        self.fields.is_empty()
    }

    /// Whether both are of the same place.
    pub(crate) fn is_of_same(&self, other: &Self) -> bool {
        self.local == other.local && self.fields == other.fields
    }
}

/// The uses of locals in `code`, which stands in the body of `owner` that is being checked.
pub(crate) fn uses<'tcx>(cx: &LateContext<'tcx>, owner: LocalDefId, code: &Expr<'tcx>) -> Vec<Use> {
    let mut uses = Uses(Vec::new());
    let Ok(()) = ExprUseVisitor::for_clippy(cx, owner, &mut uses).walk_expr(code);
    let mut uses = uses.0;
    // Every `.await` passes on what the executor gave.
    uses.retain(|it| {
        let ty = cx.typeck_results().node_type_opt(it.local);
        let adt = ty.and_then(|ty| ty.ty_adt_def());
        !adt.is_some_and(|adt| cx.tcx.is_lang_item(adt.did(), LangItem::ResumeTy))
    });
    uses
}

struct Uses(Vec<Use>);

impl Uses {
    fn add(&mut self, used: &PlaceWithHirId<'_>, at: HirId, changes: bool) {
        let local = match used.place.base {
            PlaceBase::Local(local) => local,
            PlaceBase::Upvar(upvar) => upvar.var_path.hir_id,
            PlaceBase::Rvalue | PlaceBase::StaticItem => return,
        };
        let mut fields = Vec::new();
        for projection in &used.place.projections {
            match projection.kind {
                ProjectionKind::Deref | ProjectionKind::OpaqueCast => {}
                ProjectionKind::Field(field, _) => fields.push(field),
                _ => break,
            }
        }
        self.0.push(Use {
            at,
            local,
            fields,
            changes,
        });
    }
}

impl<'tcx> Delegate<'tcx> for Uses {
    fn consume(&mut self, used: &PlaceWithHirId<'tcx>, at: HirId) {
        self.add(used, at, true);
    }

    fn use_cloned(&mut self, used: &PlaceWithHirId<'tcx>, at: HirId) {
        self.add(used, at, false);
    }

    fn borrow(&mut self, used: &PlaceWithHirId<'tcx>, at: HirId, kind: BorrowKind) {
        self.add(used, at, kind != BorrowKind::Immutable);
    }

    fn mutate(&mut self, used: &PlaceWithHirId<'tcx>, at: HirId) {
        self.add(used, at, true);
    }

    fn bind(&mut self, _: &PlaceWithHirId<'tcx>, _: HirId) {}

    fn fake_read(&mut self, _: &PlaceWithHirId<'tcx>, _: FakeReadCause, _: HirId) {}
}
