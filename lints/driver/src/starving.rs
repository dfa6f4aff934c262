//! Sleeps in a `select!` that each turn of a loop starts again, and that may never end for what else is done there.

use std::time::Duration;

use rustc_attr_ir::lang_items::LangItem;
use rustc_hir::def::{DefKind, Res};
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_hir::{Expr, ExprKind, HirId, LoopSource, Node, QPath};
use rustc_lint::LateContext;
use rustc_middle::ty::{self, Ty};
use rustc_span::symbol::kw;
use rustc_span::{DesugaringKind, Span, sym};

use crate::catalogue::{Brings, Catalogue, Tries};
use crate::effects::hir;
use crate::flows::is_macros;
use crate::loops::{Code, DEPTH, Walk};
use crate::places::{Use, uses};
use crate::polling::moment;
use crate::select::{Branch, branches};

/// A `select!` that is awaited in each turn of a loop.
pub(crate) struct Select<'a, 'tcx> {
    cx: &'a LateContext<'tcx>,
    code: Code<'tcx>,
    owner: LocalDefId,
    /// The loop.
    pub(crate) around: &'tcx Expr<'tcx>,
    branches: Vec<Branch<'tcx>>,
}

/// A sleep that may never end, and what keeps it from that.
pub(crate) struct Starved<'tcx> {
    pub(crate) sleep: Sleep<'tcx>,
    /// The sleep's branch.
    pub(crate) branch: Branch<'tcx>,
    /// Where what is done before stands.
    pub(crate) other: Span,
    pub(crate) by: By,
}

/// What each turn of the loop starts again.
#[derive(Clone, Copy)]
pub(crate) struct Sleep<'tcx> {
    pub(crate) call: &'tcx Expr<'tcx>,
    /// The function that makes it.
    pub(crate) callee: DefId,
    /// How long it is.
    pub(crate) time: &'tcx Expr<'tcx>,
    /// The same, if it is always the same.
    pub(crate) constant: Option<Duration>,
}

/// What is done before a sleep.
pub(crate) enum By {
    /// Another sleep.
    Shorter(Duration),
    /// What others send, so that work does not come to its turn.
    Source(Brings),
    /// What others send and is not what is waited for, so that the wait has no end.
    Others(Brings),
}

impl<'a, 'tcx> Select<'a, 'tcx> {
    /// The `select!` that ends with the `match` `chosen`, if it is one in a loop and nobody uses its value.
    pub(crate) fn of(cx: &'a LateContext<'tcx>, owner: LocalDefId, chosen: &'tcx Expr<'tcx>) -> Option<Self> {
        let code = Code::of(cx.tcx, owner);
        let branches = branches(cx.tcx, code.typeck, chosen);
        let ty = code.typeck.expr_ty(chosen);
        if branches.len() < 2 || !ty.is_unit() && !ty.is_never() {
            return None;
        }
        let around = cx
            .tcx
            .hir_parent_iter(chosen.hir_id)
            .find_map(|(_, node)| match node {
                Node::Expr(expr) if matches!(expr.kind, ExprKind::Loop(..) | ExprKind::Closure(_)) => {
                    Some(expr)
                }
                _ => None,
            })?;
        let turns = matches!(
            around.kind,
            ExprKind::Loop(_, _, LoopSource::Loop | LoopSource::While, _)
        );
        (turns && !around.span.is_desugaring(DesugaringKind::Await)).then_some(Self {
            cx,
            code,
            owner,
            around,
            branches,
        })
    }

    /// The first of its sleeps that may never end.
    pub(crate) fn starved(&self) -> Option<Starved<'tcx>> {
        let mut sleeps = self
            .branches
            .iter()
            .filter_map(|branch| Some((*branch, self.sleep(branch.future?)?)));
        sleeps.find_map(|(branch, sleep)| {
            let starved = |(other, by)| Starved {
                sleep,
                branch,
                other,
                by,
            };
            let by = self
                .shorter(&sleep)
                .or_else(|| self.faster(&branch, &sleep))
                .or_else(|| self.passed_over(&branch, &sleep));
            by.map(starved).filter(|_| !sleep.call.span.from_expansion())
        })
    }

    /// Another sleep that is always done before `sleep`, and after which the loop goes on.
    fn shorter(&self, sleep: &Sleep<'tcx>) -> Option<(Span, By)> {
        let time = sleep.constant?;
        self.branches
            .iter()
            .filter(|other| !other.is_guarded && !other.leaves(self.code.typeck))
            .find_map(|other| {
                let other = self.sleep(other.future?)?;
                let shorter = other.constant.filter(|it| *it < time)?;
                Some((other.call.span, By::Shorter(shorter)))
            })
    }

    /// A branch that others decide on and that may always be done before `sleep`, so that the work in the sleep's
    /// own `branch` starves.
    fn faster(&self, branch: &Branch<'tcx>, sleep: &Sleep<'tcx>) -> Option<(Span, By)> {
        if branch.is_guarded || branch.may_leave(self.cx.tcx, self.code.typeck) {
            return None;
        }
        let work = self.work(branch.handler);
        let (call, brings) = self.branches.iter().find_map(|other| {
            let source = self.source(other.future?)?;
            (!other.leaves(self.code.typeck) && !self.work(other.handler).is_empty()).then_some(source)
        })?;
        if work.is_empty() {
            return None;
        }
        let used = uses(self.cx, self.owner, self.around);
        let is_long = match sleep.constant {
            Some(time) => time >= Duration::from_secs(1),
            None => self.is_fixed(sleep.time, &used),
        };
        let starves = is_long && !self.is_shared(branch, sleep, call, &work, &used);
        starves.then_some((call.span, By::Source(brings)))
    }

    /// A branch that waits for one thing among those that others send and passes the rest over, where the sleep's own
    /// `branch` is to limit the wait.
    fn passed_over(&self, branch: &Branch<'tcx>, sleep: &Sleep<'tcx>) -> Option<(Span, By)> {
        if branch.is_guarded || !branch.leaves(self.code.typeck) {
            return None;
        }
        let used = uses(self.cx, self.owner, self.around);
        let changes = |handler: &Expr<'_>| {
            let mut inside = used
                .iter()
                .filter(|it| self.code.is_within(it.at, handler.hir_id));
            inside.any(|it| it.changes && !self.is_in_turn(it.local))
        };
        let (call, brings) = self.branches.iter().find_map(|other| {
            let source = self.source(other.future?)?;
            let passes_over = !other.is_guarded
                && self.leaves_with_result(other)
                && !other.leaves(self.code.typeck)
                && self.work(other.handler).is_empty()
                && !changes(other.handler);
            passes_over.then_some(source)
        })?;
        self.is_fixed(sleep.time, &used)
            .then_some((call.span, By::Others(brings)))
    }

    /// Whether the handler of `branch` says somewhere that it leaves the loop or function with something of its result.
    fn leaves_with_result(&self, branch: &Branch<'tcx>) -> bool {
        let is_result = |expr: &'tcx Expr<'tcx>| match expr.kind {
            ExprKind::Path(QPath::Resolved(None, path)) => matches!(path.res, Res::Local(local)
                if [branch.pat.hir_id, branch.handler.hir_id].iter().any(|of| self.code.is_within(local, *of))),
            _ => false,
        };
        let tcx = self.cx.tcx;
        // That the sender failed ends any wait.
        let is_error = |value: &'tcx Expr<'tcx>| {
            let variant = hir::called(self.code.typeck, value).and_then(|(made, _)| tcx.opt_parent(made));
            variant.is_some_and(|variant| tcx.is_lang_item(variant, LangItem::ResultErr))
        };
        let mut found = false;
        self.code.walk(branch.handler, |expr| {
            if let ExprKind::Ret(Some(value)) | ExprKind::Break(_, Some(value)) = expr.kind
                && !expr.span.is_desugaring(DesugaringKind::QuestionMark)
                && !is_error(value)
            {
                self.code.walk(value, |part| {
                    found |= is_result(part);
                    if found { Walk::Stop } else { Walk::Into }
                });
            }
            if found { Walk::Stop } else { Walk::Into }
        });
        found
    }

    /// Whether `node` stands in the loop.
    pub(crate) fn is_in_turn(&self, node: HirId) -> bool {
        self.code.is_within(node, self.around.hir_id)
    }

    /// The sleep that `future` is.
    fn sleep(&self, future: &'tcx Expr<'tcx>) -> Option<Sleep<'tcx>> {
        match future.kind {
            ExprKind::AddrOf(_, _, inner) | ExprKind::DropTemps(inner) | ExprKind::Unary(_, inner) => {
                self.sleep(inner)
            }
            ExprKind::Block(block, _) if block.stmts.is_empty() => self.sleep(block.expr?),
            ExprKind::Path(QPath::Resolved(None, path)) => match path.res {
                // Each turn makes it.
                Res::Local(local) if self.is_in_turn(local) => match self.cx.tcx.parent_hir_node(local) {
                    Node::LetStmt(made) => self.sleep(made.init?),
                    _ => None,
                },
                _ => None,
            },
            _ => {
                let (callee, values) = hir::called(self.code.typeck, future)?;
                let first = *values.first()?;
                if Catalogue::get(self.cx.tcx).sleeps(callee) {
                    let constant = moment::duration(self.cx.tcx, first);
                    return Some(Sleep {
                        call: future,
                        callee,
                        time: first,
                        constant,
                    });
                }
                let wraps =
                    Tries::get(self.cx.tcx).wraps(callee) && !Catalogue::get(self.cx.tcx).races(callee);
                if wraps { self.sleep(first) } else { None }
            }
        }
    }

    /// The call in `future` that waits for what others send, unless that says nothing but that it came.
    fn source(&self, future: &'tcx Expr<'tcx>) -> Option<(&'tcx Expr<'tcx>, Brings)> {
        let mut found = None;
        self.code.walk(future, |expr| {
            found = self
                .code
                .waits_for(expr, self.around.hir_id, DEPTH)
                .map(|brings| (expr, brings));
            if found.is_some() { Walk::Stop } else { Walk::Into }
        });
        let is_signal = |ty: Ty<'tcx>| match ty.kind() {
            ty::Adt(_, args) => args.types().next().is_some_and(|item| item.is_unit()),
            _ => false,
        };
        found.filter(|(call, _)| !is_signal(self.code.awaited(self.code.typeck.expr_ty(call))))
    }

    /// The calls that the user wrote in `handler` and that lead out of the standard library.
    fn work(&self, handler: &'tcx Expr<'tcx>) -> Vec<(DefId, &'tcx Expr<'tcx>)> {
        let tcx = self.cx.tcx;
        let mut work = Vec::new();
        self.code.walk(handler, |expr| {
            // A block that is handed from one macro to another loses its place.
            if is_macros(expr) && expr.hir_id != handler.hir_id {
                return Walk::Past;
            }
            if let Some((callee, _)) = hir::called(self.code.typeck, expr)
                && !matches!(tcx.def_kind(callee), DefKind::Ctor(..))
                && ![sym::core, sym::alloc, sym::std].contains(&tcx.crate_name(callee.krate))
            {
                work.push((callee, expr));
            }
            Walk::Into
        });
        work
    }

    /// Whether what the handler of `branch` does has to do with what the rest of the loop does, `call` above all.
    fn is_shared(
        &self,
        branch: &Branch<'tcx>,
        sleep: &Sleep<'tcx>,
        call: &'tcx Expr<'tcx>,
        work: &[(DefId, &'tcx Expr<'tcx>)],
        used: &[Use],
    ) -> bool {
        let catalogue = Catalogue::get(self.cx.tcx);
        let within = |it: &&Use, expr: &Expr<'_>| self.code.is_within(it.at, expr.hir_id);
        let inside = || used.iter().filter(|it| within(it, branch.handler));
        let outside = || {
            used.iter()
                .filter(|it| !within(it, branch.handler) && !within(it, sleep.call))
        };
        let changes =
            inside().any(|it| outside().any(|other| it.overlaps(other) && (it.changes || other.changes)));
        // A connection that is read there and written here.
        let source = || used.iter().filter(|it| within(it, call));
        let is_whole = |it: &Use| it.is_whole() && self.cx.tcx.hir_name(it.local) == kw::SelfLower;
        let talks = inside().any(|it| !is_whole(it) && source().any(|other| it.is_of_same(other)));
        // What a message is sent by is as good as a heartbeat to whoever waits for one.
        let others = self
            .branches
            .iter()
            .filter(|other| other.handler.hir_id != branch.handler.hir_id);
        let mut elsewhere = others
            .flat_map(|other| self.work(other.handler))
            .chain(self.work(self.around));
        let repeats = elsewhere.any(|(callee, theirs)| {
            work.iter().any(|(own, ours)| {
                *own == callee && (callee.is_local() || self.code.place(theirs) == self.code.place(ours))
            })
        });
        let in_branches = |it: &&Use| self.branches.iter().any(|branch| within(it, branch.handler));
        let sends = work
            .iter()
            .filter(|(callee, _)| catalogue.is_mailbox(*callee))
            .any(|(_, send)| {
                let mut sender = used.iter().filter(|it| within(it, send) && !is_whole(it));
                sender.any(|it| outside().filter(in_branches).any(|other| it.is_of_same(other)))
            });
        changes || talks || repeats || sends
    }

    /// Whether `time` is the same in each turn, of whose uses `used` tells.
    fn is_fixed(&self, time: &'tcx Expr<'tcx>, used: &[Use]) -> bool {
        let typeck = self.code.typeck;
        match time.kind {
            ExprKind::Lit(_) => true,
            ExprKind::Path(ref path)
                if matches!(
                    typeck.qpath_res(path, time.hir_id),
                    Res::Def(kind, _) if hir::is_const(kind)
                ) =>
            {
                true
            }
            ExprKind::Path(_) | ExprKind::Field(..) => {
                let mut places = used
                    .iter()
                    .filter(|it| self.code.is_within(it.at, time.hir_id))
                    .peekable();
                let is_kept = |it: &Use| {
                    !self.is_in_turn(it.local)
                        && !used.iter().any(|other| other.changes && other.overlaps(it))
                };
                places.peek().is_some() && places.all(is_kept)
            }
            ExprKind::Call(function, values) => {
                let made = match &function.kind {
                    ExprKind::Path(path) => typeck.qpath_res(path, function.hir_id).opt_def_id(),
                    _ => None,
                };
                let is_made = made.is_some_and(|made| moment::is_of_duration(self.cx.tcx, made));
                is_made && values.iter().all(|value| self.is_fixed(value, used))
            }
            ExprKind::Binary(_, left, right) => self.is_fixed(left, used) && self.is_fixed(right, used),
            _ => false,
        }
    }
}
