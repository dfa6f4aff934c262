//! `condvar_wait_without_loop`: a wait on a condition variable, after which nothing looks at the condition again.

use clippy_utils::diagnostics::span_lint_hir_and_then;
use clippy_utils::fn_def_id;
use clippy_utils::source::snippet_opt;
use rustc_errors::Applicability;
use rustc_hir::def::Res;
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_hir::{Expr, ExprKind, HirId, MatchSource, Node, QPath};
use rustc_lint::{LateContext, LateLintPass, LintContext};
use rustc_lint_defs::declare_lint_pass;
use rustc_middle::ty::TyCtxt;
use rustc_span::{BytePos, Span, Symbol, sym};

use crate::catalogue::Catalogue;
use crate::guarded::{Guarded, Looks};
use crate::turns::{Callers, Turns, callers, turns};
use crate::{bug, discard, report};

declare_heddle_lint! {
    /// ### What it does
    /// Finds waits on a `Condvar` of the standard library or of parking_lot that no loop surrounds and after which
    /// nothing looks at the condition again.
    ///
    /// ### Why is this bad?
    /// The standard library's `wait` may return although nobody notified, and between a notification and this
    /// thread's turn with the lock another one may have taken what it was about. A wait without any look at the
    /// state before it sleeps for ever if the notification came first.
    ///
    /// ### Known limits
    /// Any loop around the wait is taken for one that looks again, and any look at what the guard protects after it
    /// for one that minds. A function that hands the guard back, or that its crate calls in loops alone, is quiet,
    /// as is one for other crates unless it looks before it waits. A wait with a timeout counts only where
    /// `timed_out()` alone decides what happens next. parking_lot wakes nobody without cause: after a look before
    /// the wait it is reported only if the thread then changes what the guard protects.
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    ///
    /// ### Example
    /// ```rust
    /// use std::sync::{Condvar, Mutex};
    ///
    /// fn next(jobs: &Mutex<Vec<u64>>, filled: &Condvar) -> u64 {
    ///     let mut jobs = jobs.lock().unwrap();
    ///     if jobs.is_empty() {
    ///         jobs = filled.wait(jobs).unwrap();
    ///     }
    ///     jobs.pop().unwrap()
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// use std::sync::{Condvar, Mutex};
    ///
    /// fn next(jobs: &Mutex<Vec<u64>>, filled: &Condvar) -> u64 {
    ///     let jobs = jobs.lock().unwrap();
    ///     let mut jobs = filled.wait_while(jobs, |jobs| jobs.is_empty()).unwrap();
    ///     jobs.pop().unwrap()
    /// }
    /// ```
    pub CONDVAR_WAIT_WITHOUT_LOOP, Warn, "a wait on a condition variable that does not look at the condition again"
}

declare_lint_pass!(CondvarWaitWithoutLoop => [CONDVAR_WAIT_WITHOUT_LOOP]);

impl<'tcx> LateLintPass<'tcx> for CondvarWaitWithoutLoop {
    fn check_expr(&mut self, cx: &LateContext<'tcx>, call: &'tcx Expr<'tcx>) {
        let Some(body) = discard::enclosing_body(cx) else {
            return;
        };
        let owner = cx.tcx.hir_body_owner_def_id(body.id());
        let found = bug::contain(cx.tcx, owner, || {
            let wait = Wait::of(cx, call)?;
            if call.span.in_external_macro(cx.sess().source_map()) || report::is_unchecked(cx, body) {
                return None;
            }
            let looks = wait.mistake(body.value, owner)?;
            Some((wait, looks))
        });
        if let Some((wait, looks)) = found {
            wait.report(&looks);
        }
    }
}

/// A wait on a condition variable.
struct Wait<'a, 'tcx> {
    cx: &'a LateContext<'tcx>,
    call: &'tcx Expr<'tcx>,
    function: DefId,
    /// The local that holds the guard, if one does.
    local: Option<HirId>,
    guarded: Guarded<'tcx>,
}

impl<'a, 'tcx> Wait<'a, 'tcx> {
    /// The wait that `call` is, on a guard which is a local or made there: any other is somebody else's.
    fn of(cx: &'a LateContext<'tcx>, call: &'tcx Expr<'tcx>) -> Option<Self> {
        let guard = match call.kind {
            ExprKind::MethodCall(_, _, [guard, ..], _) | ExprKind::Call(_, [_, guard, ..]) => guard,
            _ => return None,
        };
        let function = fn_def_id(cx, call)?;
        if !Catalogue::get(cx.tcx).waits_on_condvar(function) {
            return None;
        }
        let held = guard.peel_borrows();
        let local = match held.kind {
            ExprKind::Path(QPath::Resolved(_, path)) => match path.res {
                Res::Local(local) => Some(local),
                _ => return None,
            },
            ExprKind::MethodCall(..) | ExprKind::Call(..) => None,
            _ => return None,
        };
        Some(Self {
            cx,
            call,
            function,
            local,
            guarded: Guarded::by(cx.tcx, cx.typeck_results(), held)?,
        })
    }

    /// What the function does with the state, if the wait is a mistake for that.
    fn mistake(&self, body: &'tcx Expr<'tcx>, owner: LocalDefId) -> Option<Looks> {
        let tcx = self.cx.tcx;
        let turns = turns(tcx, self.call.hir_id);
        if turns == Turns::Many || self.guarded.hands_guard_back(owner) {
            return None;
        }
        let looks = self.guarded.looks(body, self.call);
        if looks.after {
            return None;
        }
        let function = tcx.typeck_root_def_id_local(owner);
        let is_mistake = if self.name().as_str() != "wait" {
            looks.before && looks.asks_for_timeout && callers(tcx, function) != Callers::InLoops
        } else if looks.before {
            let may_be_taken = is_std(tcx, self.function) || looks.changes;
            may_be_taken && callers(tcx, function) != Callers::InLoops
        } else {
            // What starts a thread calls it once; a closure that anybody may call is like a function of others.
            let in_thread = tcx.is_closure_like(owner.to_def_id()) && !tcx.is_coroutine(owner.to_def_id());
            let is_main = || tcx.entry_fn(()).is_some_and(|(main, _)| main == function.to_def_id());
            turns == Turns::Once
                && !self.call.span.from_expansion()
                && (in_thread || is_main() || callers(tcx, function) == Callers::Once)
        };
        is_mistake.then_some(looks)
    }

    fn name(&self) -> Symbol {
        self.cx.tcx.item_name(self.function)
    }

    fn report(&self, looks: &Looks) {
        let message = "this wait is not in a loop that looks at the condition again";
        span_lint_hir_and_then(
            self.cx,
            CONDVAR_WAIT_WITHOUT_LOOP,
            self.call.hir_id,
            self.call.span,
            message,
            |diag| {
                let tcx = self.cx.tcx;
                diag.note(match (looks.before, is_std(tcx, self.function)) {
                    (false, _) => "where the notification comes before the wait, this waits for ever",
                    (true, true) => {
                        "it may return without a notification, and after one another thread may have been faster"
                    }
                    (true, false) => "after a notification another thread may have been faster",
                });
                let instead = match self.name().as_str() {
                    "wait_timeout" | "wait_timeout_ms" => "wait_timeout_while".to_owned(),
                    name => name.replacen("wait", "wait_while", 1),
                };
                if let Some(keyword) = self.keyword() {
                    let applicability = Applicability::MaybeIncorrect;
                    diag.span_suggestion(keyword, "look again after the wait", "while", applicability);
                    diag.help(format!("or use `{instead}`, which looks itself"));
                } else {
                    diag.help(format!("use `{instead}`, which looks at the condition before and after each wait"));
                }
            },
        );
    }

    /// The `if` that can be a `while`: the wait is the whole of its block, and puts the guard back where it was.
    fn keyword(&self) -> Option<Span> {
        let local = self.local?;
        let tcx = self.cx.tcx;
        let mut refilled = !is_std(tcx, self.function);
        for (_, node) in tcx.hir_parent_iter(self.call.hir_id) {
            let Node::Expr(expr) = node else {
                continue;
            };
            match expr.kind {
                ExprKind::Assign(place, ..) => {
                    refilled |= matches!(place.kind, ExprKind::Path(QPath::Resolved(_, path))
                        if path.res == Res::Local(local));
                }
                ExprKind::If(condition, then, None) => {
                    let is_plain = !expr.span.from_expansion() && then.span.contains(self.call.span);
                    let keyword = expr.span.with_hi(expr.span.lo() + BytePos(2));
                    let looks = self.guarded.mentions_guard(condition)
                        && matches!(snippet_opt(self.cx, keyword).as_deref(), Some("if"));
                    return (refilled && is_plain && looks).then_some(keyword);
                }
                ExprKind::If(..) | ExprKind::Closure(_) => return None,
                ExprKind::Match(_, _, MatchSource::Normal) => return None,
                _ => {}
            }
        }
        None
    }
}

fn is_std(tcx: TyCtxt<'_>, function: DefId) -> bool {
    tcx.crate_name(function.krate) == sym::std
}
