//! Which futures only read: those that run beside each other give what they would give in turn.
//!
//! Proved, not guessed: a future reads if it is one of the catalogue's, or an async function of this crate that awaits
//! nothing but such futures and does nothing else that others can see. Every question is answered with `no` in doubt.

use std::cell::RefCell;

use heddle_protocol::Kind;
use rustc_data_structures::fx::{FxHashMap, FxHashSet};
use rustc_hir::def::{DefKind, Res};
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_hir::intravisit::{self, Visitor};
use rustc_hir::{
    AnonConst, Block, BlockCheckMode, BorrowKind, Expr, ExprKind, HirId, MatchSource, Mutability, Node,
    QPath, UnsafeSource,
};
use rustc_middle::hir::nested_filter;
use rustc_middle::ty::adjustment::{Adjust, AutoBorrow, AutoBorrowMutability};
use rustc_middle::ty::{self, GenericArgsRef, InstanceKind, Ty, TyCtxt, TypeckResults, TypingEnv};
use rustc_span::sym;

use crate::catalogue::Catalogue;
use crate::effects::Effects;

/// What is known of the crate's functions so far.
pub(crate) struct Reads<'tcx> {
    tcx: TyCtxt<'tcx>,
    known: RefCell<FxHashMap<LocalDefId, Body>>,
}

/// What a function does, closures and async blocks in it included.
#[derive(Clone, Copy)]
struct Body {
    /// Nothing that others can see.
    is_harmless: bool,
    /// It awaits something.
    waits: bool,
}

/// The future that `expr` awaits, written by the user as `future.await`.
pub(crate) fn awaited<'tcx>(expr: &'tcx Expr<'tcx>) -> Option<&'tcx Expr<'tcx>> {
    match expr.kind {
        ExprKind::Match(made, _, MatchSource::AwaitDesugar) => match made.kind {
            ExprKind::Call(_, [future]) => Some(future),
            _ => None,
        },
        _ => None,
    }
}

impl<'tcx> Reads<'tcx> {
    pub(crate) fn new(tcx: TyCtxt<'tcx>) -> Self {
        Self {
            tcx,
            known: RefCell::default(),
        }
    }

    /// Whether `future`, a call in the body of `owner`, makes a future that only reads, out of values through which
    /// it cannot meet another one.
    pub(crate) fn is_read(&self, owner: LocalDefId, future: &'tcx Expr<'tcx>) -> bool {
        let scan = self.scan(owner, true);
        scan.reads(future)
            && values(future).is_some_and(|values| {
                values.iter().all(|value| {
                    let ty = scan.typeck.expr_ty_adjusted(value);
                    self.is_apart(scan.typing_env, ty)
                })
            })
            && scan.finds_nothing(future)
    }

    /// Whether `expr` names one of `locals`.
    pub(crate) fn names_any(&self, expr: &'tcx Expr<'tcx>, locals: &[HirId]) -> bool {
        names(self.tcx, expr)
            .iter()
            .any(|(local, _)| locals.contains(local))
    }

    /// Whether `later` moves a local that `earlier` names, and may have borrowed.
    pub(crate) fn takes_from(&self, earlier: &'tcx Expr<'tcx>, later: &'tcx Expr<'tcx>) -> bool {
        let named = names(self.tcx, earlier);
        let mut later = names(self.tcx, later).into_iter();
        later.any(|(local, name)| named.iter().any(|(it, _)| *it == local) && self.is_moved(name))
    }

    /// Whether the local that `name` is, or the part of it that stands there, is moved.
    fn is_moved(&self, mut name: &'tcx Expr<'tcx>) -> bool {
        let typeck = self.tcx.typeck(name.hir_id.owner.def_id);
        let typing_env = TypingEnv::non_body_analysis(self.tcx, name.hir_id.owner.def_id);
        loop {
            match self.tcx.parent_hir_node(name.hir_id) {
                Node::Expr(part) if matches!(part.kind, ExprKind::Field(..) | ExprKind::Index(..)) => {
                    name = part
                }
                Node::Expr(Expr {
                    kind: ExprKind::AddrOf(..),
                    ..
                }) => return false,
                _ => break,
            }
        }
        let is_copied = self
            .tcx
            .type_is_copy_modulo_regions(typing_env, typeck.expr_ty(name));
        !is_copied && !typeck.expr_ty_adjusted(name).is_ref()
    }

    /// Whether nothing that `call` is given is borrowed from a temporary.
    pub(crate) fn is_lasting(&self, call: &'tcx Expr<'tcx>) -> bool {
        let typeck = self.tcx.typeck(call.hir_id.owner.def_id);
        let is_lasting = |value: &Expr<'_>| {
            let place = value.peel_borrows();
            let ty = typeck.expr_ty_adjusted(value);
            matches!(place.kind, ExprKind::Lit(_) | ExprKind::Path(_))
                || place.is_syntactic_place_expr()
                || !ty.walk().any(|part| part.as_region().is_some())
        };
        values(call).is_some_and(|values| values.into_iter().all(is_lasting))
    }

    /// Whether nothing can be changed through a value of `ty`, so that two futures may hold it.
    fn is_apart(&self, typing_env: TypingEnv<'tcx>, ty: Ty<'tcx>) -> bool {
        self.is_apart_within(typing_env, ty, &mut FxHashSet::default())
    }

    fn is_apart_within(
        &self,
        typing_env: TypingEnv<'tcx>,
        ty: Ty<'tcx>,
        seen: &mut FxHashSet<Ty<'tcx>>,
    ) -> bool {
        if !seen.insert(ty) {
            return true;
        }
        let tcx = self.tcx;
        let mut all = |parts: Vec<Ty<'tcx>>| {
            parts
                .into_iter()
                .all(|part| self.is_apart_within(typing_env, part, seen))
        };
        match *ty.kind() {
            ty::Bool
            | ty::Char
            | ty::Int(_)
            | ty::Uint(_)
            | ty::Float(_)
            | ty::Str
            | ty::Never
            | ty::FnDef(..) => true,
            ty::Ref(_, inner, Mutability::Not) | ty::Slice(inner) | ty::Array(inner, _) => all(vec![inner]),
            ty::Tuple(parts) => all(parts.to_vec()),
            ty::Adt(adt, _) if Catalogue::get(tcx).is_apart(adt.did()) => true,
            // What they count in cells of their own tells nobody anything.
            ty::Adt(adt, args)
                if tcx.is_diagnostic_item(sym::Arc, adt.did())
                    || tcx.is_diagnostic_item(sym::Rc, adt.did()) =>
            {
                all(vec![args.type_at(0)])
            }
            ty::Adt(adt, args) => {
                let field = |ty| tcx.try_normalize_erasing_regions(typing_env, ty).ok();
                let fields = adt.all_fields().map(|it| field(it.ty(tcx, args)));
                !adt.is_union()
                    && !adt.is_unsafe_cell()
                    && ty.is_freeze(tcx, typing_env)
                    && all(args.types().collect())
                    && (is_of_memory(tcx, adt.did()) || fields.collect::<Option<Vec<_>>>().is_some_and(all))
            }
            _ => false,
        }
    }

    /// What the function `function` of this crate does.
    fn body(&self, function: LocalDefId) -> Body {
        if let Some(known) = self.known.borrow().get(&function) {
            return *known;
        }
        // Whatever calls itself does what the rest of it does.
        let open = Body {
            is_harmless: true,
            waits: false,
        };
        self.known.borrow_mut().insert(function, open);
        let found = match self.tcx.hir_maybe_body_owned_by(function) {
            Some(body) => {
                let mut scan = self.scan(function, false);
                scan.visit_expr(body.value);
                Body {
                    is_harmless: scan.is_harmless && !self.has_effects(function),
                    waits: scan.waits,
                }
            }
            None => Body {
                is_harmless: false,
                waits: false,
            },
        };
        self.known.borrow_mut().insert(function, found);
        found
    }

    /// Whether the engine knows of an effect of `function`, the futures that it makes included.
    fn has_effects(&self, function: LocalDefId) -> bool {
        // Where a read runs, and what becomes of it when it is dropped, are not what others see of it.
        let harmless = ["tokio-context", "cancel-unsafe"].map(Kind::named);
        let effects = Effects::get(self.tcx);
        let parts = self.tcx.nested_bodies_within(function).iter().chain([function]);
        let mut sites = parts.flat_map(|part| effects.sites(part));
        sites.any(|site| {
            effects
                .of_site(self.tcx, site)
                .iter()
                .any(|effect| !harmless.contains(&effect.kind))
        })
    }

    fn scan(&self, owner: LocalDefId, changes_count: bool) -> Scan<'_, 'tcx> {
        let root = self.tcx.typeck_root_def_id_local(owner);
        Scan {
            reads: self,
            typeck: self.tcx.typeck(root),
            typing_env: TypingEnv::non_body_analysis(self.tcx, root),
            changes_count,
            is_harmless: true,
            waits: false,
        }
    }
}

/// The values that a call is given, its receiver first.
fn values<'tcx>(call: &'tcx Expr<'tcx>) -> Option<Vec<&'tcx Expr<'tcx>>> {
    match call.kind {
        ExprKind::Call(_, values) => Some(values.iter().collect()),
        ExprKind::MethodCall(_, receiver, values, _) => {
            Some(std::iter::once(receiver).chain(values).collect())
        }
        _ => None,
    }
}

/// The locals that `expr` names, and where.
fn names<'tcx>(tcx: TyCtxt<'tcx>, expr: &'tcx Expr<'tcx>) -> Vec<(HirId, &'tcx Expr<'tcx>)> {
    struct Names<'tcx>(TyCtxt<'tcx>, Vec<(HirId, &'tcx Expr<'tcx>)>);
    impl<'tcx> Visitor<'tcx> for Names<'tcx> {
        type NestedFilter = nested_filter::OnlyBodies;

        fn maybe_tcx(&mut self) -> TyCtxt<'tcx> {
            self.0
        }

        /// A constant has types of its own.
        fn visit_anon_const(&mut self, _: &'tcx AnonConst) {}

        fn visit_expr(&mut self, expr: &'tcx Expr<'tcx>) {
            if let ExprKind::Path(QPath::Resolved(_, path)) = expr.kind
                && let Res::Local(local) = path.res
            {
                self.1.push((local, expr));
            }
            intravisit::walk_expr(self, expr);
        }
    }
    let mut names = Names(tcx, Vec::new());
    names.visit_expr(expr);
    names.1
}

/// Whether a type is one of `alloc`'s or a hash table: it owns memory through pointers, and its arguments say what of.
fn is_of_memory(tcx: TyCtxt<'_>, adt: DefId) -> bool {
    let hashed = [sym::HashMap, sym::HashSet];
    tcx.crate_name(adt.krate) == sym::alloc || hashed.iter().any(|name| tcx.is_diagnostic_item(*name, adt))
}

/// Looks for what others can see of an expression.
struct Scan<'a, 'tcx> {
    reads: &'a Reads<'tcx>,
    typeck: &'tcx TypeckResults<'tcx>,
    typing_env: TypingEnv<'tcx>,
    /// Whether a change of a local is seen too: not by others than the body, but by the next expression in it.
    changes_count: bool,
    is_harmless: bool,
    waits: bool,
}

impl<'tcx> Scan<'_, 'tcx> {
    fn finds_nothing(mut self, future: &'tcx Expr<'tcx>) -> bool {
        for value in values(future).unwrap_or_default() {
            self.visit_expr(value);
        }
        self.is_harmless
    }

    /// Whether `future` is a call of a function whose future only reads.
    fn reads(&self, future: &'tcx Expr<'tcx>) -> bool {
        let catalogue = Catalogue::get(self.reads.tcx);
        let Some(callee) = self.callee(future) else {
            return false;
        };
        if catalogue.sends_request(callee) {
            return self.is_made_to_read(future);
        }
        catalogue.only_reads(callee)
            || self
                .resolved(future)
                .and_then(DefId::as_local)
                .is_some_and(|function| {
                    let body = self
                        .reads
                        .tcx
                        .asyncness(function)
                        .is_async()
                        .then(|| self.reads.body(function));
                    body.is_some_and(|body| body.is_harmless && body.waits)
                })
    }

    /// Whether the request that `send` sends is built, in the same chain of calls, as one that only reads.
    fn is_made_to_read(&self, send: &'tcx Expr<'tcx>) -> bool {
        let mut call = send;
        while let ExprKind::MethodCall(_, receiver, ..) = call.kind {
            let asks = self
                .callee(receiver)
                .is_some_and(|made| Catalogue::get(self.reads.tcx).asks(made));
            if asks {
                return true;
            }
            call = receiver;
        }
        false
    }

    fn callee(&self, call: &Expr<'tcx>) -> Option<DefId> {
        Some(self.callee_with_args(call)?.0)
    }

    fn callee_with_args(&self, call: &Expr<'tcx>) -> Option<(DefId, GenericArgsRef<'tcx>)> {
        match call.kind {
            ExprKind::Call(function, _) => match *self.typeck.expr_ty(function).kind() {
                ty::FnDef(callee, args) => Some((callee, args.no_bound_vars()?)),
                _ => None,
            },
            ExprKind::MethodCall(..) => {
                let callee = self.typeck.type_dependent_def_id(call.hir_id)?;
                Some((callee, self.typeck.node_args(call.hir_id)))
            }
            _ => None,
        }
    }

    /// The function that really runs: for a trait's method the one of the impl.
    fn resolved(&self, call: &Expr<'tcx>) -> Option<DefId> {
        let tcx = self.reads.tcx;
        let (callee, args) = self.callee_with_args(call)?;
        let args = tcx.erase_and_anonymize_regions(args);
        match ty::Instance::try_resolve(tcx, self.typing_env, callee, args)
            .ok()??
            .def
        {
            InstanceKind::Item(function) => Some(function),
            _ => None,
        }
    }

    /// Whether nobody sees that `call` runs, what it is given aside.
    fn call_is_harmless(&self, call: &'tcx Expr<'tcx>) -> bool {
        let tcx = self.reads.tcx;
        let Some(callee) = self.callee(call) else {
            // A closure of this body, which is looked through where it stands.
            return matches!(call.kind, ExprKind::Call(function, _)
                if matches!(self.typeck.expr_ty(function).peel_refs().kind(), ty::Closure(..)));
        };
        if !matches!(tcx.def_kind(callee), DefKind::Fn | DefKind::AssocFn) {
            return matches!(tcx.def_kind(callee), DefKind::Ctor(..));
        }
        let catalogue = Catalogue::get(tcx);
        let function = self.resolved(call);
        if catalogue.is_ordered(callee) || catalogue.asks_for_types(callee) && function.is_none() {
            return false;
        }
        match function.map(|function| (function, function.as_local())) {
            Some((_, Some(local))) => !tcx.asyncness(local).is_async() && self.reads.body(local).is_harmless,
            Some((function, None)) => !catalogue.is_ordered(function),
            // A method of a type parameter: the standard traits are for conversions, comparisons and the like.
            None => matches!(tcx.crate_name(callee.krate), sym::core | sym::alloc | sym::std),
        }
    }

    fn is_changing(&self, expr: &'tcx Expr<'tcx>) -> bool {
        let lends = |adjust: &Adjust| {
            matches!(
                adjust,
                Adjust::Borrow(AutoBorrow::Ref(AutoBorrowMutability::Mut { .. }))
            )
        };
        matches!(
            expr.kind,
            ExprKind::Assign(..)
                | ExprKind::AssignOp(..)
                | ExprKind::AddrOf(BorrowKind::Ref, Mutability::Mut, _)
                | ExprKind::Ret(_)
                | ExprKind::Break(..)
                | ExprKind::Continue(_)
                | ExprKind::Closure(_)
                | ExprKind::Match(_, _, MatchSource::AwaitDesugar | MatchSource::TryDesugar(_))
        ) || self
            .typeck
            .expr_adjustments(expr)
            .iter()
            .any(|it| lends(&it.kind))
    }
}

impl<'tcx> Visitor<'tcx> for Scan<'_, 'tcx> {
    type NestedFilter = nested_filter::OnlyBodies;

    fn maybe_tcx(&mut self) -> TyCtxt<'tcx> {
        self.reads.tcx
    }

    /// A constant has types of its own.
    fn visit_anon_const(&mut self, _: &'tcx AnonConst) {}

    fn visit_block(&mut self, block: &'tcx Block<'tcx>) {
        // What macros of the standard library expand to has some of the compiler's own.
        self.is_harmless &= !matches!(
            block.rules,
            BlockCheckMode::UnsafeBlock(UnsafeSource::UserProvided)
        );
        intravisit::walk_block(self, block);
    }

    fn visit_expr(&mut self, expr: &'tcx Expr<'tcx>) {
        if !self.is_harmless {
            return;
        }
        if self.changes_count && self.is_changing(expr) {
            self.is_harmless = false;
            return;
        }
        if let Some(future) = awaited(expr) {
            self.waits = true;
            self.is_harmless = self.reads(future);
            // What the call is given runs here; the loop that polls is the compiler's.
            for value in values(future).unwrap_or_default() {
                self.visit_expr(value);
            }
            return;
        }
        match expr.kind {
            ExprKind::Call(..) | ExprKind::MethodCall(..) => self.is_harmless = self.call_is_harmless(expr),
            ExprKind::Path(ref path) => {
                if let Res::Def(DefKind::Static { mutability, .. }, it) =
                    self.typeck.qpath_res(path, expr.hir_id)
                {
                    let ty = self.reads.tcx.type_of(it).instantiate_identity().skip_norm_wip();
                    self.is_harmless = mutability.is_not() && self.reads.is_apart(self.typing_env, ty);
                }
            }
            ExprKind::InlineAsm(_) => self.is_harmless = false,
            _ => {}
        }
        intravisit::walk_expr(self, expr);
    }
}
