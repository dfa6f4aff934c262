//! `request_reply_without_timeout`: a reply that is awaited for as long as it takes.

use std::ops::ControlFlow;

use clippy_utils::diagnostics::span_lint_hir_and_then;
use clippy_utils::visitors::for_each_expr;
use rustc_hir::def::DefKind;
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_hir::{Body, Expr, ExprKind, HirId, LetStmt, MatchSource, Node, PatKind};
use rustc_lint::{LateContext, LateLintPass};
use rustc_lint_defs::declare_lint_pass;
use rustc_middle::ty::TyCtxt;
use rustc_span::{Span, sym};

use crate::catalogue::Catalogue;
use crate::effects::context::AsyncContext;
use crate::futures::Futures;
use crate::runtime;

/// How many locals a request may pass through before it is sent.
const LOCALS: usize = 4;

declare_heddle_lint! {
    /// ### What it does
    /// Finds replies that are awaited without a limit of time: async code makes a oneshot channel, sends one end away
    /// in a message to somebody's mailbox, and awaits the other end right there.
    ///
    /// ### Why is this bad?
    /// Who has the message decides when the caller goes on. A mailbox that is full of older requests, an actor that
    /// waits for this very caller, or one that put the message aside and forgot it: the caller hangs, what called it
    /// hangs, and nothing is logged. A limit turns that into an error which says where it happened.
    ///
    /// ### Known limits
    /// Quiet are replies that are given to `timeout`, `select!` or another function, async blocks unless they are
    /// spawned, channels whose other end goes to a task rather than into a mailbox, and tests. A limit that all the
    /// callers of an async function set around it is not seen.
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    ///
    /// ### Example
    /// ```rust
    /// use tokio::sync::{mpsc, oneshot};
    ///
    /// async fn count(counter: &mpsc::Sender<oneshot::Sender<u64>>) -> Option<u64> {
    ///     let (reply, answer) = oneshot::channel();
    ///     counter.send(reply).await.ok()?;
    ///     answer.await.ok()
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// use std::time::Duration;
    /// use tokio::sync::{mpsc, oneshot};
    ///
    /// async fn count(counter: &mpsc::Sender<oneshot::Sender<u64>>) -> Option<u64> {
    ///     let (reply, answer) = oneshot::channel();
    ///     counter.send(reply).await.ok()?;
    ///     let answer = tokio::time::timeout(Duration::from_secs(5), answer).await.ok()?;
    ///     answer.ok()
    /// }
    /// ```
    pub REQUEST_REPLY_WITHOUT_TIMEOUT, Allow, "a reply that is awaited for as long as it takes"
}

declare_lint_pass!(RequestReplyWithoutTimeout => [REQUEST_REPLY_WITHOUT_TIMEOUT]);

impl<'tcx> LateLintPass<'tcx> for RequestReplyWithoutTimeout {
    fn check_body(&mut self, cx: &LateContext<'tcx>, body: &Body<'tcx>) {
        Futures::check(cx, body, |futures| {
            for made in futures.lets() {
                check(cx, futures, made);
            }
        });
    }
}

fn check<'tcx>(cx: &LateContext<'tcx>, futures: &Futures<'_, 'tcx>, made: &'tcx LetStmt<'tcx>) {
    let tcx = cx.tcx;
    let (Some(init), PatKind::Tuple([reply, answer], _)) = (made.init, made.pat.kind) else {
        return;
    };
    let (PatKind::Binding(_, reply, ..), PatKind::Binding(_, answer, name, _)) = (reply.kind, answer.kind) else {
        return;
    };
    let is_channel = |(callee, _)| Catalogue::get(tcx).makes_reply(callee);
    if made.span.from_expansion() || !futures.called(init).is_some_and(is_channel) {
        return;
    }
    let [used] = futures.uses(answer) else {
        return; // given a look first, as by `try_recv`
    };
    let Some(awaited) = awaited(tcx, *used) else {
        return;
    };
    if !has_no_limit(tcx, futures, *used) {
        return;
    }
    if let Some(sent) = sent(tcx, futures, reply, LOCALS) {
        let message = format!("`{name}`, the reply to a request, is awaited for as long as it takes");
        span_lint_hir_and_then(cx, REQUEST_REPLY_WITHOUT_TIMEOUT, *used, awaited, message, |diag| {
            diag.span_note(sent, "here the other end is sent away: whoever has it may be busy, or waiting for this task");
            runtime::help(tcx, diag, |runtime| {
                format!("give up after a while: `{}`", runtime.timeout.replace("{future}", name.as_str()))
            });
        });
    }
}

/// Where the local that `node` names is awaited by itself.
fn awaited(tcx: TyCtxt<'_>, node: HirId) -> Option<Span> {
    let mut above = tcx.hir_parent_iter(node);
    let (_, Node::Expr(into_future)) = above.next()? else {
        return None;
    };
    let (_, Node::Expr(whole)) = above.next()? else {
        return None;
    };
    let is_awaited = matches!(into_future.kind, ExprKind::Call(..))
        && matches!(whole.kind, ExprKind::Match(_, _, MatchSource::AwaitDesugar));
    (is_awaited && !whole.span.from_expansion()).then_some(whole.span)
}

/// Whether nobody can set a limit around the code at `node`: an async function's, or a task's of its own.
fn has_no_limit<'tcx>(tcx: TyCtxt<'tcx>, futures: &Futures<'_, 'tcx>, node: HirId) -> bool {
    let owner = tcx.hir_enclosing_body_owner(node);
    if AsyncContext::of(tcx, owner) != Some(AsyncContext::Block) {
        return AsyncContext::of(tcx, owner).is_some();
    }
    let block = tcx.local_def_id_to_hir_id(owner);
    let Node::Expr(taker) = tcx.parent_hir_node(block) else {
        return false;
    };
    if is_tail(tcx, taker) {
        return true; // `Box::pin(async move { .. })` is what a function of a trait does instead of being async
    }
    let catalogue = Catalogue::get(tcx);
    let made = futures.type_of(taker.hir_id).and_then(|ty| ty.ty_adt_def());
    made.is_some_and(|adt| catalogue.is_handle(adt.did()) || catalogue.is_cancelled(adt.did()))
}

/// Whether a function returns `expr`.
fn is_tail(tcx: TyCtxt<'_>, expr: &Expr<'_>) -> bool {
    let mut above = tcx.hir_parent_iter(expr.hir_id);
    let outside = above.find(|(_, node)| !matches!(node, Node::Block(_) | Node::Expr(Expr { kind: ExprKind::Block(..), .. })));
    outside.is_some_and(|(_, node)| node.fn_sig().is_some())
}

/// Where `local` is sent to a mailbox, in a message or by itself.
fn sent<'tcx>(tcx: TyCtxt<'tcx>, futures: &Futures<'_, 'tcx>, local: HirId, locals: usize) -> Option<Span> {
    let [used] = futures.uses(local) else {
        return None;
    };
    for (_, node) in tcx.hir_parent_iter(*used) {
        match node {
            Node::Expr(expr) => match expr.kind {
                ExprKind::Struct(..) | ExprKind::Tup(_) => {}
                ExprKind::Call(..) | ExprKind::MethodCall(..) => {
                    let (callee, _) = futures.called(expr)?;
                    if sends(tcx, callee) {
                        return Some(expr.span);
                    }
                    if !is_wrapped(tcx, callee) {
                        return None;
                    }
                }
                _ => return None,
            },
            Node::LetStmt(LetStmt { pat, .. }) => {
                return match pat.kind {
                    PatKind::Binding(_, message, ..) if locals > 0 => sent(tcx, futures, message, locals - 1),
                    _ => None,
                };
            }
            Node::ExprField(_) => {}
            _ => return None,
        }
    }
    None
}

/// Whether `callee` puts what it is given into a mailbox: a channel's own, or a function of the crate around it.
fn sends(tcx: TyCtxt<'_>, callee: DefId) -> bool {
    let catalogue = Catalogue::get(tcx);
    catalogue.is_mailbox(callee) || callee.as_local().is_some_and(|function| calls_mailbox(tcx, function))
}

fn calls_mailbox(tcx: TyCtxt<'_>, function: LocalDefId) -> bool {
    let Some(body) = tcx.hir_maybe_body_owned_by(function) else {
        return false;
    };
    let typeck = tcx.typeck(function);
    let is_mailbox = |callee| Catalogue::get(tcx).is_mailbox(callee);
    for_each_expr(tcx, body.value, |expr| {
        let callee = match expr.kind {
            ExprKind::Path(ref path) => typeck.qpath_res(path, expr.hir_id).opt_def_id(),
            ExprKind::MethodCall(..) => typeck.type_dependent_def_id(expr.hir_id),
            _ => None,
        };
        match callee.is_some_and(is_mailbox) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    })
    .is_some()
}

/// Whether `callee` only puts a value around what it is given, as a variant or `Box::new` does.
fn is_wrapped(tcx: TyCtxt<'_>, callee: DefId) -> bool {
    matches!(tcx.def_kind(callee), DefKind::Ctor(..)) || tcx.is_diagnostic_item(sym::box_new, callee)
}
