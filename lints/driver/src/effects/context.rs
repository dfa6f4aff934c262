//! Which bodies an executor drives: they share their thread with other tasks and must not block it.

use clippy_utils::macros::macro_backtrace;
use rustc_hir::def_id::LocalDefId;
use rustc_hir::intravisit::{self, Visitor};
use rustc_hir::{Body, ClosureKind, CoroutineKind, CoroutineSource, Expr, ExprKind, Node};
use rustc_middle::ty::{self, TyCtxt};
use rustc_span::{BytePos, Span, sym};

use super::calls::calls_of;
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
}

impl AsyncContext {
    /// The context of the body that `owner` owns; `None` if no executor drives it.
    pub(crate) fn of(tcx: TyCtxt<'_>, owner: LocalDefId) -> Option<Self> {
        if tcx.coroutine_is_async(owner.to_def_id()) {
            let ClosureKind::Coroutine(CoroutineKind::Desugared(_, source)) = closure_kind(tcx, owner)?
            else {
                return None;
            };
            return Some(match source {
                CoroutineSource::Fn => Self::Function,
                CoroutineSource::Block => Self::Block,
                CoroutineSource::Closure => Self::Closure,
            });
        }
        is_poll(tcx, owner).then_some(Self::Poll)
    }

    /// The context as a message says it.
    pub(crate) fn description(self) -> &'static str {
        match self {
            Self::Function => "this async function",
            Self::Block => "this async block",
            Self::Closure => "this async closure",
            Self::Poll => "this future's `poll`",
        }
    }

    /// Whether code in it may `.await`.
    pub(crate) fn may_await(self) -> bool {
        self != Self::Poll
    }
}

/// The part of an entry future that runs beside nothing else.
///
/// The future that ordinary code hands to `block_on` is driven on that code's own thread, and until it spawns
/// it drives one thing at a time: an async `main` that reads its configuration holds nobody up. From the first
/// spawn on, or inside a `join!` or `select!`, it shares the thread.
pub(crate) struct Alone {
    /// Whether the user wrote an async function, of which an attribute made this future.
    pub(crate) is_function: bool,
    until: Option<BytePos>,
    loops_with_spawn: Vec<Span>,
}

impl Alone {
    /// How far `body` runs alone; `None` if it is no entry future.
    pub(crate) fn of<'tcx>(tcx: TyCtxt<'tcx>, body: &'tcx Body<'tcx>) -> Option<Self> {
        let owner = tcx.hir_body_owner_def_id(body.id());
        if !is_entry_future(tcx, owner) {
            return None;
        }
        let catalogue = Catalogue::get(tcx);
        let spawns: Vec<Span> = calls_of(tcx, body)
            .iter()
            .filter(|call| {
                catalogue.spawns(call.named)
                    || catalogue.spawns(call.resolved)
                    || is_concurrent_macro(tcx, call.expr.span)
            })
            .map(|call| call.expr.span.source_callsite())
            .collect();
        let mut loops = Loops {
            spawns: &spawns,
            found: Vec::new(),
        };
        loops.visit_expr(body.value);
        // `#[tokio::main]` puts the future into a variable first.
        let parent = tcx.parent_hir_node(tcx.local_def_id_to_hir_id(owner));
        Some(Self {
            is_function: !matches!(parent, Node::Expr(_)),
            until: spawns.iter().map(|span| span.lo()).min(),
            loops_with_spawn: loops.found,
        })
    }

    /// Whether code at `span` runs before anything else does.
    pub(crate) fn covers(&self, span: Span) -> bool {
        let span = span.source_callsite();
        self.until.is_none_or(|first| span.hi() <= first)
            && !self.loops_with_spawn.iter().any(|around| around.contains(span))
    }
}

struct Loops<'a> {
    spawns: &'a [Span],
    found: Vec<Span>,
}

impl<'tcx> Visitor<'tcx> for Loops<'_> {
    fn visit_expr(&mut self, expr: &'tcx Expr<'tcx>) {
        if let ExprKind::Loop(..) = expr.kind {
            let around = expr.span.source_callsite();
            if self.spawns.iter().any(|spawn| around.contains(*spawn)) {
                self.found.push(around);
            }
        }
        intravisit::walk_expr(self, expr);
    }
}

/// `select!` and `join!` of any crate: their branches run beside each other.
fn is_concurrent_macro(tcx: TyCtxt<'_>, span: Span) -> bool {
    macro_backtrace(span).any(|call| {
        let name = tcx.item_name(call.def_id);
        ["select", "select_biased", "join", "try_join"].contains(&name.as_str())
    })
}

/// Whether ordinary code hands this future straight to an executor, as `main` and `#[tokio::main]` do.
fn is_entry_future(tcx: TyCtxt<'_>, owner: LocalDefId) -> bool {
    if !tcx.coroutine_is_async(owner.to_def_id()) {
        return false;
    }
    // `#[async_std::main]` nests the user's `async fn main` in the real one.
    let function = tcx.parent(owner.to_def_id());
    if tcx.opt_item_name(function) == Some(sym::main)
        && tcx
            .entry_fn(())
            .is_some_and(|(entry, _)| tcx.opt_parent(function) == Some(entry))
    {
        return true;
    }
    let future = tcx.local_def_id_to_hir_id(owner);
    let caller = tcx.hir_enclosing_body_owner(future);
    if AsyncContext::of(tcx, caller).is_some() {
        return false;
    }
    let catalogue = Catalogue::get(tcx);
    let typeck = tcx.typeck(caller);
    // By type, because `#[tokio::main]` hands the future through variables of its own.
    let is_this = |value: &Expr<'_>| match typeck.expr_ty(value).peel_refs().kind() {
        ty::Coroutine(passed, _) => *passed == owner.to_def_id(),
        _ => false,
    };
    calls_of(tcx, tcx.hir_body_owned_by(caller)).iter().any(|call| {
        (catalogue.is_executor(call.named) || catalogue.is_executor(call.resolved))
            && call.values.iter().any(|value| is_this(value))
    })
}

fn closure_kind(tcx: TyCtxt<'_>, owner: LocalDefId) -> Option<ClosureKind> {
    match tcx.hir_node_by_def_id(owner) {
        Node::Expr(Expr {
            kind: ExprKind::Closure(closure),
            ..
        }) => Some(closure.kind),
        _ => None,
    }
}

/// `Future::poll`, and the `poll_next` of a trait named `Stream` or `AsyncIterator`.
fn is_poll(tcx: TyCtxt<'_>, owner: LocalDefId) -> bool {
    let Some(trait_item) = tcx
        .opt_associated_item(owner.to_def_id())
        .and_then(|item| item.trait_item_def_id())
    else {
        return false;
    };
    let polled_trait = tcx.parent(trait_item);
    match tcx.item_name(trait_item).as_str() {
        "poll" => tcx.lang_items().future_trait() == Some(polled_trait),
        "poll_next" => ["Stream", "AsyncIterator"].contains(&tcx.item_name(polled_trait).as_str()),
        _ => false,
    }
}
