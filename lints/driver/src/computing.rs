//! Loops that compute and nothing else, and of which nobody who reads them can say that they are short.

use std::ops::ControlFlow;

use clippy_utils::consts::{ConstEvalCtxt, Constant};
use clippy_utils::higher::{ForLoop, Range};
use clippy_utils::ty::implements_trait;
use clippy_utils::visitors::{Descend, for_each_expr_without_closures};
use rustc_data_structures::fx::FxHashSet;
use rustc_hir::def::{DefKind, Res};
use rustc_hir::def_id::LocalDefId;
use rustc_hir::{BinOpKind, Expr, ExprKind, HirId, LoopSource, MatchSource, Mutability, QPath};
use rustc_lint::LateContext;
use rustc_middle::ty;
use rustc_span::{Span, sym};

use crate::catalogue::Catalogue;
use crate::effects::Effects;
use crate::effects::hir;
use crate::effects::upstream::is_std;
use crate::flows::is_macros;

/// As many turns are few.
const FEW: u128 = 1000;

/// A loop that may compute for long.
pub(crate) struct Computing {
    pub(crate) node: HirId,
    /// Its head.
    pub(crate) head: Span,
    pub(crate) by: By,
}

/// Why it may take long.
pub(crate) enum By {
    /// Each turn runs the loop with this head, from its beginning.
    Nested(Span),
    /// It ends when this comes out as wanted.
    Search(Span),
}

/// The outermost of such loops in the body of `owner`, closures aside.
pub(crate) fn computing<'tcx>(cx: &LateContext<'tcx>, owner: LocalDefId) -> Vec<Computing> {
    let mut found = Vec::new();
    for_each_expr_without_closures(cx.tcx.hir_body_owned_by(owner).value, |expr| {
        let long = Turns::of(expr).filter(|_| !is_macros(expr)).and_then(|turns| {
            let reader = Reader { cx, owner, turns };
            reader.long().filter(|_| reader.only_computes())
        });
        let descend = if long.is_none() { Descend::Yes } else { Descend::No };
        found.extend(long);
        ControlFlow::<(), _>::Continue(descend)
    });
    found
}

/// A loop as it is written.
#[derive(Clone, Copy)]
struct Turns<'tcx> {
    whole: &'tcx Expr<'tcx>,
    head: Span,
    kind: Kind<'tcx>,
}

#[derive(Clone, Copy)]
enum Kind<'tcx> {
    /// `for`, over this.
    For(&'tcx Expr<'tcx>),
    /// `while`, as long as this is so.
    While(&'tcx Expr<'tcx>),
    /// `while let`.
    WhileLet,
    Loop,
}

impl<'tcx> Turns<'tcx> {
    fn of(whole: &'tcx Expr<'tcx>) -> Option<Self> {
        if let Some(ForLoop { arg, span, .. }) = ForLoop::hir(whole) {
            return Some(Self {
                whole,
                head: span.with_hi(arg.span.source_callsite().hi()),
                kind: Kind::For(arg),
            });
        }
        let ExprKind::Loop(block, _, source, head) = whole.kind else {
            return None;
        };
        let kind = match (source, block.expr.map(|last| &last.kind)) {
            (LoopSource::Loop, _) => Kind::Loop,
            (LoopSource::While, Some(ExprKind::If(condition, ..))) => {
                let binds = for_each_expr_without_closures(*condition, |part| match part.kind {
                    ExprKind::Let(_) => ControlFlow::Break(()),
                    _ => ControlFlow::Continue(()),
                });
                match binds {
                    Some(()) => Kind::WhileLet,
                    None => Kind::While(condition),
                }
            }
            _ => return None,
        };
        Some(Self { whole, head, kind })
    }
}

/// Reads one loop.
struct Reader<'a, 'tcx> {
    cx: &'a LateContext<'tcx>,
    owner: LocalDefId,
    turns: Turns<'tcx>,
}

impl<'tcx> Reader<'_, 'tcx> {
    fn long(&self) -> Option<Computing> {
        let by = self
            .nested()
            .map(By::Nested)
            .or_else(|| self.searched().map(By::Search))?;
        Some(Computing {
            node: self.turns.whole.hir_id,
            head: self.turns.head,
            by,
        })
    }

    /// Whether no turn waits, looks whether something has happened, or does what other lints tell about.
    fn only_computes(&self) -> bool {
        let (tcx, whole) = (self.cx.tcx, self.turns.whole);
        let catalogue = Catalogue::get(tcx);
        let gives_way = for_each_expr_without_closures(whole, |expr| {
            let waits = match expr.kind {
                ExprKind::Match(_, _, MatchSource::AwaitDesugar) | ExprKind::Yield(..) => true,
                _ => hir::called(self.cx.typeck_results(), expr).is_some_and(|(callee, _)| {
                    catalogue.poll(callee).is_some() || catalogue.yields(callee) || catalogue.sleeps(callee)
                }),
            };
            if waits {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        let effects = Effects::get(tcx);
        let mut sites = effects.sites(self.owner).iter();
        let span = whole.span.source_callsite();
        gives_way.is_none()
            && !effects.begins_alone(self.owner)
            && !sites.any(|site| {
                span.contains(site.span.source_callsite()) && !effects.of_site(tcx, site).is_empty()
            })
    }

    /// The head of a loop that each turn runs anew, over what has nothing to do with the turn.
    fn nested(&self) -> Option<Span> {
        if let Kind::For(over) = self.turns.kind
            && self.is_few(over)
        {
            return None;
        }
        if let Kind::While(condition) = self.turns.kind
            && !is_ordering(condition)
        {
            return None;
        }
        if !matches!(self.turns.kind, Kind::For(_)) && self.counts_few() {
            return None;
        }
        for_each_expr_without_closures(self.turns.whole, |expr| {
            let inner = Turns::of(expr).filter(|inner| inner.whole.hir_id != self.turns.whole.hir_id);
            let head = inner
                .filter(|inner| !is_macros(expr) && self.starts_anew(inner))
                .map(|inner| inner.head);
            head.map_or(ControlFlow::Continue(()), ControlFlow::Break)
        })
    }

    fn starts_anew(&self, inner: &Turns<'tcx>) -> bool {
        match inner.kind {
            Kind::For(over) if !self.is_few(over) && !self.takes_away(over) => {
                let base = self.list(over);
                match Range::hir(self.cx, base) {
                    Some(range) => range.end.is_some_and(|end| self.is_of_all_turns(end, true)),
                    None => self.is_of_all_turns(base, false),
                }
            }
            Kind::While(condition) => {
                let ExprKind::Binary(_, left, right) = condition.kind else {
                    return false;
                };
                let counts = |side: &'tcx Expr<'tcx>| {
                    local(side).is_some_and(|it| {
                        self.is_within(it, self.turns.whole) && !self.is_within(it, inner.whole)
                    })
                };
                is_ordering(condition)
                    && (counts(left) && self.is_of_all_turns(right, false)
                        || counts(right) && self.is_of_all_turns(left, false))
            }
            _ => false,
        }
    }

    /// Whether `expr` names something, and nothing that is of one turn alone; the number of the turn is not if `counts`.
    fn is_of_all_turns(&self, expr: &'tcx Expr<'tcx>, counts: bool) -> bool {
        // As in `0..number`, and not in `0..lists[number].len()`.
        let reckons = for_each_expr_without_closures(expr, |part| match part.kind {
            ExprKind::Index(..) | ExprKind::Call(..) | ExprKind::MethodCall(..) => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        });
        let numbered = reckons.is_none()
            && matches!(self.turns.kind, Kind::For(over) if Range::hir(self.cx, self.list(over)).is_some());
        let mut names = false;
        let of_turn = for_each_expr_without_closures(expr, |part| match local(part) {
            Some(it) if self.is_within(it, self.turns.whole) && !(counts && numbered) => {
                ControlFlow::Break(())
            }
            it => {
                names |= it.is_some();
                ControlFlow::Continue(())
            }
        });
        names && of_turn.is_none()
    }

    /// Whether going through `over` takes away what it goes through, so that the next turn finds the rest.
    fn takes_away(&self, over: &'tcx Expr<'tcx>) -> bool {
        let typeck = self.cx.typeck_results();
        let is_iterator = |expr: &'tcx Expr<'tcx>| {
            let iterator = self.cx.tcx.get_diagnostic_item(sym::Iterator);
            iterator.is_some_and(|of| implements_trait(self.cx, typeck.expr_ty(expr).peel_refs(), of, &[]))
        };
        let taken = for_each_expr_without_closures(over, |part| {
            let takes = match part.kind {
                ExprKind::AddrOf(_, Mutability::Mut, of) => is_iterator(of),
                ExprKind::MethodCall(name, receiver, ..) => {
                    let ty = typeck.expr_ty_adjusted(receiver);
                    ty.ref_mutability().is_some_and(|it| it.is_mut())
                        && !name.ident.as_str().ends_with("_mut")
                }
                _ => false,
            };
            if takes {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        taken.is_some()
    }

    /// Whether the loop stops after few turns: it compares a number that it counts with a small constant.
    fn counts_few(&self) -> bool {
        let mut counted: FxHashSet<HirId> = FxHashSet::default();
        let mut compared: FxHashSet<HirId> = FxHashSet::default();
        for_each_expr_without_closures(self.turns.whole, |part| {
            match part.kind {
                ExprKind::AssignOp(_, to, _) => counted.extend(local(to)),
                ExprKind::Binary(op, left, right) if op.node.is_comparison() => {
                    for (side, other) in [(left, right), (right, left)] {
                        let few = self.number(other).is_some_and(|number| number <= FEW);
                        compared.extend(local(side).filter(|_| few));
                    }
                }
                _ => {}
            }
            ControlFlow::<()>::Continue(())
        });
        !counted.is_disjoint(&compared)
    }

    /// Whether going through `over` takes few turns, whatever the data.
    fn is_few(&self, over: &'tcx Expr<'tcx>) -> bool {
        let takes_few = for_each_expr_without_closures(over, |part| match part.kind {
            ExprKind::MethodCall(name, _, [most], _)
                if name.ident.as_str() == "take" && self.number(most).is_some_and(|most| most <= FEW) =>
            {
                ControlFlow::Break(())
            }
            _ => ControlFlow::Continue(()),
        });
        let list = self.list(over);
        if let Some(range) = Range::hir(self.cx, list) {
            let start = range.start.and_then(|start| self.number(start)).unwrap_or(0);
            let end = range.end.and_then(|end| self.number(end));
            return takes_few.is_some() || end.is_some_and(|end| end.saturating_sub(start) <= FEW);
        }
        let is_const = match list.kind {
            ExprKind::Lit(_) => true,
            ExprKind::Path(ref path) => matches!(
                self.cx.qpath_res(path, list.hir_id),
                Res::Def(kind, _) if hir::is_const(kind) || matches!(kind, DefKind::Static { .. })
            ),
            _ => false,
        };
        let length = match self.cx.typeck_results().expr_ty(list).peel_refs().kind() {
            ty::Array(_, length) => match length.kind() {
                ty::ConstKind::Value(value) => value.try_to_target_usize(self.cx.tcx),
                _ => None,
            },
            ty::Adt(adt, _) => [sym::Option, sym::Result]
                .iter()
                .any(|name| self.cx.tcx.is_diagnostic_item(*name, adt.did()))
                .then_some(1),
            _ => None,
        };
        takes_few.is_some() || is_const || length.is_some_and(|length| u128::from(length) <= FEW)
    }

    fn number(&self, expr: &'tcx Expr<'tcx>) -> Option<u128> {
        match ConstEvalCtxt::new(self.cx).eval(expr)? {
            Constant::Int(number) => Some(number),
            _ => None,
        }
    }

    /// The list or range behind what is iterated over.
    fn list(&self, mut expr: &'tcx Expr<'tcx>) -> &'tcx Expr<'tcx> {
        loop {
            expr = match expr.kind {
                ExprKind::AddrOf(_, _, inner) | ExprKind::DropTemps(inner) | ExprKind::Unary(_, inner) => {
                    inner
                }
                ExprKind::Index(list, at, _) if Range::hir(self.cx, at).is_some() => list,
                ExprKind::MethodCall(_, receiver, ..)
                    if hir::called(self.cx.typeck_results(), expr)
                        .is_some_and(|(callee, _)| is_std(self.cx.tcx, callee)) =>
                {
                    receiver
                }
                _ => return expr,
            };
        }
    }

    /// What a loop without a visible end computes of what its turns change.
    fn searched(&self) -> Option<Span> {
        match self.turns.kind {
            Kind::While(condition) if !is_ordering(condition) => {}
            Kind::Loop => {}
            Kind::For(over) => {
                let range = Range::hir(self.cx, self.list(over))?;
                let is_long = |end| self.number(end).is_some_and(|end| end > FEW * FEW);
                let counts = range.end.is_none_or(is_long) && !self.is_few(over);
                return counts.then(|| self.computed(&FxHashSet::default()))?;
            }
            Kind::While(_) | Kind::WhileLet => return None,
        }
        let typeck = self.cx.typeck_results();
        let mut changed: FxHashSet<HirId> = FxHashSet::default();
        let goes_on = for_each_expr_without_closures(self.turns.whole, |expr| {
            match expr.kind {
                ExprKind::Assign(to, ..) | ExprKind::AssignOp(_, to, _) => {
                    changed.extend(local(to).filter(|it| !self.is_within(*it, self.turns.whole)));
                }
                // A number that stops it.
                ExprKind::Binary(op, left, _)
                    if op.node.is_comparison()
                        && !matches!(op.node, BinOpKind::Eq | BinOpKind::Ne)
                        && typeck.expr_ty(left).is_integral() =>
                {
                    return ControlFlow::Break(());
                }
                // Whoever is lent something outside may take the next piece from it.
                _ if hir::called(typeck, expr).is_some_and(|(_, values)| {
                    values.iter().any(|value| {
                        let ty = typeck.expr_ty_adjusted(value);
                        let lent = ty.ref_mutability().is_some_and(|it| it.is_mut());
                        lent && root(value).is_none_or(|it| !self.is_within(it, self.turns.whole))
                    })
                }) =>
                {
                    return ControlFlow::Break(());
                }
                _ => {}
            }
            ControlFlow::Continue(())
        });
        (goes_on.is_none() && !changed.is_empty() && self.may_leave()).then(|| self.computed(&changed))?
    }

    /// A call out of the standard library that is given one of `changed`, or what a `for` loop counts.
    fn computed(&self, changed: &FxHashSet<HirId>) -> Option<Span> {
        let (tcx, typeck) = (self.cx.tcx, self.cx.typeck_results());
        for_each_expr_without_closures(self.turns.whole, |expr| {
            let computes = !is_macros(expr)
                && hir::called(typeck, expr).is_some_and(|(callee, values)| {
                    let is_function = matches!(tcx.def_kind(callee), DefKind::Fn | DefKind::AssocFn);
                    is_function
                        && !is_std(tcx, callee)
                        && values.iter().any(|value| {
                            let named = for_each_expr_without_closures(*value, |part| match local(part) {
                                Some(it) if changed.contains(&it) => ControlFlow::Break(()),
                                Some(it) if changed.is_empty() && self.is_within(it, self.turns.whole) => {
                                    ControlFlow::Break(())
                                }
                                _ => ControlFlow::Continue(()),
                            });
                            named.is_some()
                        })
                });
            if computes {
                ControlFlow::Break(expr.span)
            } else {
                ControlFlow::Continue(())
            }
        })
    }

    /// Whether a `while` has a condition, or the loop a way out.
    fn may_leave(&self) -> bool {
        let leaves = for_each_expr_without_closures(self.turns.whole, |expr| match expr.kind {
            ExprKind::Break(..) | ExprKind::Ret(_) => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        });
        matches!(self.turns.kind, Kind::While(_)) || leaves.is_some()
    }

    fn is_within(&self, node: HirId, outer: &Expr<'_>) -> bool {
        let mut parents = self.cx.tcx.hir_parent_id_iter(node);
        parents.any(|parent| parent == outer.hir_id)
    }
}

/// The local that `expr` names.
fn local(expr: &Expr<'_>) -> Option<HirId> {
    match expr.kind {
        ExprKind::Path(QPath::Resolved(None, path)) => match path.res {
            Res::Local(local) => Some(local),
            _ => None,
        },
        ExprKind::DropTemps(inner) => local(inner),
        _ => None,
    }
}

/// The local that `expr` is, or is a part of.
fn root(expr: &Expr<'_>) -> Option<HirId> {
    match expr.kind {
        ExprKind::AddrOf(_, _, inner)
        | ExprKind::Field(inner, _)
        | ExprKind::Index(inner, ..)
        | ExprKind::Unary(_, inner) => root(inner),
        _ => local(expr),
    }
}

/// Whether it compares two numbers: the loop counts.
fn is_ordering(condition: &Expr<'_>) -> bool {
    match condition.kind {
        ExprKind::DropTemps(inner) => is_ordering(inner),
        ExprKind::Binary(op, left, right) => match op.node {
            BinOpKind::And => is_ordering(left) || is_ordering(right),
            op => op.is_comparison() && !matches!(op, BinOpKind::Eq | BinOpKind::Ne),
        },
        _ => false,
    }
}
