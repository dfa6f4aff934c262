//! What stands in a body, as the lints about futures ask it: walked once for all of them.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_data_structures::fx::FxHashMap;
use rustc_hir::def::Res;
use rustc_hir::def_id::LocalDefId;
use rustc_hir::intravisit::{self, Visitor};
use rustc_hir::{AnonConst, Expr, ExprKind, HirId, LetStmt, LocalSource, PatKind, Path, Stmt, StmtKind};
use rustc_middle::hir::nested_filter;
use rustc_middle::ty::TyCtxt;

/// A body, closures and async blocks included, and what it does with its locals.
#[derive(Default)]
pub(crate) struct Walk {
    /// Every `let` that the user wrote as one, and every `_ = value`.
    pub(crate) lets: Vec<HirId>,
    /// Every expression whose value a semicolon drops.
    pub(crate) statements: Vec<HirId>,
    /// Every call of a function.
    pub(crate) calls: Vec<HirId>,
    /// By local, every place that names it.
    pub(crate) uses: FxHashMap<HirId, Vec<HirId>>,
}

thread_local! {
    /// The walk before: rustc shows a body to each of the lints before it goes on to the next.
    static LAST: RefCell<Option<(LocalDefId, Rc<Walk>)>> = const { RefCell::new(None) };
}

impl Walk {
    /// The walk through the body that `owner` owns.
    pub(crate) fn of(tcx: TyCtxt<'_>, owner: LocalDefId) -> Rc<Self> {
        LAST.with_borrow_mut(|last| match last {
            Some((walked, walk)) if *walked == owner => Rc::clone(walk),
            _ => {
                let mut walker = Walker {
                    tcx,
                    walk: Self::default(),
                };
                walker.visit_expr(tcx.hir_body_owned_by(owner).value);
                let walk = Rc::new(walker.walk);
                *last = Some((owner, Rc::clone(&walk)));
                walk
            }
        })
    }
}

struct Walker<'tcx> {
    tcx: TyCtxt<'tcx>,
    walk: Walk,
}

impl<'tcx> Visitor<'tcx> for Walker<'tcx> {
    type NestedFilter = nested_filter::OnlyBodies;

    fn maybe_tcx(&mut self) -> TyCtxt<'tcx> {
        self.tcx
    }

    /// A constant has types of its own.
    fn visit_anon_const(&mut self, _: &'tcx AnonConst) {}

    fn visit_local(&mut self, made: &'tcx LetStmt<'tcx>) {
        let is_underscore =
            matches!(made.source, LocalSource::AssignDesugar) && matches!(made.pat.kind, PatKind::Wild);
        if matches!(made.source, LocalSource::Normal) || is_underscore {
            self.walk.lets.push(made.hir_id);
        }
        intravisit::walk_local(self, made);
    }

    fn visit_stmt(&mut self, stmt: &'tcx Stmt<'tcx>) {
        if let StmtKind::Semi(expr) = stmt.kind {
            self.walk.statements.push(expr.hir_id);
        }
        intravisit::walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: &'tcx Expr<'tcx>) {
        if let ExprKind::Call(..) = expr.kind {
            self.walk.calls.push(expr.hir_id);
        }
        intravisit::walk_expr(self, expr);
    }

    fn visit_path(&mut self, path: &Path<'tcx>, id: HirId) {
        if let Res::Local(local) = path.res {
            self.walk.uses.entry(local).or_default().push(id);
        }
        intravisit::walk_path(self, path);
    }
}
