//! `task_cancelled_on_drop`: a task whose handle is dropped as soon as it is spawned.

use std::ops::ControlFlow;

use clippy_utils::diagnostics::span_lint_hir_and_then;
use clippy_utils::visitors::for_each_expr;
use rustc_errors::Applicability;
use rustc_hir::def::DefKind;
use rustc_hir::{Body, Expr, ExprKind, HirId, LetStmt, MatchSource, Node, PatKind};
use rustc_lint::{LateContext, LateLintPass, LintContext};
use rustc_lint_defs::declare_lint_pass;
use rustc_span::Span;

use crate::catalogue::Catalogue;
use crate::discard;
use crate::futures::Futures;

declare_heddle_lint! {
    /// ### What it does
    /// Finds tasks of smol, async-executor and other executors on async-task that are spawned and dropped at once: in a
    /// local that nothing names and whose scope ends there, given to `drop`, or by `_ =` and `let _: Task<..> =`.
    ///
    /// ### Why is this bad?
    /// Unlike the handles of tokio and async-std, the `Task` of smol takes its work along: dropped, it cancels the
    /// future at the next await, often before the first one. What was to go on in the background never runs, or
    /// runs half, which depends on how quick another thread is.
    ///
    /// ### Known limits
    /// A local that is kept while its scope awaits, loops or calls something is quiet, for the task may be meant to
    /// run that long; macros that print or log do not count. So are tasks that were stored before, whose drop is a way
    /// to cancel them, collections of tasks, what a function returns that is not given the future, and `unblock`, whose
    /// closure runs to its end once it has begun. A statement that ends in the task is rustc's to report
    /// (`unused_must_use`), and `let _ =` clippy's (`let_underscore_future`).
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    ///
    /// ### Example
    /// ```rust
    /// async fn accept(name: String) {
    ///     let _task = smol::spawn(async move { println!("hello {name}") });
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// async fn accept(name: String) {
    ///     smol::spawn(async move { println!("hello {name}") }).detach();
    /// }
    /// ```
    pub TASK_CANCELLED_ON_DROP, Warn, "a task that is cancelled because its handle is dropped at once"
}

declare_lint_pass!(TaskCancelledOnDrop => [TASK_CANCELLED_ON_DROP]);

impl<'tcx> LateLintPass<'tcx> for TaskCancelledOnDrop {
    fn check_body(&mut self, cx: &LateContext<'tcx>, body: &Body<'tcx>) {
        Futures::check(cx, body, |futures| {
            let check = Check { cx, futures };
            for statement in futures.statements() {
                check.statement(statement);
            }
            for made in futures.lets() {
                check.made(made);
            }
        });
    }
}

struct Check<'a, 'tcx> {
    cx: &'a LateContext<'tcx>,
    futures: &'a Futures<'a, 'tcx>,
}

impl<'tcx> Check<'_, 'tcx> {
    /// `drop(spawn(..));`
    fn statement(&self, statement: &'tcx Expr<'tcx>) {
        if let Some(task) = discard::given_to_drop(self.cx, statement)
            && !statement.span.from_expansion()
            && self.is_spawned(task)
        {
            let detached = vec![
                (statement.span.until(task.span), String::new()),
                (task.span.shrink_to_hi().to(statement.span.shrink_to_hi()), ".detach()".to_owned()),
            ];
            self.report(statement.hir_id, statement.span, detached, Applicability::MachineApplicable);
        }
    }

    /// `let _: Type = spawn(..);`, and `let task = spawn(..);` with nothing to wait for behind it.
    fn made(&self, made: &'tcx LetStmt<'tcx>) {
        let Some(task) = made.init.filter(|_| !made.span.from_expansion()) else {
            return;
        };
        let (is_dropped, span) = match made.pat.kind {
            PatKind::Wild => (!discard::is_told_by_clippy(self.cx, made), task.span),
            PatKind::Binding(_, local, name, None) => {
                (self.futures.uses(local).is_empty() && self.ends_at_once(made), name.span)
            }
            _ => return,
        };
        if is_dropped && self.is_spawned(task) {
            let detached = vec![
                (made.span.until(task.span), String::new()),
                (task.span.shrink_to_hi(), ".detach()".to_owned()),
            ];
            // A written type may be all that says what the task returns.
            let applicability = match made.ty {
                None => Applicability::MachineApplicable,
                Some(_) => Applicability::MaybeIncorrect,
            };
            self.report(made.hir_id, span, detached, applicability);
        }
    }

    /// Whether `task` is a call that makes a task of a future, not one that takes a task out of where it was stored.
    fn is_spawned(&self, task: &'tcx Expr<'tcx>) -> bool {
        if task.span.from_expansion() || !self.is_task(task) {
            return false;
        }
        let Some((_, values)) = self.futures.called(task) else {
            return false;
        };
        let is_future = |value: &Expr<'tcx>| {
            let ty = self.futures.type_of(value.hir_id);
            ty.is_some_and(|ty| self.futures.is_future(ty))
        };
        let stored = |value: &'tcx Expr<'tcx>| self.is_task(value) && !self.is_spawned(value);
        values.iter().any(|value| is_future(value))
            && !values.iter().any(|value| self.futures.lends(value) || stored(value))
    }

    /// Whether the value of `expr` is the handle of a task that ends with it.
    fn is_task(&self, expr: &'tcx Expr<'tcx>) -> bool {
        let adt = self.futures.type_of(expr.hir_id).and_then(|ty| ty.ty_adt_def());
        adt.is_some_and(|adt| Catalogue::get(self.cx.tcx).is_cancelled(adt.did()))
    }

    /// Whether nothing behind `made` gives the task time to run: no await, loop or call that is not a spawn.
    fn ends_at_once(&self, made: &'tcx LetStmt<'tcx>) -> bool {
        let tcx = self.cx.tcx;
        let Node::Stmt(statement) = tcx.parent_hir_node(made.hir_id) else {
            return false;
        };
        let Node::Block(block) = tcx.parent_hir_node(statement.hir_id) else {
            return false;
        };
        let waits = |expr: &'tcx Expr<'tcx>| match expr.kind {
            ExprKind::Loop(..) | ExprKind::Match(_, _, MatchSource::AwaitDesugar) => ControlFlow::Break(()),
            ExprKind::Call(..) | ExprKind::MethodCall(..) if !self.is_spawned(expr) && !self.is_quick(expr) => {
                ControlFlow::Break(())
            }
            _ => ControlFlow::Continue(()),
        };
        let behind = block.stmts.iter().skip_while(|it| it.hir_id != statement.hir_id).skip(1);
        behind.clone().all(|it| for_each_expr(tcx, it, waits).is_none())
            && block.expr.is_none_or(|last| for_each_expr(tcx, last, waits).is_none())
    }

    /// Whether `call` is over at once: it puts a value together, or prints or logs by a macro.
    fn is_quick(&self, call: &'tcx Expr<'tcx>) -> bool {
        let callee = self.futures.called(call).map(|(callee, _)| callee);
        callee.is_some_and(|callee| matches!(self.cx.tcx.def_kind(callee), DefKind::Ctor(..)))
            || call.span.in_external_macro(self.cx.sess().source_map())
    }

    fn report(&self, node: HirId, span: Span, detached: Vec<(Span, String)>, applicability: Applicability) {
        let message = "this task is cancelled as soon as it is spawned";
        span_lint_hir_and_then(self.cx, TASK_CANCELLED_ON_DROP, node, span, message, |diag| {
            diag.note("its handle is dropped here, and takes the task along unless that is done already");
            diag.multipart_suggestion("let it run by itself", detached, applicability);
            diag.help("or keep the handle and await it: what the task returns and its panics arrive there");
        });
    }
}
