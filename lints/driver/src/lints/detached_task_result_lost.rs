//! `detached_task_result_lost`: a task that ends with a `Result` which nobody can see.

use clippy_utils::diagnostics::span_lint_hir_and_then;
use clippy_utils::fn_def_id;
use rustc_hir::def_id::DefId;
use rustc_hir::{Expr, ExprKind, HirId, MatchSource, Stmt};
use rustc_lint::{LateContext, LateLintPass, LintContext};
use rustc_lint_defs::declare_lint_pass;
use rustc_middle::ty::print::with_forced_trimmed_paths;
use rustc_middle::ty::{self, FnSig, Ty};
use rustc_span::sym;

use crate::catalogue::Catalogue;
use crate::effects::drops::dropped_by;
use crate::{bug, discard, report};

declare_heddle_lint! {
    /// ### What it does
    /// Finds tasks whose output is a `Result` and whose handle is thrown away where the task is started: as a
    /// statement, by `_ =`, a `let _name` that nobody reads, `drop(..)` or `.detach()`.
    ///
    /// ### Why is this bad?
    /// The task runs on, and its handle was the only one to learn how it ends. If it fails, nothing is logged,
    /// nothing is tried again, and the service goes on without what the task was there for. `?` in it looks like
    /// error handling and is none.
    ///
    /// ### Known limits
    /// The type of the output decides: quiet are tasks that end with another type, `Option` and `()` among them, and
    /// errors without a value, such as `Infallible`. A task that logs its error and gives it back as well is
    /// reported all the same. Quiet are handles that are stored, returned, awaited or aborted, which `JoinSet`
    /// does by itself, smol's tasks without `.detach()`, which are cancelled, and tests. `let _ =` is clippy's
    /// (`let_underscore_future`).
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    ///
    /// ### Example
    /// ```rust
    /// async fn refresh() -> std::io::Result<()> {
    ///     tokio::fs::copy("new", "current").await?;
    ///     Ok(())
    /// }
    ///
    /// fn start() {
    ///     tokio::spawn(refresh());
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// async fn refresh() -> std::io::Result<()> {
    ///     tokio::fs::copy("new", "current").await?;
    ///     Ok(())
    /// }
    ///
    /// fn start() {
    ///     tokio::spawn(async {
    ///         if let Err(error) = refresh().await {
    ///             eprintln!("cannot refresh: {error}");
    ///         }
    ///     });
    /// }
    /// ```
    pub DETACHED_TASK_RESULT_LOST, Warn, "a task that ends with a `Result` which nobody can see"
}

declare_lint_pass!(DetachedTaskResultLost => [DETACHED_TASK_RESULT_LOST]);

impl<'tcx> LateLintPass<'tcx> for DetachedTaskResultLost {
    fn check_stmt(&mut self, cx: &LateContext<'tcx>, statement: &'tcx Stmt<'tcx>) {
        check(cx, statement.hir_id, || {
            started(cx, discard::by_statement(cx, statement)?)
        });
    }

    fn check_expr(&mut self, cx: &LateContext<'tcx>, expr: &'tcx Expr<'tcx>) {
        check(cx, expr.hir_id, || match expr.kind {
            ExprKind::Call(..) => started(cx, discard::by_drop(cx, expr)?),
            ExprKind::MethodCall(_, task, [], _) => {
                let detaches = Catalogue::get(cx.tcx).detaches(fn_def_id(cx, expr)?);
                detaches.then_some(task)
            }
            _ => None,
        });
    }
}

/// Reports the task whose handle `find` finds to be thrown away, if its output is a `Result`.
fn check<'tcx>(cx: &LateContext<'tcx>, node: HirId, find: impl FnOnce() -> Option<&'tcx Expr<'tcx>>) {
    let Some(body) = discard::enclosing_body(cx) else {
        return;
    };
    let owner = cx.tcx.hir_body_owner_def_id(body.id());
    let lost = bug::contain(cx.tcx, owner, || {
        let handle = find()?;
        let lost = lost_result(cx, handle)?;
        let is_users = !handle.span.in_external_macro(cx.sess().source_map());
        (is_users && !report::is_unchecked(cx, body)).then_some((handle, lost))
    });
    if let Some((handle, lost)) = lost {
        report(cx, node, handle, lost);
    }
}

fn report(cx: &LateContext<'_>, node: HirId, handle: &Expr<'_>, lost: Ty<'_>) {
    let message = with_forced_trimmed_paths!(format!("the `{lost}` of this task is lost"));
    span_lint_hir_and_then(cx, DETACHED_TASK_RESULT_LOST, node, handle.span, message, |diag| {
        diag.note("its handle is thrown away, so that nobody learns of an error, nor of a panic");
        // What is made in a drop is dropped itself at its end.
        if dropped_by(cx.tcx, cx.tcx.hir_enclosing_body_owner(node)).is_some() {
            diag.help("log the error inside the task, which then ends with `()`");
            return;
        }
        let is_tokio = adt_of(cx, handle).is_some_and(|adt| cx.tcx.crate_name(adt.krate).as_str() == "tokio");
        diag.help(match is_tokio {
            true => "start it in a `tokio::task::JoinSet` and look at what `join_next()` gives",
            false => "keep the handle, and look at what it gives once it is awaited",
        });
        diag.help("otherwise log the error inside the task, which then ends with `()`");
    });
}

/// `value` if it is the handle of a task, fresh from the function that started it.
fn started<'tcx>(cx: &LateContext<'tcx>, value: &'tcx Expr<'tcx>) -> Option<&'tcx Expr<'tcx>> {
    let is_detaching = Catalogue::get(cx.tcx).is_handle(adt_of(cx, value)?);
    (is_detaching && is_fresh(cx, value)).then_some(value)
}

/// Whether `value` comes from a function that makes handles, not from one that hands out any value that it keeps,
/// as `Vec::remove` does.
fn is_fresh(cx: &LateContext<'_>, value: &Expr<'_>) -> bool {
    match value.kind {
        // `Builder::spawn(..)?`
        ExprKind::Match(tried, _, MatchSource::TryDesugar(_)) => {
            matches!(tried.kind, ExprKind::Call(_, [tried]) if is_fresh(cx, tried))
        }
        // `Builder::spawn(..).unwrap()`
        ExprKind::MethodCall(_, tried, ..) if is_result(cx, cx.typeck_results().expr_ty(tried)) => is_fresh(cx, tried),
        _ => fn_def_id(cx, value).is_some_and(|function| {
            let signature = cx.tcx.fn_sig(function).instantiate_identity().skip_normalization();
            let signature = signature.skip_binder();
            let mut output = signature.output().walk().filter_map(|part| part.as_type()?.ty_adt_def());
            output.any(|adt| Catalogue::get(cx.tcx).is_handle(adt.did())) && !takes_out(signature)
        }),
    }
}

/// Whether a function may return what was stored: it changes something, and is given nothing to run.
fn takes_out(signature: FnSig<'_>) -> bool {
    let runs = |ty: Ty<'_>| {
        let mut parts = ty.walk().filter_map(|part| part.as_type());
        !ty.is_ref()
            && parts.any(|part| matches!(part.kind(), ty::Param(_) | ty::Alias(..) | ty::Dynamic(..) | ty::FnPtr(..)))
    };
    let inputs = signature.inputs();
    inputs.iter().any(|ty| ty.ref_mutability().is_some_and(|it| it.is_mut())) && !inputs.iter().any(|ty| runs(*ty))
}

/// The output of the task that `handle` is of, if it is a `Result` that may be an error.
fn lost_result<'tcx>(cx: &LateContext<'tcx>, handle: &Expr<'_>) -> Option<Ty<'tcx>> {
    let ty::Adt(_, args) = cx.typeck_results().expr_ty(handle).peel_refs().kind() else {
        return None;
    };
    let output = args.types().next()?;
    let ty::Adt(_, parts) = output.kind() else {
        return None;
    };
    let may_fail =
        is_result(cx, output) && !parts.type_at(1).is_privately_uninhabited(cx.tcx, cx.typing_env());
    may_fail.then_some(output)
}

fn is_result(cx: &LateContext<'_>, ty: Ty<'_>) -> bool {
    matches!(ty.kind(), ty::Adt(adt, _) if cx.tcx.is_diagnostic_item(sym::Result, adt.did()))
}

fn adt_of(cx: &LateContext<'_>, value: &Expr<'_>) -> Option<DefId> {
    Some(cx.typeck_results().expr_ty(value).ty_adt_def()?.did())
}
