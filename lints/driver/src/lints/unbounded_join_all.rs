//! `unbounded_join_all`: as many futures at a time as there happen to be items.

use std::cell::RefCell;

use clippy_utils::diagnostics::span_lint_hir_and_then;
use clippy_utils::higher::{Range, VecArgs};
use clippy_utils::visitors::is_const_evaluatable;
use clippy_utils::{desugar_await, fn_def_id, get_parent_expr};
use rustc_data_structures::fx::FxHashSet;
use rustc_errors::Applicability;
use rustc_hir::def::{DefKind, Res};
use rustc_hir::{Expr, ExprKind, HirId, LetStmt, MatchSource, Node, QPath};
use rustc_lint::{LateContext, LateLintPass, LintContext};
use rustc_lint_defs::declare_lint_pass;
use rustc_middle::ty::{self, Ty, TyCtxt};
use rustc_span::{Symbol, sym};

use crate::catalogue::{Catalogue, LoopCalls};
use crate::effects::hir;
use crate::flows::uses;
use crate::loops::Code;
use crate::{bug, discard, report, runtime};

declare_heddle_lint! {
    /// ### What it does
    /// Finds `join_all` and `try_join_all` of futures over a collection whose length the code does not tell.
    ///
    /// ### Why is this bad?
    /// All futures run at the same time. A thousand items make a thousand requests, connections or open files at once,
    /// which the other side, a limit of the system or the memory may not stand; and nobody notices while lists are
    /// short. A stream with `buffered` runs only so many at a time.
    ///
    /// ### Known limits
    /// Quiet are arrays, `vec![a, b]`, constants, ranges of constants, chunks of a collection, what `take(..)` leaves, and
    /// iterators over any of these; vectors that are filled by `push`, outside loops or in loops over any of these;
    /// handles of tasks and answers, which only wait; and tests. Whether a collection is always short is not known.
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    ///
    /// ### Example
    /// ```rust
    /// use futures::future::join_all;
    ///
    /// async fn fetch(url: &str) -> String {
    ///     url.to_owned()
    /// }
    ///
    /// async fn fetch_all(urls: &[String]) -> Vec<String> {
    ///     join_all(urls.iter().map(|url| fetch(url))).await
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// use futures::stream::{self, StreamExt};
    ///
    /// async fn fetch(url: &str) -> String {
    ///     url.to_owned()
    /// }
    ///
    /// async fn fetch_all(urls: &[String]) -> Vec<String> {
    ///     let pages = urls.iter().map(|url| fetch(url)).collect::<Vec<_>>();
    ///     stream::iter(pages).buffered(16).collect::<Vec<_>>().await
    /// }
    /// ```
    pub UNBOUNDED_JOIN_ALL, Allow, "as many futures at a time as there happen to be items"
}

declare_lint_pass!(UnboundedJoinAll => [UNBOUNDED_JOIN_ALL]);

impl<'tcx> LateLintPass<'tcx> for UnboundedJoinAll {
    fn check_expr(&mut self, cx: &LateContext<'tcx>, expr: &'tcx Expr<'tcx>) {
        let ExprKind::Call(function, [futures]) = expr.kind else {
            return;
        };
        let joins = |callee: &_| LoopCalls::get(cx.tcx).joins_all(*callee);
        let Some(callee) = fn_def_id(cx, expr).filter(joins) else {
            return;
        };
        let Some(body) = discard::enclosing_body(cx) else {
            return;
        };
        let owner = cx.tcx.hir_body_owner_def_id(body.id());
        let is_unbounded = bug::contain(cx.tcx, owner, || {
            let is_users = !expr.span.in_external_macro(cx.sess().source_map());
            let code = Code::of(cx.tcx, owner);
            let asked = RefCell::default();
            let length = Length { cx, code, asked };
            is_users
                && !report::is_unchecked(cx, body)
                && !only_waits(cx, &code, futures)
                && !length.is_known(futures)
        });
        if is_unbounded {
            let tries = cx.tcx.item_name(callee).as_str().starts_with("try");
            report(cx, expr, [function, futures], tries);
        }
    }
}

fn report<'tcx>(cx: &LateContext<'tcx>, call: &'tcx Expr<'tcx>, [function, futures]: [&Expr<'_>; 2], tries: bool) {
    let given = cx.typeck_results().expr_ty(futures);
    let name = if tries { "try_join_all" } else { "join_all" };
    let message = format!("this `{name}` runs as many futures at a time as there are items");
    span_lint_hir_and_then(cx, UNBOUNDED_JOIN_ALL, call.hir_id, call.span, message, |diag| {
        diag.note("nothing in this code says how many that may be");
        let at_hand = at_hand(cx.tcx);
        let krate = at_hand.unwrap_or("futures_util");
        let (collect, scope) = match tries {
            true => ("try_collect", format!("`{krate}::StreamExt` and `{krate}::TryStreamExt`")),
            false => ("collect", format!("`{krate}::StreamExt`")),
        };
        let limited = format!(".buffered(16).{collect}::<Vec<_>>()");
        let is_awaited = get_parent_expr(cx, call)
            .and_then(|into| get_parent_expr(cx, into))
            .is_some_and(|awaited| desugar_await(awaited).is_some());
        if at_hand.is_none() {
            diag.help(format!("run 16 at a time, with the crate `futures-util`: `{krate}::stream::iter(..){limited}`"));
        } else if call.span.from_expansion() || function.span.from_expansion() || !is_awaited {
            diag.help(format!("run 16 at a time: `{krate}::stream::iter(..){limited}`"));
        } else {
            let mut edits = vec![(function.span, format!("{krate}::stream::iter"))];
            if has_closure(given) {
                edits.push((futures.span.shrink_to_hi(), ".collect::<Vec<_>>()".to_owned()));
            }
            edits.push((call.span.shrink_to_hi(), limited));
            let says = format!("run 16 at a time, with {scope} in scope");
            diag.multipart_suggestion(says, edits, Applicability::MaybeIncorrect);
        }
        if !may_borrow(given) && matches!(runtime::in_use(cx.tcx).as_slice(), [runtime] if runtime.name == "tokio") {
            diag.help("a `tokio::task::JoinSet` does it too: before each start wait for one to end while `len()` is too large");
        }
    });
}

/// Whether the iterator calls a closure for each item. Kept over an await, a closure that takes references makes a future
/// that rustc does not find to be `Send`; so the futures are made before, as `join_all` makes them.
fn has_closure(iterator: Ty<'_>) -> bool {
    iterator.walk().any(|part| part.as_type().is_some_and(Ty::is_closure))
}

/// Whether something in it may be borrowed, which no task takes.
fn may_borrow(ty: Ty<'_>) -> bool {
    ty.walk().any(|part| part.as_region().is_some())
}

/// Of the two crates with the same streams the one among the dependencies of this package, if there is one.
fn at_hand(tcx: TyCtxt<'_>) -> Option<&'static str> {
    let mut both = ["futures", "futures_util"].into_iter();
    both.find(|krate| tcx.sess.opts.externs.get(krate).is_some())
}

/// Whether the futures in `futures` only wait for what runs anyway.
fn only_waits<'tcx>(cx: &LateContext<'tcx>, code: &Code<'tcx>, futures: &Expr<'tcx>) -> bool {
    let catalogue = Catalogue::get(cx.tcx);
    let item = code.item_of_collection(cx.typeck_results().expr_ty(futures));
    item.and_then(Ty::ty_adt_def).is_some_and(|adt| {
        let adt = adt.did();
        catalogue.is_handle(adt) || catalogue.is_cancelled(adt) || code.calls.is_answer(adt)
    })
}

/// How many items there are, so far as the code tells.
struct Length<'a, 'tcx> {
    cx: &'a LateContext<'tcx>,
    code: Code<'tcx>,
    /// The locals that are being looked at: two vectors may be filled in loops over each other.
    asked: RefCell<FxHashSet<HirId>>,
}

impl<'tcx> Length<'_, 'tcx> {
    /// Whether the code tells how many items `expr` has at most.
    fn is_known(&self, expr: &'tcx Expr<'tcx>) -> bool {
        let ty = self.code.typeck.expr_ty(expr).peel_refs();
        if let Some(known) = self.by_type(ty) {
            return known;
        }
        if let Some(range) = Range::hir(self.cx, expr) {
            let is_constant = |end: Option<&'tcx Expr<'tcx>>| end.is_some_and(|end| self.is_constant(end));
            return is_constant(range.start) && is_constant(range.end);
        }
        if let Some(made) = VecArgs::hir(self.cx, expr) {
            return match made {
                VecArgs::Vec(_) => true,
                VecArgs::Repeat(_, length) => self.is_constant(length),
            };
        }
        match expr.kind {
            ExprKind::Lit(_) => true,
            ExprKind::AddrOf(_, _, inner) | ExprKind::DropTemps(inner) => self.is_known(inner),
            ExprKind::Block(block, _) => block.expr.is_some_and(|last| self.is_known(last)),
            ExprKind::Path(QPath::Resolved(_, path)) => match path.res {
                Res::Local(local) => {
                    let is_new = self.asked.borrow_mut().insert(local);
                    let is_known = is_new && self.is_local_known(local, expr.hir_id);
                    if is_new {
                        self.asked.borrow_mut().remove(&local);
                    }
                    is_known
                }
                Res::Def(kind, _) => hir::is_const(kind) || matches!(kind, DefKind::Static { .. }),
                _ => false,
            },
            ExprKind::Path(..) => self.is_constant(expr),
            ExprKind::Call(..) | ExprKind::MethodCall(..) => self.is_result_known(expr, ty),
            _ => false,
        }
    }

    /// What the type alone tells.
    fn by_type(&self, ty: Ty<'tcx>) -> Option<bool> {
        match ty.kind() {
            ty::Array(..) => Some(true),
            ty::Adt(adt, _) if self.cx.tcx.is_diagnostic_item(sym::Option, adt.did()) => Some(true),
            ty::Adt(adt, _) => match self.cx.tcx.item_name(adt.did()).as_str() {
                _ if !is_std(self.cx, adt.did().krate) => None,
                "Take" | "Once" => Some(true),
                "FlatMap" | "Flatten" | "Cycle" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a function of the standard library gives no more than it is given.
    fn is_result_known(&self, call: &'tcx Expr<'tcx>, ty: Ty<'tcx>) -> bool {
        let Some((callee, values)) = hir::called(self.code.typeck, call) else {
            return false;
        };
        let [first, rest @ ..] = values.as_slice() else {
            return false;
        };
        let adapter = ty.ty_adt_def().map(|adt| self.cx.tcx.item_name(adt.did()));
        let second = || rest.first().is_some_and(|second| self.is_known(second));
        is_std(self.cx, callee.krate)
            && match adapter {
                Some(name) if name == Symbol::intern("Chain") => self.is_known(first) && second(),
                Some(name) if name == Symbol::intern("Zip") => self.is_known(first) || second(),
                _ => self.is_known(first),
            }
    }

    /// Whether the local, as it is where `at` names it, has a known number of items.
    fn is_local_known(&self, local: HirId, at: HirId) -> bool {
        let tcx = self.cx.tcx;
        let (declared, node) = match tcx.hir_parent_iter(local).find(|(_, node)| !matches!(node, Node::Pat(_) | Node::PatField(_))) {
            Some(found) => found,
            None => return false,
        };
        match node {
            // One of the parts of a collection.
            Node::Arm(_) => tcx.hir_parent_iter(declared).take(6).any(|(_, node)| {
                matches!(node, Node::Expr(Expr { kind: ExprKind::Match(iterator, _, MatchSource::ForLoopDesugar), .. })
                    if self.code.calls.gives_chunks(self.code.typeck.expr_ty(iterator)))
            }),
            Node::LetStmt(LetStmt { init: Some(init), hir_id, .. }) => {
                let around = tcx.parent_hir_id(tcx.parent_hir_id(*hir_id));
                let body = tcx.hir_body_owned_by(tcx.typeck_root_def_id_local(init.hir_id.owner.def_id)).value;
                let mut names = uses(tcx, body, &FxHashSet::from_iter([local])).into_iter();
                (self.is_known(init) || self.is_empty(init))
                    && names.all(|name| name == at || self.adds_few(name, around))
            }
            _ => false,
        }
    }

    /// Whether where `name` names a collection, only so many items are added to it.
    fn adds_few(&self, name: HirId, around: HirId) -> bool {
        let Node::Expr(call) = self.cx.tcx.parent_hir_node(name) else {
            return false;
        };
        let ExprKind::MethodCall(_, receiver, values, _) = call.kind else {
            return false;
        };
        let changes = self.code.typeck.expr_ty_adjusted(receiver).ref_mutability().is_some_and(|it| it.is_mut());
        let takes_one = values.iter().all(|value| self.code.item_of_collection(self.code.typeck.expr_ty(value)).is_none());
        receiver.hir_id == name && (!changes || takes_one && !self.code.may_repeat(name, around, |items| self.is_known(items)))
    }

    /// Whether `init` is a new vector with nothing in it.
    fn is_empty(&self, init: &'tcx Expr<'tcx>) -> bool {
        hir::called(self.code.typeck, init).is_some_and(|(callee, values)| {
            let only_numbers = values.iter().all(|value| self.code.typeck.expr_ty(value).is_integral());
            let ty = self.code.typeck.expr_ty(init).ty_adt_def();
            let is_vec = ty.is_some_and(|adt| self.cx.tcx.is_diagnostic_item(sym::Vec, adt.did()));
            is_vec && is_std(self.cx, callee.krate) && only_numbers
        })
    }

    fn is_constant(&self, expr: &'tcx Expr<'tcx>) -> bool {
        is_const_evaluatable(self.cx.tcx, self.code.typeck, expr)
    }
}

fn is_std(cx: &LateContext<'_>, krate: rustc_hir::def_id::CrateNum) -> bool {
    matches!(cx.tcx.crate_name(krate), sym::core | sym::alloc | sym::std)
}
