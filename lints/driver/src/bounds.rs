//! What an endless loop starts in each turn, and whether anything bounds how much of it there is at a time.
//!
//! Whatever may be a bound counts as one: a permit or the wait for one, in the loop or in what it starts, a number that
//! the loop counts and compares, an answer or an end that it waits for. In doubt the loop is bounded.

use rustc_ast::LitKind;
use rustc_attr_ir::lang_items::LangItem;
use rustc_data_structures::fx::FxHashSet;
use rustc_hir::def::{DefKind, Res};
use rustc_hir::def_id::DefId;
use rustc_hir::intravisit::{self, Visitor};
use rustc_hir::{
    AnonConst, BinOpKind, Block, Expr, ExprKind, HirId, LetStmt, MatchSource, Node, Pat, PatKind, QPath,
    StmtKind,
};
use rustc_lint::LateContext;
use rustc_middle::hir::nested_filter;
use rustc_middle::ty::{self, Ty, TyCtxt};
use rustc_span::Symbol;

use crate::catalogue::{Brings, Catalogue, LoopCalls};
use crate::effects::hir;
use crate::flows::{Flows, is_macros, uses};
use crate::loops::{Code, DEPTH, Endless, Source, Walk};
use crate::report;

/// How deep types are looked into.
const TYPES: usize = 4;

/// What an endless loop starts in each turn, with nothing that bounds it.
pub(crate) struct Unbounded<'tcx> {
    /// The call in the loop.
    pub(crate) call: &'tcx Expr<'tcx>,
    /// The call that starts it, in the function that the loop calls; none if that is the loop's own.
    pub(crate) inside: Option<&'tcx Expr<'tcx>>,
    /// What decides how often.
    pub(crate) source: Source<'tcx>,
}

/// What the endless loop that begins at `expr` starts in each turn without a bound, if `starts` knows the call.
pub(crate) fn unbounded<'tcx>(
    cx: &LateContext<'tcx>,
    expr: &'tcx Expr<'tcx>,
    starts: fn(&LoopCalls, DefId) -> bool,
) -> Option<Unbounded<'tcx>> {
    let code = Code::of(cx.tcx, cx.tcx.hir_enclosing_body_owner(expr.hir_id));
    let endless = code.endless(expr)?;
    let judged = Judged { code, starts };
    let mut found = None;
    code.walk(endless.turn, |expr| {
        if expr.hir_id != endless.turn.hir_id && code.endless(expr).is_some() {
            return Walk::Past;
        }
        let Some(inside) = judged.start(expr, DEPTH) else {
            return Walk::Into;
        };
        let inside = (inside.hir_id != expr.hir_id).then_some(inside);
        if let Some(source) = code.source_of(&endless, expr)
            && !is_last(&code, expr, endless.turn)
            && !judged.waits_for_end(expr, endless.turn)
            && !is_guarded(&code, expr, &endless, &source)
            && !is_bounded(code, endless.turn, Some(expr.hir_id), DEPTH)
        {
            found = Some(Unbounded {
                call: expr,
                inside,
                source,
            });
            return Walk::Stop;
        }
        Walk::Past
    });
    found
}

impl Unbounded<'_> {
    /// Notes that say where others come in, and where it is started if that is not in the loop.
    pub(crate) fn show(&self, diag: &mut report::Diag<'_>) {
        let how = match self.source.brings {
            Brings::Connection => "whoever connects decides how often this loop turns",
            Brings::Message => "whoever sends decides how often this loop turns",
        };
        diag.span_note(self.source.call.span, how);
        if let Some(inside) = self.inside {
            diag.span_note(inside.span, "it is started here");
        }
    }
}

struct Judged<'tcx> {
    code: Code<'tcx>,
    starts: fn(&LoopCalls, DefId) -> bool,
}

impl<'tcx> Judged<'tcx> {
    /// The call that starts something, if `call` does: itself, or one in a function of this crate that neither
    /// waits for the end of it nor bounds it.
    fn start(&self, call: &'tcx Expr<'tcx>, depth: usize) -> Option<&'tcx Expr<'tcx>> {
        let (callee, _) = hir::called(self.code.typeck, call)?;
        if (self.starts)(self.code.calls, callee) {
            return Some(call);
        }
        let (function, body) = self.code.local_function(call).filter(|_| depth > 0)?;
        let inner = Self {
            code: Code::of(self.code.tcx, function),
            ..*self
        };
        let mut found = None;
        inner.code.walk(body, |expr| {
            if matches!(expr.kind, ExprKind::Loop(..)) {
                return Walk::Past;
            }
            found = inner
                .start(expr, depth - 1)
                .filter(|_| !inner.waits_for_end(expr, body));
            if found.is_some() { Walk::Stop } else { Walk::Into }
        });
        found
    }

    /// Whether the code in `scope` waits for the end of what `start` starts: by its handle, alone or in a macro that
    /// waits for several.
    fn waits_for_end(&self, start: &'tcx Expr<'tcx>, scope: &'tcx Expr<'tcx>) -> bool {
        let tcx = self.code.tcx;
        let mut parents = tcx.hir_parent_iter(start.hir_id).map(|(_, node)| node);
        let holder = parents.find_map(|node| match node {
            Node::Expr(expr) if is_await(expr) => Some(None),
            // The task before it ends with its handle.
            Node::Expr(Expr {
                kind: ExprKind::Assign(..),
                ..
            }) if self.is_cancelled(start) => Some(None),
            Node::Expr(Expr {
                kind: ExprKind::Block(..) | ExprKind::Closure(_) | ExprKind::Loop(..),
                ..
            }) => Some(Some(FxHashSet::default())),
            Node::Expr(_) | Node::ExprField(_) => None,
            Node::LetStmt(LetStmt { pat, .. }) => {
                let mut locals = FxHashSet::default();
                pat.each_binding(|_, local, _, _| _ = locals.insert(local));
                Some(Some(locals))
            }
            _ => Some(Some(FxHashSet::default())),
        });
        let Some(Some(locals)) = holder else {
            return true;
        };
        if locals.is_empty() {
            return false;
        }
        uses(tcx, scope, &locals)
            .into_iter()
            .any(|name| self.is_waited_for(name))
    }

    /// Whether the task that `start` starts ends when its handle is dropped.
    fn is_cancelled(&self, start: &'tcx Expr<'tcx>) -> bool {
        let handle = self.code.typeck.expr_ty(start).ty_adt_def();
        handle.is_some_and(|adt| Catalogue::get(self.code.tcx).is_cancelled(adt.did()))
    }

    /// Whether the use `name` of a handle waits for it, so far as that can be ruled out.
    fn is_waited_for(&self, name: HirId) -> bool {
        let parents = self
            .code
            .tcx
            .hir_parent_iter(name)
            .map_while(|(_, node)| match node {
                Node::Expr(expr) => Some(expr),
                _ => None,
            });
        let mut parents =
            parents.take_while(|expr| !matches!(expr.kind, ExprKind::Block(..) | ExprKind::Loop(..)));
        parents.any(|expr| {
            let callee = hir::called(self.code.typeck, expr).map(|(callee, _)| callee);
            is_await(expr)
                || expr.span.from_expansion()
                || callee.is_some_and(|callee| Catalogue::get(self.code.tcx).joins_thread(callee))
        })
    }
}

/// Whether the loop is left after `start`, in the same turn.
fn is_last<'tcx>(code: &Code<'tcx>, start: &'tcx Expr<'tcx>, turn: &'tcx Expr<'tcx>) -> bool {
    let mut inner = start.hir_id;
    for (id, node) in code.tcx.hir_parent_iter(start.hir_id) {
        if id == turn.hir_id {
            return false;
        }
        let leaves = match node {
            Node::Block(block) => leaves_after(code, block, inner),
            Node::Expr(expr) => matches!(expr.kind, ExprKind::Break(..) | ExprKind::Ret(_)),
            _ => false,
        };
        if leaves {
            return true;
        }
        inner = id;
    }
    false
}

/// Whether one of the statements of `block` that follow `inner` leaves it for good.
fn leaves_after<'tcx>(code: &Code<'tcx>, block: &'tcx Block<'tcx>, inner: HirId) -> bool {
    let mut after = block.stmts.iter().skip_while(|stmt| stmt.hir_id != inner);
    let follows = after.next().is_some();
    let after = after.filter_map(|stmt| match stmt.kind {
        StmtKind::Expr(expr) | StmtKind::Semi(expr) => Some(expr),
        _ => None,
    });
    let last = block.expr.filter(|last| follows && last.hir_id != inner);
    after.chain(last).any(|expr| {
        matches!(expr.kind, ExprKind::Break(..) | ExprKind::Ret(_)) && code.typeck.expr_ty(expr).is_never()
    })
}

/// Whether `start` only runs where something that the loop keeps from turn to turn says so, such as a list of who is
/// being served already.
fn is_guarded<'tcx>(
    code: &Code<'tcx>,
    start: &'tcx Expr<'tcx>,
    endless: &Endless<'tcx>,
    source: &Source<'tcx>,
) -> bool {
    let flows = Flows::of(code.tcx, endless.turn);
    let fed = flows.fed_by(code, source);
    let is_outer = |local: HirId| {
        let locals = FxHashSet::from_iter([local]);
        let waits = |source: &Source<'tcx>| Flows::mentions(code.tcx, source.call, &locals);
        !code.is_within(local, endless.turn.hir_id) && !endless.sources.iter().any(waits)
    };
    let changed: FxHashSet<HirId> = flows
        .changed
        .iter()
        .copied()
        .filter(|local| is_outer(*local))
        .collect();
    let parents = code.tcx.hir_parent_iter(start.hir_id);
    let parents = parents.take_while(|(id, _)| *id != endless.turn.hir_id);
    let mut conditions = parents.filter_map(|(_, node)| match node {
        Node::Expr(Expr {
            kind: ExprKind::If(condition, ..),
            ..
        }) => Some(*condition),
        Node::Expr(Expr {
            kind: ExprKind::Match(scrutinee, _, MatchSource::Normal),
            ..
        }) => Some(*scrutinee),
        _ => None,
    });
    conditions.any(|condition| {
        let is_in = |node| code.is_within(node, condition.hir_id);
        if is_in(start.hir_id) || endless.sources.iter().any(|source| is_in(source.call.hir_id)) {
            return false;
        }
        let mut asked = Vec::new();
        code.walk(condition, |expr| {
            if let ExprKind::MethodCall(_, of, ..) = expr.kind
                && let Some(place) = code.place(of)
                && is_outer(place.0)
                && Flows::mentions(code.tcx, expr, &fed)
            {
                asked.push((place, code.typeck.expr_ty_adjusted(of)));
            }
            Walk::Into
        });
        asked.iter().any(|(place, ty)| {
            ty.ref_mutability().is_some_and(|it| it.is_mut())
                || is_used_beside(code, endless.turn, *place, condition)
        }) || Flows::mentions(code.tcx, condition, &changed)
    })
}

/// Whether the code in `turn` calls a method of `place` outside `condition` too.
fn is_used_beside<'tcx>(
    code: &Code<'tcx>,
    turn: &'tcx Expr<'tcx>,
    place: (HirId, Option<Symbol>),
    condition: &'tcx Expr<'tcx>,
) -> bool {
    let mut used = false;
    code.walk(turn, |expr| {
        if expr.hir_id == condition.hir_id {
            return Walk::Past;
        }
        used |= matches!(expr.kind, ExprKind::MethodCall(_, of, ..) if code.place(of) == Some(place));
        Walk::Into
    });
    used
}

/// Whether anything in `scope`, or in functions of this crate that it calls, may be a bound on how often `start` runs.
fn is_bounded<'tcx>(code: Code<'tcx>, scope: &'tcx Expr<'tcx>, start: Option<HirId>, depth: usize) -> bool {
    let mut own = Vec::new();
    code.walk(scope, |expr| {
        own.push(expr);
        Walk::Into
    });
    let flows = Flows::of(code.tcx, scope);
    let bounds = Bounds {
        code,
        scope: scope.hir_id,
        start,
        flows,
    };
    let mut own = own.into_iter();
    own.any(|expr| bounds.holds_back(expr, depth) && bounds.concerns_start(expr)) || bounds.has_permit(scope)
}

/// A piece of code, and what in it may bound how often it goes on.
struct Bounds<'tcx> {
    code: Code<'tcx>,
    scope: HirId,
    /// What they are to bound, if that is in this code.
    start: Option<HirId>,
    flows: Flows<'tcx>,
}

impl<'tcx> Bounds<'tcx> {
    /// Whether `expr` compares a number that is counted, or waits for what was started before.
    fn holds_back(&self, expr: &'tcx Expr<'tcx>, depth: usize) -> bool {
        let code = &self.code;
        if let ExprKind::Binary(operator, left, right) = expr.kind {
            let compares = operator.node.is_comparison();
            let equals_zero = |side: &Expr<'_>| {
                matches!(
                    operator.node,
                    BinOpKind::Eq | BinOpKind::Ne | BinOpKind::Gt | BinOpKind::Lt
                ) && is_zero(side)
            };
            // Those of `select!` choose a branch.
            return compares
                && !is_macros(expr)
                && (self.counts(left, !equals_zero(right)) || self.counts(right, !equals_zero(left)));
        }
        if let Some(awaited) = awaited(expr) {
            let ends =
                hir::called(code.typeck, awaited).is_some_and(|(callee, _)| code.calls.waits_for_end(callee));
            // `select!` goes on with whatever comes first.
            return ends || !is_macros(awaited) && self.holds_handle(code.typeck.expr_ty(awaited));
        }
        let Some((callee, _)) = hir::called(code.typeck, expr) else {
            return false;
        };
        if Catalogue::get(code.tcx).joins_thread(callee) || code.calls.stops(callee) {
            return true;
        }
        let inner = code.local_function(expr).filter(|_| depth > 0);
        inner.is_some_and(|(function, body)| is_bounded(Code::of(code.tcx, function), body, None, depth - 1))
    }

    /// Whether what `expr` finds can matter for the start: not where it runs instead of it, nor after a failure, as
    /// the count of failures does.
    fn concerns_start(&self, expr: &'tcx Expr<'tcx>) -> bool {
        let tcx = self.code.tcx;
        let holds_start = |node| self.start.is_none_or(|start| self.code.is_within(start, node));
        let mut inner = expr.hir_id;
        for (id, node) in tcx.hir_parent_iter(expr.hir_id) {
            if id == self.scope {
                return true;
            }
            let is_other = match node {
                Node::Arm(arm) if arm.body.hir_id == inner => {
                    let is_choice =
                        matches!(tcx.parent_hir_node(id), Node::Expr(whole) if holds_start(whole.hir_id));
                    is_failure(tcx, arm.pat) || is_choice && !holds_start(inner)
                }
                Node::Expr(Expr {
                    kind: ExprKind::If(_, then, Some(other)),
                    hir_id,
                    ..
                }) => {
                    let rest = if inner == then.hir_id { other } else { then };
                    (inner == then.hir_id || inner == other.hir_id)
                        && self
                            .start
                            .is_some_and(|start| self.code.is_within(start, rest.hir_id))
                        && holds_start(*hir_id)
                }
                _ => false,
            };
            if is_other {
                return false;
            }
            inner = id;
        }
        true
    }

    /// Whether `expr` is a number that changes from turn to turn, rather than part of what the loop is given.
    /// `length`: whether the length of a collection counts, as it does not where it is compared with zero.
    fn counts(&self, expr: &'tcx Expr<'tcx>, length: bool) -> bool {
        let code = &self.code;
        let ty = code.typeck.expr_ty(expr).peel_refs();
        if !ty.is_integral() || self.is_amount(expr) {
            return false;
        }
        match expr.kind {
            ExprKind::Cast(inner, _) | ExprKind::DropTemps(inner) | ExprKind::AddrOf(_, _, inner) => {
                self.counts(inner, length)
            }
            // Every so many turns is no bound.
            ExprKind::Binary(operator, ..) if operator.node == BinOpKind::Rem => false,
            ExprKind::Binary(_, left, right) => self.counts(left, length) || self.counts(right, length),
            ExprKind::Unary(_, inner) => self.counts(inner, length) || self.is_kept(inner),
            ExprKind::Path(QPath::Resolved(None, path)) => match path.res {
                Res::Local(local) => {
                    self.flows.changed.contains(&local)
                        || self.is_number_of_turn(local)
                        || self.is_parameter_of_closure(local) && !self.is_out_of_data(local)
                        || self.init(local).is_some_and(|init| self.counts(init, length))
                }
                Res::Def(DefKind::Static { .. }, _) => true,
                _ => false,
            },
            ExprKind::Field(inner, _) => self.is_kept(inner),
            ExprKind::MethodCall(_, _, [], _) if !length => false,
            ExprKind::MethodCall(_, receiver, ..) => {
                !is_text(code.tcx, code.typeck.expr_ty(receiver)) && self.is_kept(receiver)
            }
            ExprKind::Call(_, values) => values.iter().all(|value| self.is_kept(value)),
            // `.await`, `?`
            ExprKind::Match(
                Expr {
                    kind: ExprKind::Call(_, [inner]),
                    ..
                },
                _,
                MatchSource::AwaitDesugar | MatchSource::TryDesugar(_),
            ) => self.counts(inner, length) || self.is_kept(inner),
            _ => false,
        }
    }

    /// Whether `expr` belongs to something that outlives a turn.
    fn is_kept(&self, expr: &'tcx Expr<'tcx>) -> bool {
        let code = &self.code;
        match code.root(expr) {
            Some(local) if code.is_within(local, self.scope) => {
                self.is_parameter_of_closure(local) || self.init(local).is_some_and(|init| self.is_kept(init))
            }
            Some(_) => true,
            None => is_static(expr),
        }
    }

    /// What the local is made with, unless that is what the loop is given.
    fn init(&self, local: HirId) -> Option<&'tcx Expr<'tcx>> {
        let Node::LetStmt(LetStmt { init: Some(init), .. }) = self.code.tcx.parent_hir_node(local) else {
            return None;
        };
        (!self.is_given(init)).then_some(init)
    }

    /// Whether `made` is part of what the loop is given.
    fn is_given(&self, made: &'tcx Expr<'tcx>) -> bool {
        let mut waits = false;
        self.code.walk(made, |expr| {
            waits |= self.code.waits_for(expr, self.scope, DEPTH).is_some();
            Walk::Into
        });
        waits
    }

    /// Whether `expr` is how much a call has read or written, which says nothing of how many tasks there are: a number
    /// out of the result of input or output that another crate does.
    fn is_amount(&self, mut expr: &'tcx Expr<'tcx>) -> bool {
        let code = &self.code;
        loop {
            if code.calls.is_amount(code.typeck.expr_ty(expr)) {
                let call = awaited(expr).unwrap_or(expr);
                return code.local_function(call).is_none();
            }
            expr = match expr.kind {
                ExprKind::MethodCall(_, receiver, ..) => receiver,
                ExprKind::Match(
                    Expr {
                        kind: ExprKind::Call(_, [inner]),
                        ..
                    },
                    _,
                    MatchSource::AwaitDesugar | MatchSource::TryDesugar(_),
                ) => inner,
                _ => return false,
            };
        }
    }

    /// Whether the local numbers the turns of a `for` loop, as that of `enumerate()` does.
    fn is_number_of_turn(&self, local: HirId) -> bool {
        let code = &self.code;
        let mut parents = code
            .tcx
            .hir_parent_iter(local)
            .map(|(_, node)| node)
            .skip_while(|node| matches!(node, Node::Pat(_) | Node::PatField(_)));
        let is_bound_by_arm = matches!(parents.next(), Some(Node::Arm(_)));
        let iterators = parents.filter_map(|node| match node {
            Node::Expr(Expr {
                kind: ExprKind::Match(iterator, _, MatchSource::ForLoopDesugar),
                ..
            }) => Some(code.typeck.expr_ty(iterator)),
            _ => None,
        });
        // The match on the next item, and the one on the iterator.
        is_bound_by_arm
            && iterators
                .take(2)
                .any(|ty| code.calls.is_endless(ty) || code.calls.streams(ty) == Some(Brings::Connection))
    }

    fn is_parameter_of_closure(&self, local: HirId) -> bool {
        let parent = self
            .code
            .tcx
            .hir_parent_iter(local)
            .find(|(_, node)| !matches!(node, Node::Pat(_)));
        matches!(parent, Some((_, Node::Param(_)))) && self.code.is_within(local, self.scope)
    }

    /// Whether `local` is the parameter of a closure as in `stream.read(&mut buffer).await.is_ok_and(|local| ..)`, which
    /// takes it out of what was read or of what the loop is given.
    fn is_out_of_data(&self, local: HirId) -> bool {
        let tcx = self.code.tcx;
        let parents = tcx.hir_parent_iter(local).map(|(_, node)| node);
        let mut around = parents.skip_while(|node| !matches!(node, Node::Param(_)));
        // The parameter, the closure, the call.
        matches!(around.nth(2), Some(Node::Expr(Expr { kind: ExprKind::MethodCall(_, receiver, ..), .. }))
            if self.is_amount(receiver) || self.is_given(receiver))
    }

    /// Whether code in `scope`, what it starts included, has a permit or asks for one.
    fn has_permit(&self, scope: &'tcx Expr<'tcx>) -> bool {
        let mut permits = Permits {
            code: self.code,
            seen: FxHashSet::default(),
            found: false,
        };
        permits.visit_expr(scope);
        permits.found
    }

    /// Whether the handle of a task, or the answer of one, is part of `ty`.
    fn holds_handle(&self, ty: Ty<'tcx>) -> bool {
        let catalogue = Catalogue::get(self.code.tcx);
        ty.walk()
            .filter_map(|part| part.as_type()?.ty_adt_def())
            .any(|adt| {
                let adt = adt.did();
                catalogue.is_handle(adt) || catalogue.is_cancelled(adt) || self.code.calls.is_answer(adt)
            })
    }
}

/// Searches code for permits and calls that ask for one.
struct Permits<'tcx> {
    code: Code<'tcx>,
    seen: FxHashSet<Ty<'tcx>>,
    found: bool,
}

impl<'tcx> Permits<'tcx> {
    fn is_in(&mut self, ty: Ty<'tcx>, depth: usize) -> bool {
        if depth == 0 || !self.seen.insert(ty) {
            return false;
        }
        match *ty.kind() {
            ty::Ref(_, inner, _) => self.is_in(inner, depth),
            ty::Tuple(parts) => parts.iter().any(|part| self.is_in(part, depth - 1)),
            ty::Adt(adt, _) if self.code.calls.is_permit(adt.did()) => true,
            ty::Adt(adt, args) => {
                let tcx = self.code.tcx;
                args.types().any(|ty| self.is_in(ty, depth - 1))
                    || adt.did().is_local()
                        && adt
                            .all_fields()
                            .any(|field| self.is_in(field.ty(tcx, args).skip_normalization(), depth - 1))
            }
            _ => false,
        }
    }
}

impl<'tcx> Visitor<'tcx> for Permits<'tcx> {
    type NestedFilter = nested_filter::OnlyBodies;

    fn maybe_tcx(&mut self) -> TyCtxt<'tcx> {
        self.code.tcx
    }

    /// A constant has types of its own.
    fn visit_anon_const(&mut self, _: &'tcx AnonConst) {}

    fn visit_expr(&mut self, expr: &'tcx Expr<'tcx>) {
        let called = hir::called(self.code.typeck, expr);
        self.found |= called.is_some_and(|(callee, _)| self.code.calls.limits(callee));
        if let Some(ty) = self.code.typeck.expr_ty_opt(expr)
            && !self.found
        {
            self.found = self.is_in(ty, TYPES);
        }
        if !self.found {
            intravisit::walk_expr(self, expr);
        }
    }
}

fn is_await(expr: &Expr<'_>) -> bool {
    awaited(expr).is_some()
}

fn awaited<'tcx>(expr: &Expr<'tcx>) -> Option<&'tcx Expr<'tcx>> {
    match expr.kind {
        ExprKind::Match(into, _, MatchSource::AwaitDesugar) => match into.kind {
            ExprKind::Call(_, [awaited]) => Some(awaited),
            _ => None,
        },
        _ => None,
    }
}

/// Whether `pat` is that of an `Err`.
fn is_failure(tcx: TyCtxt<'_>, pat: &Pat<'_>) -> bool {
    matches!(pat.kind, PatKind::TupleStruct(QPath::Resolved(_, path), ..)
    if path.res.opt_def_id().is_some_and(|ctor| {
        tcx.opt_parent(ctor).is_some_and(|variant| tcx.lang_items().get(LangItem::ResultErr) == Some(variant))
    }))
}

fn is_zero(expr: &Expr<'_>) -> bool {
    matches!(expr.kind, ExprKind::Lit(literal) if matches!(literal.node, LitKind::Int(number, _) if number == 0))
}

/// Whether `ty` is text or bytes, whose length says nothing of how much there is beside it.
fn is_text<'tcx>(tcx: TyCtxt<'tcx>, ty: Ty<'tcx>) -> bool {
    let ty = ty.peel_refs();
    match *ty.kind() {
        ty::Str => true,
        ty::Array(inner, _) | ty::Slice(inner) => inner == tcx.types.u8,
        ty::Adt(adt, args) => {
            args.types().next() == Some(tcx.types.u8)
                || tcx.lang_items().string() == Some(adt.did())
                || tcx.crate_name(adt.did().krate).as_str() == "bytes"
        }
        _ => false,
    }
}

/// Whether `expr` belongs to a static, or comes from a function that is given nothing.
fn is_static(expr: &Expr<'_>) -> bool {
    match expr.kind {
        ExprKind::Path(QPath::Resolved(None, path)) => {
            matches!(path.res, Res::Def(DefKind::Static { .. }, _))
        }
        ExprKind::Call(_, []) => true,
        ExprKind::MethodCall(_, inner, ..)
        | ExprKind::Field(inner, _)
        | ExprKind::AddrOf(_, _, inner)
        | ExprKind::Unary(_, inner) => is_static(inner),
        _ => false,
    }
}
