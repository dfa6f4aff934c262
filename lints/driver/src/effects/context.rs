//! Which bodies an executor drives: they share their thread with other tasks and must not block it.

use rustc_hir::def_id::LocalDefId;
use rustc_hir::{ClosureKind, CoroutineKind, CoroutineSource, Expr, ExprKind, Node};
use rustc_middle::ty::TyCtxt;
use rustc_span::hygiene::{ExpnKind, MacroKind};

use super::sites;
use crate::catalogue::Catalogue;

/// Who runs a body on an executor's thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AsyncContext {
    /// The body of an `async fn`.
    Function,
    /// An `async` block.
    Block,
    /// An `async` closure.
    Closure,
    /// `Future::poll` or `Stream::poll_next` of a type of the user's.
    Poll,
    /// Another method that polls, such as `AsyncRead::poll_read`.
    Polling,
    /// A method that futures call and that does not poll, such as `Service::call`.
    Driven,
}

impl AsyncContext {
    /// The context of the body that `owner` owns; `None` if no executor drives it.
    pub(crate) fn of(tcx: TyCtxt<'_>, owner: LocalDefId) -> Option<Self> {
        if tcx.coroutine_is_async(owner.to_def_id()) {
            let Node::Expr(
                expr @ Expr {
                    kind: ExprKind::Closure(closure),
                    ..
                },
            ) = tcx.hir_node_by_def_id(owner)
            else {
                return None;
            };
            let ClosureKind::Coroutine(CoroutineKind::Desugared(_, source)) = closure.kind else {
                return None;
            };
            return Some(match source {
                CoroutineSource::Fn => Self::Function,
                // An attribute such as `#[tokio::main]` made a block of what the user wrote as a function.
                CoroutineSource::Block if is_from_attribute(expr) => Self::Function,
                CoroutineSource::Block => Self::Block,
                CoroutineSource::Closure => Self::Closure,
            });
        }
        let method = tcx.opt_associated_item(owner.to_def_id())?.trait_item_def_id()?;
        if sites::is_poll(tcx, method) {
            Some(Self::Poll)
        } else if Catalogue::get(tcx).is_driven(method) {
            Some(Self::Driven)
        } else {
            sites::takes_context(tcx, method).then_some(Self::Polling)
        }
    }

    /// The context as a message says it.
    pub(crate) fn description(self) -> &'static str {
        match self {
            Self::Function => "this async function",
            Self::Block => "this async block",
            Self::Closure => "this async closure",
            Self::Poll => "this future's `poll`",
            Self::Polling | Self::Driven => "the future that calls this method",
        }
    }

    /// Whether code in it may `.await`.
    pub(crate) fn may_await(self) -> bool {
        !matches!(self, Self::Poll | Self::Polling | Self::Driven)
    }

    /// Whether code in it is called again when what it tried to use is ready.
    pub(crate) fn polls(self) -> bool {
        matches!(self, Self::Poll | Self::Polling)
    }
}

fn is_from_attribute(block: &Expr<'_>) -> bool {
    let expansion = block.span.ctxt().outer_expn_data();
    matches!(expansion.kind, ExpnKind::Macro(MacroKind::Attr, _))
}
