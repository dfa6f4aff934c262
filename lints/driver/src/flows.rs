//! Which locals of a piece of code hold what comes from where.

use rustc_data_structures::fx::FxHashSet;
use rustc_hir::def::Res;
use rustc_hir::intravisit::{self, Visitor};
use rustc_hir::{AnonConst, Expr, ExprKind, HirId, LetStmt, Pat, PatKind, Path, QPath};
use rustc_middle::hir::nested_filter;
use rustc_middle::ty::TyCtxt;
use rustc_span::hygiene::ExpnKind;

use crate::loops::{Code, Source};

/// The locals that a piece of code declares, and where their values come from.
pub(crate) struct Flows<'tcx> {
    tcx: TyCtxt<'tcx>,
    bindings: Vec<HirId>,
    flows: Vec<(Vec<HirId>, &'tcx Expr<'tcx>)>,
    /// The locals that it changes, its own or not.
    pub(crate) changed: FxHashSet<HirId>,
}

impl<'tcx> Flows<'tcx> {
    /// Reads `code`, closures and async blocks included.
    pub(crate) fn of(tcx: TyCtxt<'tcx>, code: &'tcx Expr<'tcx>) -> Self {
        let mut this = Self {
            tcx,
            bindings: Vec::new(),
            flows: Vec::new(),
            changed: FxHashSet::default(),
        };
        this.visit_expr(code);
        this
    }

    /// The locals that hold what `source` gives, or what is made of it.
    ///
    /// A macro such as `select!` mixes what several calls give, so that the types tell them apart at first.
    pub(crate) fn fed_by(&self, code: &Code<'tcx>, source: &Source<'tcx>) -> FxHashSet<HirId> {
        let parts = source.parts(code);
        let is_part = |local: &&HirId| {
            let ty = code.typeck.node_type_opt(**local);
            ty.is_some_and(|ty| parts.contains(&self.tcx.erase_and_anonymize_regions(ty.peel_refs())))
        };
        let mut fed: FxHashSet<HirId> = self.bindings.iter().filter(is_part).copied().collect();
        loop {
            let known = fed.len();
            for (locals, from) in &self.flows {
                if !is_macros(from) && Self::mentions(self.tcx, from, &fed) {
                    fed.extend(locals);
                }
            }
            if fed.len() == known {
                return fed;
            }
        }
    }

    /// Whether `code` names one of `locals`.
    pub(crate) fn mentions(tcx: TyCtxt<'tcx>, code: &'tcx Expr<'tcx>, locals: &FxHashSet<HirId>) -> bool {
        !uses(tcx, code, locals).is_empty()
    }

    fn flow(&mut self, pats: impl IntoIterator<Item = &'tcx Pat<'tcx>>, from: &'tcx Expr<'tcx>) {
        let mut locals = Vec::new();
        for pat in pats {
            pat.each_binding(|_, local, _, _| locals.push(local));
        }
        self.flows.push((locals, from));
    }

    fn change(&mut self, mut place: &'tcx Expr<'tcx>) {
        while let ExprKind::Field(inner, _) | ExprKind::Unary(_, inner) | ExprKind::Index(inner, ..) =
            place.kind
        {
            place = inner;
        }
        if let ExprKind::Path(QPath::Resolved(None, path)) = place.kind
            && let Res::Local(local) = path.res
        {
            self.changed.insert(local);
        }
    }
}

impl<'tcx> Visitor<'tcx> for Flows<'tcx> {
    type NestedFilter = nested_filter::OnlyBodies;

    fn maybe_tcx(&mut self) -> TyCtxt<'tcx> {
        self.tcx
    }

    /// A constant has types of its own.
    fn visit_anon_const(&mut self, _: &'tcx AnonConst) {}

    fn visit_pat(&mut self, pat: &'tcx Pat<'tcx>) {
        if let PatKind::Binding(_, local, ..) = pat.kind {
            self.bindings.push(local);
        }
        intravisit::walk_pat(self, pat);
    }

    fn visit_local(&mut self, made: &'tcx LetStmt<'tcx>) {
        if let Some(init) = made.init {
            self.flow([made.pat], init);
        }
        intravisit::walk_local(self, made);
    }

    fn visit_expr(&mut self, expr: &'tcx Expr<'tcx>) {
        match expr.kind {
            ExprKind::Let(made) => self.flow([made.pat], made.init),
            ExprKind::Match(scrutinee, arms, _) => self.flow(arms.iter().map(|arm| arm.pat), scrutinee),
            ExprKind::Assign(place, ..) | ExprKind::AssignOp(_, place, _) => self.change(place),
            ExprKind::AddrOf(_, mutability, place) if mutability.is_mut() => self.change(place),
            _ => {}
        }
        intravisit::walk_expr(self, expr);
    }
}

/// The places in `code` that name one of `locals`.
pub(crate) fn uses<'tcx>(tcx: TyCtxt<'tcx>, code: &'tcx Expr<'tcx>, locals: &FxHashSet<HirId>) -> Vec<HirId> {
    let mut names = Names {
        tcx,
        locals,
        found: Vec::new(),
    };
    names.visit_expr(code);
    names.found
}

/// Whether a macro wrote `expr`, rather than the user or what `?`, `.await` and loops stand for.
pub(crate) fn is_macros(expr: &Expr<'_>) -> bool {
    matches!(expr.span.ctxt().outer_expn_data().kind, ExpnKind::Macro(..))
}

struct Names<'a, 'tcx> {
    tcx: TyCtxt<'tcx>,
    locals: &'a FxHashSet<HirId>,
    found: Vec<HirId>,
}

impl<'tcx> Visitor<'tcx> for Names<'_, 'tcx> {
    type NestedFilter = nested_filter::OnlyBodies;

    fn maybe_tcx(&mut self) -> TyCtxt<'tcx> {
        self.tcx
    }

    /// A constant has types of its own.
    fn visit_anon_const(&mut self, _: &'tcx AnonConst) {}

    fn visit_path(&mut self, path: &Path<'tcx>, id: HirId) {
        if matches!(path.res, Res::Local(local) if self.locals.contains(&local)) {
            self.found.push(id);
        }
        intravisit::walk_path(self, path);
    }
}
