//! `future_dropped_unpolled`: futures that are made, put somewhere and dropped, and nothing polls them.

use clippy_utils::diagnostics::span_lint_hir_and_then;
use clippy_utils::source::snippet_opt;
use rustc_errors::Applicability;
use rustc_hir::{Body, Expr, ExprKind, HirId, LetStmt, PatKind};
use rustc_lint::{LateContext, LateLintPass};
use rustc_lint_defs::declare_lint_pass;
use rustc_middle::ty::Ty;
use rustc_span::{Span, sym};

use crate::discard;
use crate::futures::Futures;

declare_heddle_lint! {
    /// ### What it does
    /// Finds futures that are dropped before anything polled them: those given to `drop` or `_ =`, those in a `Vec`,
    /// an array, a tuple, an `Option` or an iterator that is made or filled and never read, and those that a closure
    /// on another thread returns and nobody takes.
    ///
    /// ### Why is this bad?
    /// A future does nothing before it is polled, and to collect futures is not to run them: a loop that pushes
    /// `send(..)` to a `Vec` sends nothing. rustc warns of a future that is dropped at once, not of one in a
    /// collection.
    ///
    /// ### Known limits
    /// The handles of tasks and other futures whose end means something are quiet, as are futures that may have been
    /// polled before: those that come out of a field, a parameter, or a local that is named elsewhere. Collections
    /// of other crates are only known if their `#[must_use]` says that they do nothing unless they are polled.
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    ///
    /// ### Example
    /// ```rust
    /// async fn greet(name: &str) {
    ///     println!("hello {name}");
    /// }
    ///
    /// async fn greet_all(names: &[&str]) {
    ///     let mut greetings = Vec::new();
    ///     for name in names {
    ///         greetings.push(greet(name));
    ///     }
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// async fn greet(name: &str) {
    ///     println!("hello {name}");
    /// }
    ///
    /// async fn greet_all(names: &[&str]) {
    ///     let mut greetings = Vec::new();
    ///     for name in names {
    ///         greetings.push(greet(name));
    ///     }
    ///     futures::future::join_all(greetings).await;
    /// }
    /// ```
    pub FUTURE_DROPPED_UNPOLLED, Warn, "futures that are dropped before anything polled them"
}

declare_lint_pass!(FutureDroppedUnpolled => [FUTURE_DROPPED_UNPOLLED]);

impl<'tcx> LateLintPass<'tcx> for FutureDroppedUnpolled {
    fn check_body(&mut self, cx: &LateContext<'tcx>, body: &Body<'tcx>) {
        Futures::check(cx, body, |futures| {
            let check = Check { cx, futures };
            for call in futures.calls() {
                check.call(call);
            }
            for made in futures.lets() {
                check.made(made);
            }
            for statement in futures.statements() {
                check.statement(statement);
            }
        });
    }
}

struct Check<'a, 'tcx> {
    cx: &'a LateContext<'tcx>,
    futures: &'a Futures<'a, 'tcx>,
}

impl<'tcx> Check<'_, 'tcx> {
    /// `drop(future)`.
    fn call(&self, call: &'tcx Expr<'tcx>) {
        if !call.span.from_expansion()
            && let Some(value) = discard::given_to_drop(self.cx, call)
        {
            self.ended(call, value, self.futures.is_statement(call));
        }
    }

    /// `_ = future;`, `let _ = futures;`, and `let futures = ..` that is at most filled.
    fn made(&self, made: &'tcx LetStmt<'tcx>) {
        let Some(init) = made.init.filter(|_| !made.span.from_expansion()) else {
            return;
        };
        if matches!(made.pat.kind, PatKind::Wild) {
            // A place stays what it is.
            if init.is_syntactic_place_expr() || discard::is_told_by_clippy(self.cx, made) {
                return;
            }
            match init.span.from_expansion() {
                true => self.dropped(made.hir_id, init.span.source_callsite(), init),
                false => self.ended(init, init, made.ty.is_none()),
            }
            return;
        }
        made.pat.each_binding(|_, local, _, name| {
            let Some(ty) = self.futures.type_of(local) else {
                return;
            };
            if self.futures.uses(local).is_empty() {
                self.started(made.hir_id, init);
            }
            let only_filled = self.futures.uses(local).iter().all(|name| self.futures.filled(*name).is_some());
            let lost = !name.span.from_expansion()
                && only_filled
                && self.futures.holds_inert(ty)
                && self.futures.is_fresh(init)
                && (self.futures.is_filled(init) || self.futures.is_filled_later(local));
            if lost {
                let many = self.is_many(ty);
                let what = if many { "futures that are" } else { "a future that is" };
                let message = format!("`{name}` holds {what} never polled");
                self.report(made.hir_id, name.span, message, many, None);
            }
        });
    }

    /// `future;` and `make_all();` where rustc does not ask for the value to be used.
    fn statement(&self, value: &'tcx Expr<'tcx>) {
        if value.span.from_expansion() {
            return;
        }
        match value.kind {
            ExprKind::Path(_) if !discard::is_asked_for(self.cx, value) => self.ended(value, value, true),
            ExprKind::Call(..) | ExprKind::MethodCall(..) if !discard::is_asked_for(self.cx, value) => {
                self.dropped(value.hir_id, value.span, value);
            }
            _ => {}
        }
    }

    /// Reports that `end` drops `value`, if that is a future or holds some.
    fn ended(&self, end: &'tcx Expr<'tcx>, value: &'tcx Expr<'tcx>, is_statement: bool) {
        let is_future = self.futures.type_of(value.hir_id).is_some_and(|ty| self.futures.is_inert(ty));
        if !is_future {
            return self.dropped(end.hir_id, end.span, value);
        }
        if !self.futures.is_fresh(value) {
            return;
        }
        let awaited = self.futures.awaiting(value).and_then(|applicability| {
            let future = snippet_opt(self.cx, value.span)?;
            let applicability = if is_statement { applicability } else { Applicability::MaybeIncorrect };
            Some((format!("{future}.await"), applicability))
        });
        let message = "this future is dropped before anything polls it".to_owned();
        self.report(end.hir_id, end.span, message, false, awaited);
    }

    /// Reports that `value` ends at `span`, if it holds futures.
    fn dropped(&self, node: HirId, span: Span, value: &'tcx Expr<'tcx>) {
        let Some(ty) = self.futures.type_of(value.hir_id) else {
            return;
        };
        self.started(node, value);
        if self.futures.holds_inert(ty) && self.futures.is_fresh(value) && self.futures.is_filled(value) {
            let many = self.is_many(ty);
            let message = match many {
                true => "these futures are dropped before anything polls them",
                false => "the future in this is dropped before anything polls it",
            };
            self.report(node, span, message.to_owned(), many, None);
        }
    }

    /// Reports that nobody takes the future that the closure returns for which `handle` starts a thread. Of async blocks
    /// that return futures clippy speaks (`async_yields_async`).
    fn started(&self, node: HirId, handle: &'tcx Expr<'tcx>) {
        let Some((_, values)) = self.futures.called(handle) else {
            return;
        };
        let type_of = |value: &Expr<'_>| self.futures.type_of(value.hir_id);
        let is_clippys = values.iter().any(|value| type_of(value).is_some_and(|ty| self.futures.is_future(ty)));
        if is_clippys
            || !type_of(handle).is_some_and(|ty| self.futures.outputs_inert(ty))
            || !self.futures.is_fresh(handle)
        {
            return;
        }
        let message = "what runs on this thread returns a future that nothing polls";
        span_lint_hir_and_then(self.cx, FUTURE_DROPPED_UNPOLLED, node, handle.span, message, |diag| {
            diag.note("a future does nothing before it is polled");
            diag.help(self.futures.way_out_of_closure());
        });
    }

    fn report(&self, node: HirId, span: Span, message: String, many: bool, awaited: Option<(String, Applicability)>) {
        span_lint_hir_and_then(self.cx, FUTURE_DROPPED_UNPOLLED, node, span, message, |diag| {
            diag.note("a future does nothing before it is polled");
            match awaited {
                Some((code, applicability)) => {
                    diag.span_suggestion_verbose(span, "await it", code, applicability);
                }
                None => {
                    diag.help(self.futures.way_out(node, many));
                }
            }
        });
    }

    /// Whether values of `ty` may hold more than one future.
    fn is_many(&self, ty: Ty<'tcx>) -> bool {
        if let Some(boxed) = ty.boxed_ty() {
            return self.futures.holds_inert(boxed) && self.is_many(boxed);
        }
        let one = [sym::Option, sym::Result];
        let adt = ty.ty_adt_def().map(|adt| adt.did());
        !adt.is_some_and(|adt| one.iter().any(|name| self.cx.tcx.is_diagnostic_item(*name, adt)))
    }
}
