//! Which values are futures that nobody has polled: what such a value was to do never happens when it is dropped.
//!
//! Two questions, each answered with `no` in doubt. [`Futures::is_inert`] asks the type: is a value of it a future
//! that does nothing of its own, unlike the handle of a task that runs already? [`Futures::is_fresh`] asks the
//! source: is the value made where it stands, so that nobody can have polled it before?

use std::rc::Rc;
use std::sync::OnceLock;

use clippy_utils::ty::{implements_trait_with_env, make_normalized_projection};
use rustc_attr_ir::find_attr;
use rustc_data_structures::fx::FxHashSet;
use rustc_errors::Applicability;
use rustc_hir::def::{DefKind, Res};
use rustc_hir::def_id::DefId;
use rustc_hir::{
    Body, CoroutineDesugaring, CoroutineKind, CoroutineSource, Expr, ExprKind, HirId, LetStmt, MatchSource,
    Node, PatKind, QPath,
};
use rustc_lint::LateContext;
use rustc_middle::ty::{self, Ty, TyCtxt, TypeckResults, TypingEnv};
use rustc_span::{Symbol, sym};

use crate::catalogue::Catalogue;
use crate::effects::context::AsyncContext;
use crate::effects::drops::dropped_by;
use crate::effects::{hir, upstream};
use crate::walk::Walk;
use crate::{bug, recursion, report, runtime};

/// A body, closures and async blocks included, and what it does with its locals.
pub(crate) struct Futures<'a, 'tcx> {
    cx: &'a LateContext<'tcx>,
    typeck: &'tcx TypeckResults<'tcx>,
    typing_env: TypingEnv<'tcx>,
    walk: Rc<Walk>,
}

impl<'a, 'tcx> Futures<'a, 'tcx> {
    /// Gives `body` to `check`, unless it is left out, is part of another one with which it is read, or cannot have
    /// futures.
    pub(crate) fn check(cx: &'a LateContext<'tcx>, body: &Body<'tcx>, check: impl FnOnce(&Self)) {
        let tcx = cx.tcx;
        let owner = tcx.hir_body_owner_def_id(body.id());
        bug::contain(tcx, owner, || {
            let is_part = tcx.is_typeck_child(owner.to_def_id());
            if !is_part && exist(tcx) && !report::is_unchecked(cx, body) {
                check(&Self {
                    cx,
                    typeck: tcx.typeck(owner),
                    typing_env: TypingEnv::non_body_analysis(tcx, owner),
                    walk: Walk::of(tcx, owner),
                });
            }
        });
    }

    /// Every `let` that the user wrote as one.
    pub(crate) fn lets(&self) -> impl Iterator<Item = &'tcx LetStmt<'tcx>> {
        let lets = self.walk.lets.iter();
        lets.map(|made| self.cx.tcx.hir_node(*made).expect_let_stmt())
    }

    /// Every expression whose value a semicolon drops.
    pub(crate) fn statements(&self) -> impl Iterator<Item = &'tcx Expr<'tcx>> {
        let statements = self.walk.statements.iter();
        statements.map(|statement| self.cx.tcx.hir_expect_expr(*statement))
    }

    /// Whether a semicolon drops the value of `expr`.
    pub(crate) fn is_statement(&self, expr: &Expr<'_>) -> bool {
        self.walk.statements.contains(&expr.hir_id)
    }

    /// Every call of a function.
    pub(crate) fn calls(&self) -> impl Iterator<Item = &'tcx Expr<'tcx>> {
        let calls = self.walk.calls.iter();
        calls.map(|call| self.cx.tcx.hir_expect_expr(*call))
    }

    /// The places that name `local`, as any use of it must.
    pub(crate) fn uses(&self, local: HirId) -> &[HirId] {
        self.walk.uses.get(&local).map_or(&[], Vec::as_slice)
    }

    /// The type of a pattern or expression; `None` in a constant of its own, as the length of an array is.
    pub(crate) fn type_of(&self, node: HirId) -> Option<Ty<'tcx>> {
        self.typeck.node_type_opt(node)
    }

    /// The function that `call` calls, and the values that it is given.
    pub(crate) fn called(&self, call: &'tcx Expr<'tcx>) -> Option<(DefId, Vec<&'tcx Expr<'tcx>>)> {
        hir::called(self.typeck, call)
    }

    /// Whether values of `ty` are futures that do nothing before they are polled, and nothing when they are dropped.
    pub(crate) fn is_inert(&self, ty: Ty<'tcx>) -> bool {
        self.is_future(ty) && self.does_nothing(ty)
    }

    pub(crate) fn is_future(&self, ty: Ty<'tcx>) -> bool {
        let future = self.cx.tcx.lang_items().future_trait();
        future.is_some_and(|of| implements_trait_with_env(self.cx.tcx, self.typing_env, ty, of, None, &[]))
    }

    fn does_nothing(&self, ty: Ty<'tcx>) -> bool {
        let tcx = self.cx.tcx;
        let returned = ty;
        let ty = self.revealed(returned);
        match *ty.kind() {
            ty::Coroutine(body, args) => match tcx.coroutine_kind(body) {
                // A function may start a task and return a block that waits for it.
                Some(CoroutineKind::Desugared(CoroutineDesugaring::Async, CoroutineSource::Block))
                    if ty != returned =>
                {
                    let mut held = args.as_coroutine().upvar_tys().iter();
                    held.all(|held| held.is_ref() || !self.is_future(held) || self.does_nothing(held))
                }
                _ => tcx.coroutine_is_async(body),
            },
            // Nobody boxes a handle as a future to keep it.
            ty::Dynamic(..) => true,
            // What an async function of a trait returns, whichever impl it is.
            ty::Alias(_, alias) => match alias.kind {
                ty::Projection { def_id } => tcx.is_impl_trait_in_trait(def_id),
                _ => false,
            },
            ty::Adt(adt, args) if adt.is_box() || adt.is_pin() => self.does_nothing(args.type_at(0)),
            ty::Adt(adt, args) => {
                let catalogue = Catalogue::get(tcx);
                let mut inner = args.types().filter(|inner| self.is_future(*inner));
                !catalogue.is_kept(adt.did())
                    && inner.all(|inner| self.does_nothing(inner))
                    && (catalogue.is_inert(adt.did())
                        || is_said_to_do_nothing(tcx, adt.did())
                        || !ty.has_significant_drop(tcx, self.typing_env))
            }
            _ => false,
        }
    }

    /// Whether values of `ty` hold inert futures, each to be taken out and polled by itself.
    pub(crate) fn holds_inert(&self, ty: Ty<'tcx>) -> bool {
        let tcx = self.cx.tcx;
        match *ty.kind() {
            ty::Tuple(parts) => parts.iter().any(|part| self.is_or_holds_inert(part)),
            ty::Array(element, _) => self.is_or_holds_inert(element),
            ty::Adt(adt, args) if adt.is_box() => {
                !self.is_future(ty) && self.is_or_holds_inert(args.type_at(0))
            }
            ty::Slice(element) => self.is_or_holds_inert(element),
            ty::Adt(adt, _) if is_collection(tcx, adt.did()) => {
                self.item(ty).is_some_and(|item| self.is_or_holds_inert(item))
            }
            // A stream of futures, as `FuturesUnordered` is, or one whose closures make them.
            ty::Adt(adt, args) => {
                is_said_to_do_nothing(tcx, adt.did())
                    && !self.is_future(ty)
                    && args
                        .types()
                        .any(|inner| self.mentions(inner, |part| self.is_inert(part)))
            }
            ty::Alias(..) => self.item(ty).is_some_and(|item| self.is_or_holds_inert(item)),
            _ => false,
        }
    }

    /// Whether values of `ty` are handles of tasks or threads whose output is an inert future.
    pub(crate) fn outputs_inert(&self, ty: Ty<'tcx>) -> bool {
        let ty::Adt(adt, args) = ty.kind() else {
            return false;
        };
        Catalogue::get(self.cx.tcx).gives_output(adt.did())
            && args.types().next().is_some_and(|output| self.is_inert(output))
    }

    fn is_or_holds_inert(&self, ty: Ty<'tcx>) -> bool {
        self.is_inert(ty) || self.holds_inert(ty)
    }

    /// What iterating over `ty` gives.
    fn item(&self, ty: Ty<'tcx>) -> Option<Ty<'tcx>> {
        let tcx = self.cx.tcx;
        let into_iterator = tcx.get_diagnostic_item(sym::IntoIterator)?;
        let implements = implements_trait_with_env(tcx, self.typing_env, ty, into_iterator, None, &[]);
        let item = Symbol::intern("Item");
        implements.then(|| make_normalized_projection(tcx, self.typing_env, into_iterator, item, [ty]))?
    }

    /// Whether the futures in the value of `expr` are made by it, so that nobody has polled them.
    pub(crate) fn is_fresh(&self, expr: &'tcx Expr<'tcx>) -> bool {
        match expr.kind {
            ExprKind::Closure(_) | ExprKind::Lit(_) => true,
            // No value ever comes from there.
            _ if self.typeck.expr_ty(expr).is_never() => true,
            ExprKind::DropTemps(inner) | ExprKind::Cast(inner, _) => self.is_fresh(inner),
            ExprKind::Block(block, _) => block.expr.is_some_and(|last| self.is_fresh(last)),
            ExprKind::If(_, then, Some(otherwise)) => {
                [then, otherwise].iter().all(|branch| self.is_fresh(branch))
            }
            ExprKind::Match(_, arms, MatchSource::Normal) => arms.iter().all(|arm| self.is_fresh(arm.body)),
            ExprKind::Path(QPath::Resolved(_, path)) => match path.res {
                Res::Local(local) => {
                    let only_here = |id: &HirId| *id == expr.hir_id || self.filled(*id).is_some();
                    self.uses(local).iter().all(only_here)
                        && self.init(local).is_some_and(|made| self.is_fresh(made))
                }
                _ => true,
            },
            ExprKind::Path(_) => true,
            ExprKind::Tup(values) | ExprKind::Array(values) => {
                values.iter().all(|value| self.passes_fresh(value))
            }
            ExprKind::Call(function, values) if self.is_unchanged_by_calls(expr, function) => {
                values.iter().all(|value| self.passes_fresh(value))
            }
            ExprKind::Call(..) | ExprKind::MethodCall(..) => self
                .called(expr)
                .is_some_and(|(callee, values)| self.call_is_fresh(callee, &values)),
            // What `?` and `.await` take out of a value that is made here.
            ExprKind::Match(
                scrutinee,
                _,
                source @ (MatchSource::TryDesugar(_) | MatchSource::AwaitDesugar),
            ) => {
                let ExprKind::Call(_, [inner]) = scrutinee.kind else {
                    return false;
                };
                self.is_fresh(inner)
                    && !(matches!(source, MatchSource::AwaitDesugar) && self.gives_back(inner, expr))
            }
            _ => false,
        }
    }

    /// Whether `call` calls a value, `function`, in which that changes nothing: what it returns was not kept there.
    fn is_unchanged_by_calls(&self, call: &Expr<'tcx>, function: &Expr<'tcx>) -> bool {
        let tcx = self.cx.tcx;
        let trait_of = |method| tcx.trait_of_assoc(method);
        let by_trait = self.typeck.type_dependent_def_id(call.hir_id).and_then(trait_of);
        matches!(
            self.typeck.expr_ty(function).kind(),
            ty::FnPtr(..) | ty::CoroutineClosure(..)
        ) || by_trait.is_some() && by_trait == tcx.lang_items().fn_trait()
    }

    /// Whether futures that `future` was given may be part of its `output`, as with `select_all`, which has polled
    /// them.
    fn gives_back(&self, future: &'tcx Expr<'tcx>, output: &Expr<'tcx>) -> bool {
        let mut given = FxHashSet::default();
        match self.called(future) {
            Some((_, values)) => {
                let values = values.iter().map(|value| self.typeck.expr_ty(value));
                values.for_each(|value| self.parts(value, &mut given));
            }
            None => self.parts(self.typeck.expr_ty(future), &mut given),
        }
        let is_given = |part| given.contains(&self.cx.tcx.erase_and_anonymize_regions(part));
        self.mentions(self.typeck.expr_ty(output), |part| {
            self.is_future(part) && is_given(part)
        })
    }

    /// Puts what a value of `ty` is made of into `parts`, and what closures and async blocks in it have captured, not
    /// what these return.
    fn parts(&self, ty: Ty<'tcx>, parts: &mut FxHashSet<Ty<'tcx>>) {
        let mut walker = ty.walk();
        while let Some(part) = walker.next() {
            let Some(part) = part.as_type() else {
                continue;
            };
            let is_new = parts.insert(self.cx.tcx.erase_and_anonymize_regions(part));
            let captured = match *self.revealed(part).kind() {
                ty::Coroutine(_, args) => Some(args.as_coroutine().tupled_upvars_ty()),
                ty::Closure(_, args) => Some(args.as_closure().tupled_upvars_ty()),
                ty::FnDef(..) | ty::FnPtr(..) | ty::Dynamic(..) => None,
                _ => continue,
            };
            walker.skip_current_subtree();
            if let Some(captured) = captured.filter(|_| is_new) {
                self.parts(captured, parts);
            }
        }
    }

    /// Whether no future that was there before comes along with `value`.
    fn passes_fresh(&self, value: &'tcx Expr<'tcx>) -> bool {
        !self.mentions_future(self.typeck.expr_ty_adjusted(value))
            || !self.lends(value) && self.is_fresh(value)
    }

    /// Whether `value` refers to futures that stand elsewhere, so that its user may take them out or change them.
    pub(crate) fn lends(&self, value: &Expr<'tcx>) -> bool {
        let ty = self.typeck.expr_ty_adjusted(value);
        ty.is_ref() && self.mentions_future(ty)
    }

    /// What is put into the collection that `name`, one of the uses of a local, names there; `None` if more than
    /// that may happen to it.
    pub(crate) fn filled(&self, name: HirId) -> Option<&'tcx [Expr<'tcx>]> {
        let tcx = self.cx.tcx;
        let Node::Expr(call) = tcx.parent_hir_node(name) else {
            return None;
        };
        let ExprKind::MethodCall(_, receiver, values, _) = call.kind else {
            return None;
        };
        let collection = self.typeck.expr_ty(receiver);
        let callee = self.typeck.type_dependent_def_id(call.hir_id)?;
        let made_for_it = upstream::is_std(tcx, callee)
            || collection
                .ty_adt_def()
                .is_some_and(|adt| adt.did().krate == callee.krate);
        let returned = self.typeck.expr_ty(call);
        let runs =
            |value: &Expr<'_>| matches!(self.typeck.expr_ty(value).kind(), ty::Closure(..) | ty::FnDef(..));
        let fills = receiver.hir_id == name
            && made_for_it
            && self.holds_inert(collection)
            && self.typeck.expr_ty_adjusted(receiver).is_ref()
            && (returned.is_unit()
                || returned.is_bool()
                || returned.is_integral()
                // What comes out of it is dropped as well.
                || upstream::is_std(tcx, callee) && self.is_statement(call))
            && values
                .iter()
                .all(|value| !runs(value) && self.passes_fresh(value));
        fills.then_some(values)
    }

    /// Whether there are futures in the value of `expr`, which holds some if it holds anything.
    pub(crate) fn is_filled(&self, expr: &'tcx Expr<'tcx>) -> bool {
        match expr.kind {
            ExprKind::DropTemps(inner) | ExprKind::Cast(inner, _) => self.is_filled(inner),
            ExprKind::Block(block, _) => block.expr.is_some_and(|last| self.is_filled(last)),
            ExprKind::Tup(values) | ExprKind::Array(values) => !values.is_empty(),
            ExprKind::If(_, then, otherwise) => {
                self.is_filled(then) || otherwise.is_some_and(|branch| self.is_filled(branch))
            }
            ExprKind::Match(..) => true,
            ExprKind::Path(QPath::Resolved(_, path)) => match path.res {
                Res::Local(local) => {
                    self.is_filled_later(local) || self.init(local).is_some_and(|made| self.is_filled(made))
                }
                _ => false,
            },
            // What the library of a collection makes of nothing is empty.
            _ => self.called(expr).is_some_and(|(callee, values)| {
                let of = self.typeck.expr_ty(expr).ty_adt_def();
                let made_by_its_own =
                    of.is_some_and(|of| !of.did().is_local() && of.did().krate == callee.krate);
                let by_library = made_by_its_own || upstream::is_std(self.cx.tcx, callee);
                !by_library || self.any_mentions_future(values)
            }),
        }
    }

    /// Whether futures are put into the collection `local` after it was made.
    pub(crate) fn is_filled_later(&self, local: HirId) -> bool {
        let mut filled = self.uses(local).iter().filter_map(|name| self.filled(*name));
        filled.any(|values| self.any_mentions_future(values))
    }

    fn any_mentions_future(&self, values: impl IntoIterator<Item = &'tcx Expr<'tcx>>) -> bool {
        let mut values = values.into_iter();
        values.any(|value| self.mentions_future(self.typeck.expr_ty_adjusted(value)))
    }

    /// What `local` is made with.
    fn init(&self, local: HirId) -> Option<&'tcx Expr<'tcx>> {
        let binds = |made: &LetStmt<'_>| matches!(made.pat.kind, PatKind::Binding(_, it, ..) if it == local);
        self.lets().find(|made| binds(made))?.init
    }

    /// Whether futures are part of `ty`, or what functions in it return.
    fn mentions_future(&self, ty: Ty<'tcx>) -> bool {
        self.mentions(ty, |part| self.is_future(part))
    }

    /// Whether something that is `wanted` is part of `ty`, or what functions in it return.
    fn mentions(&self, ty: Ty<'tcx>, wanted: impl Fn(Ty<'tcx>) -> bool) -> bool {
        let tcx = self.cx.tcx;
        ty.walk()
            .filter_map(|part| part.as_type())
            .any(|part| match *part.kind() {
                ty::FnDef(..) => wanted(
                    tcx.instantiate_bound_regions_with_erased(part.fn_sig(tcx))
                        .output(),
                ),
                ty::Closure(_, args) => wanted(
                    tcx.instantiate_bound_regions_with_erased(args.as_closure().sig())
                        .output(),
                ),
                ty::CoroutineClosure(..) => true,
                _ => wanted(part),
            })
    }

    /// Whether `callee` makes what it returns. Given something to change, it may as well take out what was stored
    /// there; not so if the result borrows it, or if the function has a type of its own for it.
    fn call_is_fresh(&self, callee: DefId, values: &[&'tcx Expr<'tcx>]) -> bool {
        let tcx = self.cx.tcx;
        if !values.iter().all(|value| self.passes_fresh(value)) {
            return false;
        }
        if matches!(tcx.def_kind(callee), DefKind::Ctor(..)) {
            return true;
        }
        let changes = |value: &&&Expr<'tcx>| {
            let ty = self.typeck.expr_ty_adjusted(value);
            ty.walk()
                .filter_map(|part| part.as_type())
                .any(|part| part.ref_mutability().is_some_and(|it| it.is_mut()))
        };
        if !values.iter().any(|value| changes(&value)) {
            return true;
        }
        let output = tcx
            .fn_sig(callee)
            .instantiate_identity()
            .skip_norm_wip()
            .skip_binder()
            .output();
        output.walk().any(|part| match part.kind() {
            ty::GenericArgKind::Lifetime(region) => match region.kind() {
                ty::ReBound(..) => true,
                ty::ReEarlyParam(early) => {
                    let generics = tcx.generics_of(callee);
                    early.index as usize >= generics.parent_count
                }
                _ => false,
            },
            ty::GenericArgKind::Type(ty) => match *ty.kind() {
                ty::Alias(_, alias) => match alias.kind {
                    ty::Opaque { def_id } => tcx.parent(def_id) == callee,
                    ty::Projection { def_id } => tcx.is_impl_trait_in_trait(def_id),
                    _ => false,
                },
                _ => false,
            },
            ty::GenericArgKind::Const(_) => false,
        })
    }

    /// Whether `future` may be awaited where it stands, and whether writing that is the whole repair: a future, or
    /// an output, that may not change threads could keep what surrounds it from doing so, and one that awaits
    /// itself, be it by way of others, has no size.
    pub(crate) fn awaiting(&self, future: &'tcx Expr<'tcx>) -> Option<Applicability> {
        let tcx = self.cx.tcx;
        let owner = tcx.hir_enclosing_body_owner(future.hir_id);
        let is_plain = matches!(
            future.kind,
            ExprKind::Call(..) | ExprKind::MethodCall(..) | ExprKind::Closure(_) | ExprKind::Path(_)
        );
        if !is_plain || future.span.from_expansion() || !AsyncContext::of(tcx, owner)?.may_await() {
            return None;
        }
        let ty = self.typeck.expr_ty(future);
        let of = tcx.lang_items().future_trait()?;
        let output = Symbol::intern("Output");
        let output = make_normalized_projection(tcx, self.typing_env, of, output, [ty])?;
        let send = tcx.get_diagnostic_item(sym::Send)?;
        let may_move = |ty| implements_trait_with_env(tcx, self.typing_env, ty, send, None, &[]);
        let root = |of: DefId| tcx.typeck_root_def_id(of).as_local();
        let comes_back = |body: DefId| {
            let ways = root(body).zip(root(owner.to_def_id()));
            ways.is_some_and(|(from, to)| recursion::leads_to(tcx, from, to))
        };
        let is_itself = matches!(*self.revealed(ty).kind(), ty::Coroutine(body, _)
            if !matches!(future.kind, ExprKind::Closure(_)) && comes_back(body));
        Some(match may_move(ty) && may_move(output) && !is_itself {
            true => Applicability::MachineApplicable,
            false => Applicability::MaybeIncorrect,
        })
    }

    /// The way out in words where the future at `node`, or each of `many`, cannot simply be awaited.
    pub(crate) fn way_out(&self, node: HirId, many: bool) -> String {
        let tcx = self.cx.tcx;
        let (them, each) = if many { ("them", "each") } else { ("it", "it") };
        let owner = tcx.hir_enclosing_body_owner(node);
        let context = AsyncContext::of(tcx, owner);
        let first = match context {
            Some(context) if context.may_await() && many => {
                "await each of them, or all at once with `futures::future::join_all`".to_owned()
            }
            Some(context) if context.may_await() => "await it".to_owned(),
            Some(_) => format!("keep {them} in a field and poll {each}"),
            None if dropped_by(tcx, owner).is_some() => {
                return format!(
                    "nobody can await {them} in a drop: offer an async method that is called before"
                );
            }
            None => format!("return {them} to a caller that awaits {them}"),
        };
        match runtime::in_use(tcx).as_slice() {
            [] => format!("{first}, or give {them} to an executor"),
            [runtime, ..] => format!("{first}, or make {each} a task with `{}`", runtime.start),
        }
    }

    /// The way out in words where a closure that runs on another thread returns a future.
    pub(crate) fn way_out_of_closure(&self) -> String {
        let first = "drive it there with an executor's `block_on`";
        match runtime::in_use(self.cx.tcx).as_slice() {
            [] => first.to_owned(),
            [runtime, ..] => format!("make it a task instead, with `{}`, or {first}", runtime.start),
        }
    }

    /// The type behind `impl Future`, of this crate or another.
    fn revealed(&self, mut ty: Ty<'tcx>) -> Ty<'tcx> {
        let tcx = self.cx.tcx;
        while let ty::Alias(_, alias) = ty.kind()
            && let ty::Opaque { def_id } = alias.kind
        {
            ty = tcx.type_of(def_id).instantiate(tcx, alias.args).skip_norm_wip();
        }
        ty
    }
}

/// Whether there can be futures in this crate: it has async code, or it uses a crate that implements `Future`.
fn exist(tcx: TyCtxt<'_>) -> bool {
    static EXIST: OnceLock<bool> = OnceLock::new();
    *EXIST.get_or_init(|| {
        let mut impls = tcx
            .lang_items()
            .future_trait()
            .into_iter()
            .flat_map(|of| tcx.all_impls(of));
        impls.any(|of| !upstream::is_std(tcx, of))
            || tcx
                .hir_body_owners()
                .any(|owner| tcx.coroutine_is_async(owner.to_def_id()))
    })
}

/// Whether the author of a type says that its values do nothing unless they are polled, as `#[must_use]` is for.
fn is_said_to_do_nothing(tcx: TyCtxt<'_>, adt: DefId) -> bool {
    find_attr!(tcx, adt, MustUse { reason: Some(reason), .. } => reason.as_str().contains("nothing unless"))
        .unwrap_or(false)
}

/// Whether a type is one of the standard library's that only holds its items.
fn is_collection(tcx: TyCtxt<'_>, adt: DefId) -> bool {
    let hashed = [sym::HashMap, sym::HashSet];
    matches!(tcx.crate_name(adt.krate), sym::core | sym::alloc)
        || hashed.iter().any(|name| tcx.is_diagnostic_item(*name, adt))
}
