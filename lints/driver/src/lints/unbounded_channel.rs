//! `unbounded_channel`: a channel that takes as many messages as there is memory for.

use clippy_utils::diagnostics::span_lint_hir_and_then;
use clippy_utils::fn_def_id;
use rustc_data_structures::fx::FxHashSet;
use rustc_hir::def_id::LocalDefId;
use rustc_hir::{Body, Expr, ExprKind, HirId, Node, Pat, PatKind};
use rustc_lint::{LateContext, LateLintPass, LintContext};
use rustc_lint_defs::declare_lint_pass;
use rustc_middle::ty::{self, TyCtxt};
use rustc_span::sym;

use crate::catalogue::Channel;
use crate::effects::context::AsyncContext;
use crate::effects::hir;
use crate::flows::uses;
use crate::loops::{Code, DEPTH};
use crate::{bug, discard, report, runtime};

declare_heddle_lint! {
    /// ### What it does
    /// Finds channels that are made without a limit: by tokio's `unbounded_channel`, by `unbounded` of futures,
    /// async-channel, smol, async-std, crossbeam, flume and kanal, and by `std::sync::mpsc::channel`.
    ///
    /// ### Why is this bad?
    /// A sender of such a channel never waits for the receiver. When the receiver is slower, for a minute or for good,
    /// messages pile up in memory, each of them waits longer than the one before, and nobody upstream learns of it until
    /// the program is killed. A channel with a limit makes its senders wait, or tells them that it is full.
    ///
    /// ### Known limits
    /// Quiet are channels through which only so much can go: all uses of the sender, its clones included, are sends
    /// outside loops, or in loops over collections that know their length; or the receiver takes only so many messages and
    /// is gone. Senders that are stored, or passed on to other than functions of this crate, count as used often.
    ///
    /// Quiet are channels of values that have no size, such as `()`, as signals to stop are, and tests. Whether the
    /// receiver keeps up is not judged.
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    /// - `runtime`: the runtime that the way out is written for.
    ///
    /// ### Example
    /// ```rust
    /// use tokio::sync::mpsc;
    ///
    /// async fn lines(sender: mpsc::UnboundedSender<String>) {
    ///     while let Ok(line) = tokio::fs::read_to_string("/run/feed").await {
    ///         let _ = sender.send(line);
    ///     }
    /// }
    ///
    /// async fn follow() {
    ///     let (sender, mut lines_read) = mpsc::unbounded_channel();
    ///     tokio::spawn(lines(sender));
    ///     while let Some(line) = lines_read.recv().await {
    ///         println!("{line}");
    ///     }
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// use tokio::sync::mpsc;
    ///
    /// async fn lines(sender: mpsc::Sender<String>) {
    ///     while let Ok(line) = tokio::fs::read_to_string("/run/feed").await {
    ///         let _ = sender.send(line).await;
    ///     }
    /// }
    ///
    /// async fn follow() {
    ///     let (sender, mut lines_read) = mpsc::channel(64);
    ///     tokio::spawn(lines(sender));
    ///     while let Some(line) = lines_read.recv().await {
    ///         println!("{line}");
    ///     }
    /// }
    /// ```
    pub UNBOUNDED_CHANNEL, Warn, "a channel that takes as many messages as there is memory for"
}

declare_lint_pass!(UnboundedChannel => [UNBOUNDED_CHANNEL]);

impl<'tcx> LateLintPass<'tcx> for UnboundedChannel {
    fn check_expr(&mut self, cx: &LateContext<'tcx>, expr: &'tcx Expr<'tcx>) {
        let ExprKind::Call(_, []) = expr.kind else {
            return;
        };
        let Some(channel) = fn_def_id(cx, expr).and_then(|callee| Channel::made_by(cx.tcx, callee)) else {
            return;
        };
        let Some(body) = discard::enclosing_body(cx) else {
            return;
        };
        let owner = cx.tcx.hir_body_owner_def_id(body.id());
        let is_unbounded = bug::contain(cx.tcx, owner, || {
            let is_users = !expr.span.in_external_macro(cx.sess().source_map());
            is_users && !report::is_unchecked(cx, body) && !is_empty(cx, expr) && !takes_few(cx, expr)
        });
        if is_unbounded {
            report(cx, expr, channel, body);
        }
    }
}

fn report(cx: &LateContext<'_>, made: &Expr<'_>, channel: &Channel, body: &Body<'_>) {
    let message = format!("`{}` makes a channel without a limit", channel.path);
    span_lint_hir_and_then(cx, UNBOUNDED_CHANNEL, made.hir_id, made.span, message, |diag| {
        diag.note("its senders never wait: when the receiver is slower than they are, messages pile up in memory");
        let waits = match channel.awaits {
            true => "`send(..).await` waits while it is full",
            false => "`send(..)` holds up the thread while it is full",
        };
        let bounded = &channel.bounded;
        diag.help(format!("use `{bounded}(64)`, whose {waits}, and whose `try_send(..)` fails then"));
        let owner = cx.tcx.hir_body_owner_def_id(body.id());
        if channel.awaits || AsyncContext::of(cx.tcx, owner).is_none() {
            return;
        }
        if let Some(send) = &channel.also {
            diag.help(format!("in async code, send to it with `{send}(..).await`, which holds up no thread"));
            return;
        }
        for runtime in runtime::in_use(cx.tcx) {
            let between = &runtime.channel;
            diag.help(format!("between tasks, use `{between}(64)`, whose `send(..).await` holds up no thread"));
        }
    });
}

/// Whether the messages have no size, so that a queue of them is hardly more than a number.
fn is_empty(cx: &LateContext<'_>, made: &Expr<'_>) -> bool {
    let ty::Tuple(ends) = cx.typeck_results().expr_ty(made).kind() else {
        return false;
    };
    let message = ends.iter().find_map(|end| match end.kind() {
        ty::Adt(_, args) => args.types().next(),
        _ => None,
    });
    message.is_some_and(|message| {
        let layout = cx.tcx.layout_of(cx.typing_env().as_query_input(message));
        layout.is_ok_and(|layout| layout.is_zst())
    })
}

/// Whether only so many messages can be sent, or the receiver is gone after so many.
fn takes_few<'tcx>(cx: &LateContext<'tcx>, made: &Expr<'tcx>) -> bool {
    let tcx = cx.tcx;
    let Node::LetStmt(made) = tcx.parent_hir_node(made.hir_id) else {
        return false;
    };
    let PatKind::Tuple([sender, receiver], _) = made.pat.kind else {
        return false;
    };
    let mut blocks = tcx.hir_parent_iter(made.hir_id);
    let Some((around, _)) = blocks.find(|(_, node)| matches!(node, Node::Block(_))) else {
        return false;
    };
    let ends = Ends::within(tcx, tcx.hir_enclosing_body_owner(made.hir_id), around);
    ends.sends_few(sender, DEPTH) || ends.receives_few(receiver)
}

/// What a piece of code does with the ends of a channel.
struct Ends<'tcx> {
    code: Code<'tcx>,
    function: &'tcx Expr<'tcx>,
    /// The code that has them, which runs once.
    around: HirId,
}

impl<'tcx> Ends<'tcx> {
    fn within(tcx: TyCtxt<'tcx>, owner: LocalDefId, around: HirId) -> Self {
        let function = tcx.hir_body_owned_by(tcx.typeck_root_def_id_local(owner)).value;
        let code = Code::of(tcx, owner);
        Self { code, function, around }
    }

    /// Whether only so many messages can be sent by the sender in `pat`.
    fn sends_few(&self, pat: &Pat<'tcx>, depth: usize) -> bool {
        let sends_few = |name: &HirId| self.use_sends_few(*name, depth).unwrap_or(false);
        self.names(pat).is_some_and(|names| names.iter().all(sends_few))
    }

    /// Whether the receiver in `pat` takes only so many messages.
    fn receives_few(&self, pat: &Pat<'tcx>) -> bool {
        let code = &self.code;
        let receives_few = |name: &HirId| {
            let Node::Expr(call) = code.tcx.parent_hir_node(*name) else {
                return false;
            };
            let callee = hir::called(code.typeck, call).map(|(callee, _)| callee);
            let receives = |callee| code.calls.waits_for(callee).is_some() || code.calls.gives_next(callee);
            callee.is_some_and(receives) && !self.may_repeat(call.hir_id)
        };
        let is_dropped = matches!(pat.kind, PatKind::Wild);
        let names = self.names(pat).filter(|names| is_dropped || !names.is_empty());
        names.is_some_and(|names| names.iter().all(receives_few))
    }

    /// The places that name what `pat` binds; `None` if it does more than that.
    fn names(&self, pat: &Pat<'tcx>) -> Option<Vec<HirId>> {
        match pat.kind {
            PatKind::Wild => Some(Vec::new()),
            PatKind::Binding(_, local, _, None) => {
                Some(uses(self.code.tcx, self.function, &FxHashSet::from_iter([local])))
            }
            _ => None,
        }
    }

    /// Whether `node` may run more often than a collection has items.
    fn may_repeat(&self, node: HirId) -> bool {
        let is_counted = |iterator: &Expr<'tcx>| self.code.is_counted(self.code.typeck.expr_ty(iterator));
        self.code.may_repeat(node, self.around, is_counted)
    }

    /// Whether only so many messages are sent where the sender is used as `value`.
    fn use_sends_few(&self, value: HirId, depth: usize) -> Option<bool> {
        let tcx = self.code.tcx;
        if self.may_repeat(value) {
            return None;
        }
        let call = match tcx.parent_hir_node(value) {
            Node::Expr(borrow @ Expr { kind: ExprKind::AddrOf(..), .. }) => {
                return self.use_sends_few(borrow.hir_id, depth);
            }
            Node::LetStmt(made) => return Some(self.sends_few(made.pat, depth)),
            Node::Expr(call) => call,
            _ => return None,
        };
        let (callee, values) = hir::called(self.code.typeck, call)?;
        let place = values.iter().position(|given| given.hir_id == value)?;
        if tcx.is_diagnostic_item(sym::mem_drop, callee) {
            return Some(true);
        }
        if tcx.lang_items().clone_trait() == tcx.trait_of_assoc(callee) {
            return self.use_sends_few(call.hir_id, depth);
        }
        // A clone for each thread or item.
        if place > 0 && self.code.is_counted(self.code.typeck.expr_ty(values[0])) {
            return Some(true);
        }
        let sender = self.code.typeck.expr_ty(values[place]).peel_refs().ty_adt_def()?;
        let of = tcx.inherent_impl_of_assoc(callee).and_then(|of| {
            tcx.type_of(of).instantiate_identity().skip_normalization().ty_adt_def()
        });
        if of == Some(sender) {
            return Some(true);
        }
        let function = callee.as_local().filter(|_| depth > 0)?;
        let body = tcx.hir_maybe_body_owned_by(function)?;
        let inner = Self::within(tcx, function, body.value.hir_id);
        Some(inner.sends_few(body.params.get(place)?.pat, depth - 1))
    }
}
