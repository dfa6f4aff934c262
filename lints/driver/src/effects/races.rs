//! Which futures a body drops half way: the branches of a `select!` that another one was faster than, what a limit of
//! time is set to, the loser of a race. What becomes of what they worked on tells whether that matters.

use rustc_abi::{FieldIdx, VariantIdx};
use rustc_attr_ir::lang_items::LangItem;
use rustc_hir::ExprKind;
use rustc_hir::def::{CtorOf, DefKind, Res};
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_middle::mir::{AggregateKind, BasicBlock, Local, Operand, TerminatorKind};
use rustc_middle::ty::{self, Ty};
use rustc_span::{DesugaringKind, Span, Spanned};

use super::hir;
use super::origins::{DEPTH, Future, Origins, Part, Source, is_borrowed, is_users};
use super::outcome::{self, ERR, Event, Known, NONE, READY};
use super::upstream;

/// A future that may be dropped half way.
#[derive(Clone, Debug)]
pub(crate) struct Dropped {
    pub(crate) by: By,
    /// The block in which it is made.
    pub(super) block: BasicBlock,
    /// The future's own body; none for what the call in the block returns otherwise.
    pub(super) body: Option<DefId>,
    /// Where it is made.
    pub(crate) span: Span,
    /// What goes on with what it worked on.
    pub(crate) after: Vec<After>,
}

/// What drops a future half way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// A `select!`, when another branch is done first.
    Select,
    /// A race with other futures.
    Race,
    /// A limit of time.
    Limit,
    /// A single look.
    Look,
}

/// How the body goes on with what a dropped future worked on.
#[derive(Clone, Debug)]
pub(crate) struct After {
    /// What was done first.
    pub(crate) winner: Option<Span>,
    /// The call that does the like with it; none where the future is made again.
    pub(crate) call: Option<Span>,
}

/// The futures that the body drops half way, and after which it goes on with what they worked on.
pub(super) fn dropped(origins: &Origins<'_, '_>) -> Vec<Dropped> {
    let mut races = Races {
        origins,
        found: Vec::new(),
    };
    for (block, data) in origins.body.basic_blocks.iter_enumerated() {
        if !data.is_cleanup {
            races.read(block);
        }
    }
    races.found
}

struct Races<'a, 'tcx> {
    origins: &'a Origins<'a, 'tcx>,
    found: Vec<Dropped>,
}

/// A branch: the futures in it, the locals that keep those which it only borrows, and what is known of the result when
/// it is done first.
struct Branch {
    futures: Vec<Future>,
    holders: Vec<Local>,
    /// The outer `None` where it cannot be told from the others.
    won: Option<Option<Known>>,
}

/// What was done first, and what is known of the body's locals then.
type Outcome = (Option<Span>, Vec<(Local, Known)>);

impl<'tcx> Races<'_, 'tcx> {
    /// Reads the call at the end of `block`, if it is one that drops futures, or polls one that does.
    fn read(&mut self, block: BasicBlock) {
        let origins = self.origins;
        let terminator = origins.body.basic_blocks[block].terminator();
        let TerminatorKind::Call {
            destination,
            target: Some(next),
            ..
        } = terminator.kind
        else {
            return;
        };
        let Some((callee, values)) = origins.called(block) else {
            return;
        };
        if origins.catalogue.looks_once(callee) {
            let outcome = (None, vec![(destination.local, Known::Variant(NONE, None))]);
            return self.drops_all(By::Look, values, &outcome, next);
        }
        let is_await = terminator.source_info.span.is_desugaring(DesugaringKind::Await)
            && origins.tcx.is_lang_item(callee, LangItem::FuturePoll);
        if is_await
            && let [pinned, ..] = values
            && let Source::Call(made) = origins.source(&pinned.node)
            && let ty::Adt(_, poll) = destination.ty(origins.body, origins.tcx).ty.kind()
        {
            self.awaited(made, destination.local, poll.type_at(0), next);
        }
    }

    /// Reads the call in `made`, if it makes a future that drops others: what it ends with, `output`, is what the
    /// local `polled` is when it is ready, and `next` goes on with that.
    fn awaited(&mut self, made: BasicBlock, polled: Local, output: Ty<'tcx>, next: BasicBlock) {
        let origins = self.origins;
        let Some((callee, values)) = origins.called(made) else {
            return;
        };
        let ready = |known: Option<Known>| vec![(polled, Known::Variant(READY, known.map(Box::new)))];
        if origins.catalogue.limits_time(callee) {
            if let Some(failed) = failure(origins, output) {
                let outcome = (None, ready(Some(Known::Variant(failed, None))));
                self.drops_all(By::Limit, values, &outcome, next);
            }
            return;
        }
        let (by, branches) = match values {
            [closure, ..] if origins.catalogue.polls_by_closure(callee) => {
                (By::Select, self.select(&closure.node, output))
            }
            _ if origins.catalogue.gives_back(callee) => (By::Race, self.either(values)),
            _ if origins.catalogue.races(callee) => {
                let branches = values.iter().map(|value| self.racer(&value.node, output));
                (By::Race, branches.collect())
            }
            _ => return,
        };
        for (at, branch) in branches.iter().enumerate() {
            let others = branches.iter().enumerate().filter(|(other, _)| *other != at);
            let outcomes: Vec<Outcome> = others
                .filter_map(|(_, other)| {
                    let winner = other.futures.first().map(|future| future.span);
                    Some((winner, ready(other.won.clone()?)))
                })
                .collect();
            self.drops(by, &branch.futures, &branch.holders, &outcomes, next);
        }
    }

    /// The branches of a `select!` that polls by `closure` and gives `output`, which a variant for each tells from
    /// what other macros do by a closure.
    fn select(&self, closure: &Operand<'tcx>, output: Ty<'tcx>) -> Vec<Branch> {
        let origins = self.origins;
        let is_macros = |adt: ty::AdtDef<'_>| {
            adt.is_enum() && adt.did().is_local() && origins.tcx.def_span(adt.did()).from_expansion()
        };
        let (Some(choice), Source::Aggregate(_, _, AggregateKind::Closure(..), captured)) = (
            output.ty_adt_def().filter(|adt| is_macros(*adt)),
            origins.source(closure),
        ) else {
            return Vec::new();
        };
        let most = choice.variants().len();
        let referents = captured.iter().filter_map(|value| origins.referent(value));
        let branch = |at: usize, (futures, holders): (Vec<Future>, Vec<Local>)| Branch {
            futures,
            holders,
            won: Some(Some(Known::Variant(VariantIdx::from_usize(at), None))),
        };
        let mut branches = Vec::new();
        for part in referents {
            let ty = origins.body.local_decls[part.local].ty;
            if !part.path.is_empty() {
                // A field that keeps its future.
                branches.push(branch(branches.len(), (Vec::new(), Vec::new())));
            } else if let ty::Tuple(futures) = ty.kind() {
                // tokio's keeps all in a tuple.
                return futures
                    .iter()
                    .enumerate()
                    .take(most)
                    .map(|(at, ty)| {
                        let mut part = part.clone();
                        part.path.push(FieldIdx::from_usize(at));
                        branch(at, self.raced(part, is_borrowed(ty)))
                    })
                    .collect();
            } else if origins.is_future(ty) {
                // futures' keeps each in a variable, and does not where the user wrote one.
                let is_kept = is_borrowed(ty) || is_users(origins.body, part.local);
                branches.push(branch(branches.len(), self.raced(part, is_kept)));
            }
        }
        branches.truncate(most);
        branches
    }

    /// The futures in `part`, which come and go with it unless it is `borrowed`, and the locals that keep them then.
    fn raced(&self, part: Part, borrowed: bool) -> (Vec<Future>, Vec<Local>) {
        let origins = self.origins;
        match borrowed {
            true => origins.kept(part),
            false => (origins.futures_of(origins.source_of(part), DEPTH), Vec::new()),
        }
    }

    /// The same for a value that is given to a function.
    fn given(&self, value: &Operand<'tcx>) -> (Vec<Future>, Vec<Local>) {
        let borrowed = is_borrowed(value.ty(self.origins.body, self.origins.tcx));
        let place = value.place();
        place.map_or_else(Default::default, |place| self.raced(Part::of(&place), borrowed))
    }

    /// The branches of a function that drops none of its two futures, but gives the other one back with the output,
    /// which tells by its variant which was done first: those that the body does not go on with.
    fn either(&self, values: &[Spanned<Operand<'tcx>>]) -> Vec<Branch> {
        let Origins { body, tcx, .. } = *self.origins;
        let goes_on_with = |ty: Ty<'tcx>| {
            let mut locals = body.local_decls.iter_enumerated();
            locals.any(|(local, it)| it.ty == ty && self.origins.is_taken_out(local))
        };
        let branches = values.iter().enumerate().map(|(at, value)| {
            let (futures, holders) = self.given(&value.node);
            Branch {
                futures: match goes_on_with(value.node.ty(body, tcx)) {
                    true => Vec::new(),
                    false => futures,
                },
                holders,
                won: Some(Some(Known::Variant(VariantIdx::from_usize(at), None))),
            }
        });
        branches.collect()
    }

    /// A future that races with others for the one `output`.
    fn racer(&self, value: &Operand<'tcx>, output: Ty<'tcx>) -> Branch {
        let (futures, holders) = self.given(value);
        let won = match output.ty_adt_def() {
            Some(adt) if adt.is_enum() => {
                let body = futures.first().and_then(|future| future.body);
                let variant = body.and_then(|body| self.returned(body.as_local()?, adt));
                // Somebody who is faster than the one that gives something gives up, as a timer does.
                variant
                    .or_else(|| failure(self.origins, output))
                    .map(|variant| Some(Known::Variant(variant, None)))
            }
            _ => Some(None),
        };
        Branch {
            futures,
            holders,
            won,
        }
    }

    /// The variant of `choice` that the future `body` ends with, if it says so.
    fn returned(&self, body: LocalDefId, choice: ty::AdtDef<'tcx>) -> Option<VariantIdx> {
        let tcx = self.origins.tcx;
        let last = hir::last(tcx.hir_body_owned_by(body).value)?;
        let named = match last.kind {
            ExprKind::Call(function, _) => function,
            _ => last,
        };
        let ExprKind::Path(path) = &named.kind else {
            return None;
        };
        match tcx.typeck(body).qpath_res(path, named.hir_id) {
            Res::Def(DefKind::Ctor(CtorOf::Variant, _), ctor) => {
                let mut variants = choice.variants().iter_enumerated();
                let is_ctor = |(_, variant): &(_, &ty::VariantDef)| variant.ctor_def_id() == Some(ctor);
                variants.find(is_ctor).map(|(index, _)| index)
            }
            _ => None,
        }
    }

    /// Whether `future` can be one that loses what others miss: most are not, and to follow what comes after them costs.
    fn may_lose(&self, future: &Future) -> bool {
        let Origins { tcx, catalogue, .. } = *self.origins;
        let called = self.origins.called(future.block).map(|(callee, _)| callee);
        let known = |runs: DefId| runs.is_local() || upstream::has_effects(tcx, runs);
        !future.uses.is_empty()
            && future
                .body
                .or(called)
                .is_some_and(|runs| known(runs) || catalogue.loses_data(runs))
    }

    /// Whether `callee` reads where `future` reads, or writes where it writes.
    fn is_like(&self, future: &Future, callee: DefId) -> bool {
        let Origins { tcx, catalogue, .. } = *self.origins;
        let Some((made_by, _)) = self.origins.called(future.block) else {
            return false;
        };
        let streams = |method: DefId| {
            let of = tcx.trait_of_assoc(method).into_iter();
            let traits = of.flat_map(|of| ty::elaborate::supertrait_def_ids(tcx, of));
            traits
                .filter(|of| catalogue.streams().contains(of))
                .collect::<Vec<_>>()
        };
        made_by == callee || streams(made_by).iter().any(|of| streams(callee).contains(of))
    }

    /// Takes down those of the futures in `values`.
    fn drops_all(&mut self, by: By, values: &[Spanned<Operand<'tcx>>], outcome: &Outcome, next: BasicBlock) {
        for value in values {
            let (futures, holders) = self.given(&value.node);
            self.drops(by, &futures, &holders, std::slice::from_ref(outcome), next);
        }
    }

    /// Takes down those of `futures` that work on something with which the body goes on after one of `outcomes`, and
    /// does so without what `holders` keep.
    fn drops(
        &mut self,
        by: By,
        futures: &[Future],
        holders: &[Local],
        outcomes: &[Outcome],
        next: BasicBlock,
    ) {
        let lossy: Vec<&Future> = futures.iter().filter(|future| self.may_lose(future)).collect();
        for future in lossy {
            let mut after = Vec::new();
            for (winner, known) in outcomes {
                let events = outcome::events(
                    self.origins,
                    &future.uses,
                    holders,
                    future.block,
                    next,
                    known.clone(),
                );
                let after_it = events.into_iter().filter_map(|event| {
                    let call = match event {
                        Event::Again => None,
                        Event::Call(callee, span) if self.is_like(future, callee) => Some(span),
                        Event::Call(..) => return None,
                    };
                    Some(After {
                        winner: *winner,
                        call,
                    })
                });
                after.extend(after_it);
            }
            if !after.is_empty() {
                self.found.push(Dropped {
                    by,
                    block: future.block,
                    body: future.body,
                    span: future.span,
                    after,
                });
            }
        }
    }
}

/// What a limit of time ends with that gives `output` otherwise.
fn failure<'tcx>(origins: &Origins<'_, 'tcx>, output: Ty<'tcx>) -> Option<VariantIdx> {
    if outcome::is_result(origins.tcx, output) {
        Some(ERR)
    } else if outcome::is_option(origins.tcx, output) {
        Some(NONE)
    } else {
        None
    }
}
