//! The calls that a body makes on the thread that runs it.
//!
//! A closure runs where it is called. One that is passed to a function which can call it (an `Fn…` bound)
//! and need not keep it (no `'static` bound) runs here: `map`, `unwrap_or_else`, `for_each`. One that must be
//! `'static` leaves for another thread or a later time: `spawn`, `spawn_blocking`, pools. One that is only
//! stored runs nowhere yet. What this rule gets wrong is in `catalogue/wrappers.toml`.

use rustc_hir::def_id::DefId;
use rustc_hir::intravisit::{self, Visitor};
use rustc_hir::{Body, Expr, ExprKind};
use rustc_middle::ty::{self, Ty, TyCtxt, TypeckResults, TypingEnv};

use rustc_span::{DesugaringKind, Span};

use crate::catalogue::Catalogue;

/// A call, or a function passed to one that calls it here.
pub(crate) struct Call<'tcx> {
    /// The whole call; only the function's path where it is passed as a value.
    pub(crate) expr: &'tcx Expr<'tcx>,
    /// The function named in the source: a trait's method where the receiver's type decides.
    pub(crate) named: DefId,
    /// The function that runs, if it is known.
    pub(crate) resolved: DefId,
    /// The type arguments of `named`.
    pub(crate) args: ty::GenericArgsRef<'tcx>,
    /// The values passed, the receiver first.
    pub(crate) values: Vec<&'tcx Expr<'tcx>>,
    /// Whether a plain closure lies between the body and the call, so that it cannot `.await`.
    pub(crate) in_closure: bool,
}

impl Call<'_> {
    /// Where the user wrote it: what is looped over for the calls that a `for` makes, the macro's call for
    /// what a macro makes.
    pub(crate) fn span(&self) -> Span {
        match self.values.first() {
            Some(iterated) if self.expr.span.is_desugaring(DesugaringKind::ForLoop) => {
                iterated.span.source_callsite()
            }
            _ => self.expr.span.source_callsite(),
        }
    }
}

/// The calls of `body`, in source order. Bodies of futures in it are not part of it.
pub(crate) fn calls_of<'tcx>(tcx: TyCtxt<'tcx>, body: &'tcx Body<'tcx>) -> Vec<Call<'tcx>> {
    let owner = tcx.hir_body_owner_def_id(body.id());
    let mut collector = Collector {
        tcx,
        typeck: tcx.typeck(owner),
        typing_env: TypingEnv::post_analysis(tcx, owner),
        catalogue: Catalogue::get(tcx),
        closures_that_run_here: Vec::new(),
        depth: 0,
        calls: Vec::new(),
    };
    if collector.typeck.tainted_by_errors.is_none() {
        collector.visit_expr(body.value);
    }
    collector.calls
}

struct Collector<'tcx> {
    tcx: TyCtxt<'tcx>,
    typeck: &'tcx TypeckResults<'tcx>,
    typing_env: TypingEnv<'tcx>,
    catalogue: &'static Catalogue,
    closures_that_run_here: Vec<rustc_hir::HirId>,
    depth: usize,
    calls: Vec<Call<'tcx>>,
}

impl<'tcx> Visitor<'tcx> for Collector<'tcx> {
    fn visit_expr(&mut self, expr: &'tcx Expr<'tcx>) {
        match expr.kind {
            ExprKind::Closure(closure) => {
                if self.closures_that_run_here.contains(&expr.hir_id)
                    && !self.tcx.is_coroutine(closure.def_id.into())
                {
                    self.depth += 1;
                    self.visit_expr(self.tcx.hir_body(closure.body).value);
                    self.depth -= 1;
                }
                return;
            }
            ExprKind::Call(function, values) => {
                if let ty::FnDef(callee, args) = *self.typeck.expr_ty_adjusted(function).kind() {
                    return self.call(expr, callee, args.skip_binder(), values.iter().collect());
                }
            }
            ExprKind::MethodCall(_, receiver, values, _) => {
                if let Some(callee) = self.typeck.type_dependent_def_id(expr.hir_id) {
                    let values = std::iter::once(receiver).chain(values).collect();
                    return self.call(expr, callee, self.typeck.node_args(expr.hir_id), values);
                }
            }
            _ => {}
        }
        intravisit::walk_expr(self, expr);
    }
}

impl<'tcx> Collector<'tcx> {
    /// Notes what the call does with the functions it is given, then its arguments' calls, then itself: the
    /// order in which they run.
    fn call(
        &mut self,
        expr: &'tcx Expr<'tcx>,
        named: DefId,
        args: ty::GenericArgsRef<'tcx>,
        values: Vec<&'tcx Expr<'tcx>>,
    ) {
        let mut passed = Vec::new();
        for (position, value) in values.iter().enumerate() {
            let value = peel(value);
            match (value.kind, self.typeck.expr_ty(value).kind()) {
                (ExprKind::Path(_), &ty::FnDef(function, args)) if self.runs_here(named, position) => {
                    passed.push((value, function, args.skip_binder()));
                }
                (ExprKind::Closure(_), _) if self.runs_here(named, position) => {
                    self.closures_that_run_here.push(value.hir_id);
                }
                _ => {}
            }
        }
        intravisit::walk_expr(self, expr);
        for (value, function, args) in passed {
            self.push(value, function, args, Vec::new(), self.depth + 1);
        }
        self.push(expr, named, args, values, self.depth);
    }

    fn push(
        &mut self,
        expr: &'tcx Expr<'tcx>,
        named: DefId,
        args: ty::GenericArgsRef<'tcx>,
        values: Vec<&'tcx Expr<'tcx>>,
        depth: usize,
    ) {
        let erased = self.tcx.erase_and_anonymize_regions(args);
        let resolved = match ty::Instance::try_resolve(self.tcx, self.typing_env, named, erased) {
            Ok(Some(instance)) => instance.def_id(),
            _ => named,
        };
        self.calls.push(Call {
            expr,
            named,
            resolved,
            args,
            values,
            in_closure: depth > 0,
        });
    }

    /// Whether `callee` calls the function it is given at `position` before it returns.
    fn runs_here(&self, callee: DefId, position: usize) -> bool {
        if self.catalogue.is_wrapper(callee) {
            return false;
        }
        let signature = self
            .tcx
            .fn_sig(callee)
            .instantiate_identity()
            .skip_normalization();
        let Some(parameter) = signature.skip_binder().inputs().get(position) else {
            return false;
        };
        let parameter = parameter.peel_refs();
        match *parameter.kind() {
            ty::Dynamic(_, region) => !region.is_static() && is_function_like(self.tcx, parameter),
            ty::Param(_) => {
                let mut callable = false;
                for clause in self.tcx.clauses_of(callee).instantiate_identity(self.tcx).clauses {
                    let clause = clause.skip_normalization();
                    if let Some(outlives) = clause.as_type_outlives_clause()
                        && outlives.skip_binder().0 == parameter
                        && outlives.skip_binder().1.is_static()
                    {
                        return false;
                    }
                    if let Some(bound) = clause.as_trait_clause() {
                        let bound = bound.skip_binder();
                        callable |= bound.self_ty() == parameter
                            && self.tcx.fn_trait_kind_from_def_id(bound.def_id()).is_some();
                    }
                }
                callable
            }
            _ => false,
        }
    }
}

fn is_function_like(tcx: TyCtxt<'_>, ty: Ty<'_>) -> bool {
    let ty::Dynamic(predicates, _) = ty.kind() else {
        return false;
    };
    predicates
        .principal_def_id()
        .is_some_and(|principal| tcx.fn_trait_kind_from_def_id(principal).is_some())
}

/// The value below borrows and the compiler's own wrapping.
fn peel<'tcx>(mut expr: &'tcx Expr<'tcx>) -> &'tcx Expr<'tcx> {
    while let ExprKind::AddrOf(_, _, inner) | ExprKind::DropTemps(inner) = expr.kind {
        expr = inner;
    }
    expr
}
