//! Loops that wait for something by looking again and again.
//!
//! [`calls`] says of each call whether it looks, gives way, or does work, and [`moment`] how long it sleeps; [`turn`] whether a loop has an idle turn: a
//! way from a look that found nothing back to the same look, on which nothing is done. A loop without one makes
//! progress, or waits, each time.

mod calls;
pub(crate) mod moment;
mod turn;

use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use clippy_utils::visitors::for_each_expr_without_closures;
use rustc_data_structures::fx::FxHashMap;
use rustc_hir::def::DefKind;
use rustc_hir::def_id::LocalDefId;
use rustc_hir::{ExprKind, HirId, LoopSource};
use rustc_middle::mir::Body;
use rustc_middle::ty::TyCtxt;
use rustc_span::{DesugaringKind, Span, Symbol};

use crate::bug;
use crate::catalogue::Poll;
use crate::effects::context::AsyncContext;
use crate::effects::is_member;
use crate::report;
use calls::Calls;
use turn::Turns;

/// A loop that has an idle turn.
#[derive(Clone, Debug)]
pub(crate) struct Busy {
    /// The loop.
    pub(crate) node: HirId,
    /// Its head, as it is written.
    pub(crate) head: Span,
    /// What it looks at.
    pub(crate) poll: &'static Poll,
    /// The function by which it looks.
    pub(crate) name: Symbol,
    /// Where it does.
    pub(crate) call: Span,
    /// What it does until it looks again.
    pub(crate) pause: Option<Pause>,
}

/// How a loop gives way to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Pause {
    /// It tells the processor or the scheduler, and goes on.
    Hint,
    /// It lets the executor run others first.
    Yield,
    /// It sleeps for a moment.
    Sleep(Duration),
}

/// A loop as it is written.
struct Written {
    node: HirId,
    whole: Span,
    head: Span,
}

impl Busy {
    /// Shows where it looks, unless the loop's head does.
    pub(crate) fn show_call(&self, diag: &mut report::Diag<'_>) {
        if !self.head.contains(self.call) {
            diag.span_label(self.call, "looks here");
        }
    }
}

/// The busy loops of the body that `owner` owns, closures aside.
pub(crate) fn busy_loops(tcx: TyCtxt<'_>, owner: LocalDefId) -> Vec<Busy> {
    let known = early().lock().expect("nothing panics here").remove(&owner);
    known.unwrap_or_else(|| read(tcx, owner))
}

/// Reads a body before rustc takes its MIR apart, which it does early for futures.
pub(crate) fn read_early(tcx: TyCtxt<'_>, owner: LocalDefId) {
    if is_member() && tcx.is_coroutine(owner.to_def_id()) {
        let busy = read(tcx, owner);
        early().lock().expect("nothing panics here").insert(owner, busy);
    }
}

fn read(tcx: TyCtxt<'_>, owner: LocalDefId) -> Vec<Busy> {
    bug::contain(tcx, owner, || {
        let has_code = matches!(
            tcx.def_kind(owner),
            DefKind::Fn | DefKind::AssocFn | DefKind::Closure
        );
        let context = AsyncContext::of(tcx, owner);
        if !has_code || context.is_some_and(|context| !context.may_await()) {
            return Vec::new();
        }
        let loops = loops(tcx, owner);
        if loops.is_empty() || tcx.hir_body_const_context(owner).is_some() {
            return Vec::new();
        }
        let (body, _) = tcx.mir_promoted(owner);
        if body.is_stolen() {
            return Vec::new();
        }
        let body = body.borrow();
        match body.tainted_by_errors {
            Some(_) => Vec::new(),
            None => find(tcx, owner, &body, &loops, context.is_some()),
        }
    })
}

/// The loops in a body, inner ones first. Those of `for` end by themselves, and that of `.await` really waits.
fn loops(tcx: TyCtxt<'_>, owner: LocalDefId) -> Vec<Written> {
    let mut loops = Vec::new();
    for_each_expr_without_closures(tcx.hir_body_owned_by(owner).value, |expr| {
        if let ExprKind::Loop(_, _, source, head) = expr.kind
            && source != LoopSource::ForLoop
            && !expr.span.is_desugaring(DesugaringKind::Await)
        {
            loops.push(Written {
                node: expr.hir_id,
                whole: expr.span.source_callsite(),
                head,
            });
        }
        std::ops::ControlFlow::<()>::Continue(())
    });
    loops.reverse();
    loops
}

fn find<'tcx>(
    tcx: TyCtxt<'tcx>,
    owner: LocalDefId,
    body: &Body<'tcx>,
    loops: &[Written],
    is_async: bool,
) -> Vec<Busy> {
    let calls = Calls::of(tcx, owner, body, loops, is_async);
    let mut busy: Vec<Busy> = Vec::new();
    for (block, poll) in calls.polls() {
        let call = body.basic_blocks[block].terminator().source_info.span;
        let around = loops
            .iter()
            .filter(|it| it.whole.contains(call.source_callsite()));
        for written in around {
            if !Turns::of(&calls, written.whole).lead_back(block) {
                continue;
            }
            let found = Busy {
                node: written.node,
                head: written.head,
                poll,
                name: calls.name(block),
                call,
                pause: calls.pauses(written.whole).max(),
            };
            match busy.iter_mut().find(|known| known.node == written.node) {
                // What would be taken tells more of what is waited for than a state that is looked at.
                Some(known) if poll.fails && !known.poll.fails => *known = found,
                Some(_) => {}
                None => busy.push(found),
            }
            break;
        }
    }
    busy.sort_by_key(|it| it.head.lo());
    busy
}

fn early() -> &'static Mutex<FxHashMap<LocalDefId, Vec<Busy>>> {
    static EARLY: OnceLock<Mutex<FxHashMap<LocalDefId, Vec<Busy>>>> = OnceLock::new();
    EARLY.get_or_init(Mutex::default)
}
