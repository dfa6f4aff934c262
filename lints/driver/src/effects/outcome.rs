//! What a body goes on to do once it is known how something ended.
//!
//! The blocks are followed from there, and where a branch asks for what is known, only one way is taken: the handler of
//! the branch of a `select!` that was done first, the `Err` of a limit of time, wherever that is looked at.

use rustc_abi::VariantIdx;
use rustc_attr_ir::lang_items::LangItem;
use rustc_data_structures::fx::FxHashSet;
use rustc_hir::def_id::DefId;
use rustc_middle::mir::{
    AggregateKind, BasicBlock, Local, Operand, Place, ProjectionElem, Rvalue, Statement, StatementKind,
    TerminatorKind, UnOp,
};
use rustc_middle::ty::{Ty, TyCtxt};
use rustc_span::{Span, sym};

use super::flow;
use super::origins::{Origins, Part};

/// How many steps are followed before it is given up.
const STEPS: usize = 4096;

pub(super) const NONE: VariantIdx = VariantIdx::ZERO;
pub(super) const ERR: VariantIdx = VariantIdx::from_u32(1);
pub(super) const READY: VariantIdx = VariantIdx::ZERO;
const CONTINUE: VariantIdx = VariantIdx::ZERO;
const BREAK: VariantIdx = VariantIdx::from_u32(1);

/// What is known of a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Known {
    /// It is this variant, with that as its first field.
    Variant(VariantIdx, Option<Box<Known>>),
    /// It is a tuple of those.
    Tuple(Vec<Option<Known>>),
    /// It is the discriminant of such a value.
    Discriminant(u128),
    Bool(bool),
}

/// What happens to one of the values that were followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// The body comes back to the block.
    Again,
    /// This function is given it.
    Call(DefId, Span),
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct State {
    block: BasicBlock,
    known: Vec<(Local, Known)>,
    /// Flags in fields, as they were set.
    flags: Vec<(Part, bool)>,
    /// Which of the values are still there.
    alive: Vec<bool>,
}

/// What happens to `values`, from `start` on, where that is `known`: until the body comes to the block `back`, or goes
/// on with what one of `holders` has.
pub(super) fn events<'tcx>(
    origins: &Origins<'_, 'tcx>,
    values: &[Part],
    holders: &[Local],
    back: BasicBlock,
    start: BasicBlock,
    known: Vec<(Local, Known)>,
) -> Vec<Event> {
    let outcome = Outcome { origins, values };
    let mut events = Vec::new();
    let mut seen: FxHashSet<State> = FxHashSet::default();
    let mut waiting = vec![State {
        block: start,
        known,
        flags: Vec::new(),
        alive: vec![true; values.len()],
    }];
    while let Some(mut state) = waiting.pop() {
        if !seen.insert(state.clone()) {
            continue;
        }
        if seen.len() > STEPS {
            return Vec::new();
        }
        for statement in &origins.body.basic_blocks[state.block].statements {
            outcome.statement(&mut state, statement);
        }
        if !state.alive.contains(&true) {
            continue;
        }
        if state.block == back {
            events.push(Event::Again);
            continue;
        }
        if outcome.goes_on_with(state.block, holders) {
            continue;
        }
        events.extend(outcome.call(&state));
        for block in outcome.terminator(&mut state) {
            waiting.push(State {
                block,
                ..state.clone()
            });
        }
    }
    events
}

struct Outcome<'a, 'tcx> {
    origins: &'a Origins<'a, 'tcx>,
    values: &'a [Part],
}

impl<'tcx> Outcome<'_, 'tcx> {
    /// Whether `block` borrows or takes what one of `holders` has.
    fn goes_on_with(&self, block: BasicBlock, holders: &[Local]) -> bool {
        let data = &self.origins.body.basic_blocks[block];
        let takes = |value: &Operand<'tcx>| value.place().is_some_and(|place| holders.contains(&place.local));
        let borrows = |statement: &Statement<'tcx>| match &statement.kind {
            StatementKind::Assign(assignment) => match &assignment.1 {
                Rvalue::Ref(_, _, place) => holders.contains(&place.local),
                Rvalue::Use(value, ..) => takes(value),
                Rvalue::Aggregate(_, values) => values.iter().any(takes),
                _ => false,
            },
            _ => false,
        };
        let TerminatorKind::Call { args, .. } = &data.terminator().kind else {
            return data.statements.iter().any(borrows);
        };
        data.statements.iter().any(borrows) || args.iter().any(|value| takes(&value.node))
    }

    fn statement(&self, state: &mut State, statement: &Statement<'tcx>) {
        match &statement.kind {
            StatementKind::Assign(assignment) => {
                let (to, value) = &**assignment;
                if let Rvalue::Use(value, ..) = value {
                    self.moved(state, value);
                }
                self.replaced(state, to);
                let known = self.known(state, value);
                if to.projection.is_empty() {
                    set(state, to.local, known);
                } else {
                    let part = Part::of(to);
                    state.flags.retain(|(flag, _)| !flag.overlaps(&part));
                    if let Some(Known::Bool(value)) = known {
                        state.flags.push((part, value));
                    }
                }
            }
            StatementKind::StorageDead(local) => {
                set(state, *local, None);
                self.end(state, |value| value.local == *local);
            }
            _ => {}
        }
    }

    /// What is known of the value of `value`.
    fn known(&self, state: &State, value: &Rvalue<'tcx>) -> Option<Known> {
        let tcx = self.origins.tcx;
        match value {
            Rvalue::Use(Operand::Constant(constant), ..) if constant.ty().is_bool() => {
                constant.const_.try_to_bool().map(Known::Bool)
            }
            Rvalue::Use(value, ..) => of_operand(state, value),
            Rvalue::Ref(_, _, place) => of_place(state, place),
            Rvalue::Discriminant(place) => match of_place(state, place)? {
                Known::Variant(variant, _) => {
                    let adt = place.ty(self.origins.body, tcx).ty.ty_adt_def()?;
                    Some(Known::Discriminant(
                        adt.discriminant_for_variant(tcx, variant).val,
                    ))
                }
                _ => None,
            },
            Rvalue::UnaryOp(UnOp::Not, value) => match of_place(state, &value.place()?)? {
                Known::Bool(value) => Some(Known::Bool(!value)),
                _ => None,
            },
            Rvalue::Aggregate(kind, values) => match **kind {
                AggregateKind::Adt(adt, variant, ..) if tcx.adt_def(adt).is_enum() => {
                    let first = values.iter().next().and_then(|value| of_operand(state, value));
                    Some(Known::Variant(variant, first.map(Box::new)))
                }
                AggregateKind::Tuple => {
                    let parts = values.iter().map(|value| of_operand(state, value));
                    Some(Known::Tuple(parts.collect()))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Where control goes, so far as that is known.
    fn terminator(&self, state: &mut State) -> Vec<BasicBlock> {
        let terminator = self.origins.body.basic_blocks[state.block].terminator();
        match &terminator.kind {
            TerminatorKind::SwitchInt { discr, targets } => match of_operand(state, discr) {
                Some(Known::Discriminant(value)) => vec![targets.target_for_value(value)],
                Some(Known::Bool(value)) => vec![targets.target_for_value(u128::from(value))],
                _ => flow::successors(terminator),
            },
            TerminatorKind::Call {
                args, destination, ..
            } => {
                let known = match args.first().and_then(|value| value.node.place()) {
                    Some(place) => of_place(state, &place).map(|known| (known, place)),
                    None => None,
                };
                let returned = match (self.origins.called(state.block), known) {
                    (Some((callee, _)), Some((known, place))) => {
                        let body = self.origins.body;
                        let given = place.ty(body, self.origins.tcx).ty;
                        let returned = destination.ty(body, self.origins.tcx).ty;
                        match returns(self.origins.tcx, callee, &known, given, returned) {
                            Returns::Never => return Vec::new(),
                            Returns::Known(known) => Some(known),
                            Returns::Anything => None,
                        }
                    }
                    _ => None,
                };
                for value in args {
                    // Whoever is lent something may change flags in it.
                    if self.is_lent(&value.node) {
                        state.flags.clear();
                    }
                    self.moved(state, &value.node);
                    self.lent(state, &value.node);
                }
                self.replaced(state, destination);
                if destination.projection.is_empty() {
                    set(state, destination.local, returned);
                }
                flow::successors(terminator)
            }
            _ => flow::successors(terminator),
        }
    }

    /// The call at the end of the block, if it is given one of the values.
    fn call(&self, state: &State) -> Option<Event> {
        let (callee, values) = self.origins.called(state.block)?;
        let is_given = |part: Part| {
            let alive = self.values.iter().zip(&state.alive).filter(|(_, alive)| **alive);
            alive.into_iter().any(|(value, _)| value.overlaps(&part))
        };
        let uses = values
            .iter()
            .any(|value| self.origins.root(&value.node).is_some_and(is_given));
        let span = self.origins.body.basic_blocks[state.block]
            .terminator()
            .source_info
            .span;
        uses.then_some(Event::Call(callee, span))
    }

    /// Whoever takes a value away goes on with it elsewhere.
    fn moved(&self, state: &mut State, value: &Operand<'tcx>) {
        if let Operand::Move(place) = value
            && !place.ty(self.origins.body, self.origins.tcx).ty.is_ref()
        {
            self.replaced(state, place);
        }
    }

    /// A function of the crate may put another connection in the place of the one that it is lent.
    fn lent(&self, state: &mut State, value: &Operand<'tcx>) {
        let callee = self
            .origins
            .called(state.block)
            .and_then(|(callee, _)| callee.as_local());
        if self.is_lent(value)
            && let Some(callee) = callee
            && let Some(part) = self.origins.root(value)
            && self.values.iter().any(|value| value.is_within(&part))
            && self.origins.replaces_stream(callee)
        {
            self.end(state, |value| value.is_within(&part));
        }
    }

    fn is_lent(&self, value: &Operand<'tcx>) -> bool {
        let ty = value.ty(self.origins.body, self.origins.tcx);
        ty.ref_mutability().is_some_and(|it| it.is_mut())
    }

    /// What is written over is another value from there on.
    fn replaced(&self, state: &mut State, place: &Place<'tcx>) {
        if !self.values.iter().any(|value| value.local == place.local) && !place.is_indirect() {
            return;
        }
        if place.projection.is_empty() {
            self.end(state, |value| value.local == place.local);
        } else if let Some(part) = self.origins.canonical(place) {
            self.end(state, |value| value.is_within(&part));
        }
    }

    fn end(&self, state: &mut State, ends: impl Fn(&Part) -> bool) {
        for (value, alive) in self.values.iter().zip(&mut state.alive) {
            *alive &= !ends(value);
        }
    }
}

fn set(state: &mut State, local: Local, known: Option<Known>) {
    state.known.retain(|(other, _)| *other != local);
    if let Some(known) = known {
        state.known.push((local, known));
        state.known.sort_by_key(|(local, _)| *local);
    }
}

fn of_operand(state: &State, operand: &Operand<'_>) -> Option<Known> {
    of_place(state, &operand.place()?)
}

fn of_place(state: &State, place: &Place<'_>) -> Option<Known> {
    let part = Part::of(place);
    if let Some((_, value)) = state.flags.iter().find(|(flag, _)| *flag == part) {
        return Some(Known::Bool(*value));
    }
    let (_, known) = state.known.iter().find(|(local, _)| *local == place.local)?;
    let mut known = known.clone();
    for step in place.projection {
        known = match (step, known) {
            (ProjectionElem::Deref, known) => known,
            (ProjectionElem::Downcast(_, variant), Known::Variant(known, inner)) if variant == known => {
                Known::Variant(known, inner)
            }
            (ProjectionElem::Field(field, _), Known::Variant(_, Some(inner))) if field.as_usize() == 0 => {
                *inner
            }
            (ProjectionElem::Field(field, _), Known::Tuple(mut parts)) => {
                parts.get_mut(field.as_usize()).and_then(Option::take)?
            }
            _ => return None,
        };
    }
    Some(known)
}

/// What a function returns.
enum Returns {
    /// It panics.
    Never,
    Known(Known),
    Anything,
}

/// What `callee` returns if the `given` value is `known`.
fn returns<'tcx>(
    tcx: TyCtxt<'tcx>,
    callee: DefId,
    known: &Known,
    given: Ty<'tcx>,
    returned: Ty<'tcx>,
) -> Returns {
    let Some(failed) = fails(tcx, known, given) else {
        return Returns::Anything;
    };
    let variant = |variant| Returns::Known(Known::Variant(variant, None));
    if tcx.is_lang_item(callee, LangItem::TryTraitBranch) {
        return variant(if failed { BREAK } else { CONTINUE });
    }
    let name = tcx.opt_item_name(callee);
    match name.as_ref().map_or("", |name| name.as_str()) {
        "is_err" | "is_none" => Returns::Known(Known::Bool(failed)),
        "is_ok" | "is_some" => Returns::Known(Known::Bool(!failed)),
        "is_ok_and" | "is_some_and" if failed => Returns::Known(Known::Bool(false)),
        "expect" | "unwrap" if failed => Returns::Never,
        "or" | "or_else" | "xor" => Returns::Anything,
        "err" if failed => variant(VariantIdx::from_u32(1)),
        _ if failed && is_result(tcx, returned) => variant(ERR),
        _ if failed && is_option(tcx, returned) => variant(NONE),
        _ => Returns::Anything,
    }
}

/// Whether the `known` value of type `ty` is an `Err` or a `None`.
fn fails(tcx: TyCtxt<'_>, known: &Known, ty: Ty<'_>) -> Option<bool> {
    let Known::Variant(variant, _) = known else {
        return None;
    };
    if is_result(tcx, ty) {
        Some(*variant == ERR)
    } else if is_option(tcx, ty) {
        Some(*variant == NONE)
    } else {
        None
    }
}

pub(super) fn is_result(tcx: TyCtxt<'_>, ty: Ty<'_>) -> bool {
    let adt = ty.peel_refs().ty_adt_def();
    adt.is_some_and(|adt| tcx.is_diagnostic_item(sym::Result, adt.did()))
}

pub(super) fn is_option(tcx: TyCtxt<'_>, ty: Ty<'_>) -> bool {
    let adt = ty.peel_refs().ty_adt_def();
    adt.is_some_and(|adt| tcx.is_diagnostic_item(sym::Option, adt.did()))
}
