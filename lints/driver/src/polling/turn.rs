//! Whether a loop has an idle turn: a way from a look that found nothing back to the same look.
//!
//! The ways are followed in the MIR, and what is known of its locals with them: what a look that found nothing has
//! returned, and which side of an earlier branch this way has taken. A way ends where something is done: at a call
//! that does work, and where a value changes that the next turn sees, as a counter does.

use std::collections::BTreeMap;

use rustc_attr_ir::lang_items::LangItem;
use rustc_data_structures::fx::FxHashMap;
use rustc_index::bit_set::DenseBitSet;
use rustc_middle::mir::visit::{PlaceContext, Visitor};
use rustc_middle::mir::{
    BasicBlock, BorrowKind, Local, Location, Operand, Place, PlaceElem, Rvalue, Statement, StatementKind,
    SwitchTargets, TerminatorKind, UnOp,
};
use rustc_span::Span;

use super::calls::{Calls, Nature, empty_variant};

/// How many steps are taken before a loop counts as one that does something.
const STEPS: usize = 2000;

/// What is known of a local on one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Known {
    /// It has this value.
    Value(u128),
    /// It has this variant.
    Variant(u128),
    /// It is a copy of this local, or a reference to it.
    Same(Local),
    /// It is the contrary of this local.
    Not(Local),
    /// It is the discriminant of this local.
    Discriminant(Local),
    /// Something is known of it that is not followed.
    Compared,
}

type State = BTreeMap<Local, Known>;

/// Where a way leads on which nothing is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leads {
    /// Back to the look.
    Back,
    /// To where something is done, or out of the loop.
    Elsewhere,
    /// To where it has been before: it turns in a loop within, which the ways out of that loop tell about.
    Around,
}

/// The turns of one loop.
pub(super) struct Turns<'a, 'tcx> {
    calls: &'a Calls<'a, 'tcx>,
    whole: Span,
    /// The locals that depend on what the looks found.
    found: DenseBitSet<Local>,
    target: BasicBlock,
    /// The blocks in the loop from which the target can be reached, whatever is done there.
    near: DenseBitSet<BasicBlock>,
    known: FxHashMap<(BasicBlock, State), Leads>,
}

impl<'a, 'tcx> Turns<'a, 'tcx> {
    /// The turns of the loop at `whole`.
    pub(super) fn of(calls: &'a Calls<'a, 'tcx>, whole: Span) -> Self {
        Self {
            calls,
            whole,
            found: found(calls),
            target: BasicBlock::from_u32(0),
            near: DenseBitSet::new_empty(calls.body.basic_blocks.len()),
            known: FxHashMap::default(),
        }
    }

    /// Whether one of them leads from the look at the end of `block` to the same look, and does nothing.
    pub(super) fn lead_back(&mut self, block: BasicBlock) -> bool {
        self.target = block;
        let mut waiting = vec![block];
        while let Some(block) = waiting.pop() {
            for before in &self.calls.body.basic_blocks.predecessors()[block] {
                if self.is_inside(*before) && self.near.insert(*before) {
                    waiting.push(*before);
                }
            }
        }
        self.near.contains(block) && self.leave(block, State::new()) == Leads::Back
    }

    fn is_inside(&self, block: BasicBlock) -> bool {
        let span = self.calls.span(block).source_callsite();
        // Where several ways out of a scope meet, rustc notes no place.
        !self.calls.body.basic_blocks[block].is_cleanup && (span.is_dummy() || self.whole.contains(span))
    }

    /// Where a way through `block` leads.
    fn enter(&mut self, block: BasicBlock, mut state: State) -> Leads {
        if block == self.target {
            return Leads::Back;
        }
        let entry = (block, state.clone());
        if !self.is_inside(block) || self.known.len() > STEPS {
            return Leads::Elsewhere;
        }
        if let Some(known) = self.known.get(&entry) {
            return *known;
        }
        self.known.insert(entry.clone(), Leads::Around); // while it is followed
        let statements = &self.calls.body.basic_blocks[block].statements;
        let leads = match statements.iter().all(|it| self.goes_on(it, &mut state)) {
            true => self.leave(block, state),
            false => Leads::Elsewhere,
        };
        self.known.insert(entry, leads);
        leads
    }

    /// Where a way on from the end of `block` leads.
    fn leave(&mut self, block: BasicBlock, mut state: State) -> Leads {
        match &self.calls.body.basic_blocks[block].terminator().kind {
            TerminatorKind::Goto { target }
            | TerminatorKind::Assert { target, .. }
            | TerminatorKind::Drop { target, .. }
            | TerminatorKind::Yield { resume: target, .. }
            | TerminatorKind::FalseEdge {
                real_target: target, ..
            }
            | TerminatorKind::FalseUnwind {
                real_target: target, ..
            } => self.enter(*target, state),
            TerminatorKind::Call {
                args,
                destination,
                target: Some(target),
                ..
            } => {
                let values: Vec<&Operand<'tcx>> = args.iter().map(|value| &value.node).collect();
                match self.calls_on(block, &values, *destination, &mut state) {
                    true => self.enter(*target, state),
                    false => Leads::Elsewhere,
                }
            }
            TerminatorKind::SwitchInt { discr, targets } => self.branch(discr, targets, &state),
            _ => Leads::Elsewhere,
        }
    }

    fn branch(&mut self, on: &Operand<'tcx>, targets: &SwitchTargets, state: &State) -> Leads {
        let Some(local) = on.place().and_then(|place| place.as_local()) else {
            return self.all(targets, state);
        };
        match self.known(local, state) {
            Some(Known::Value(value)) => return self.enter(targets.target_for_value(value), state.clone()),
            Some(Known::Compared) => return Leads::Elsewhere,
            _ => {}
        }
        if !self.found.contains(local) {
            return self.all(targets, state);
        }
        let is_bool = self.calls.body.local_decls[local].ty.is_bool();
        let learned = |value: Option<u128>| {
            let mut state = state.clone();
            let value = value.or(is_bool.then_some(1));
            match (state.get(&local).copied(), value) {
                (Some(Known::Discriminant(of)), Some(value)) => {
                    state.insert(of, Known::Variant(value));
                }
                (Some(Known::Discriminant(_)), None) => {}
                (Some(Known::Not(of)), Some(value)) => {
                    state.insert(of, Known::Value(1 - value.min(1)));
                }
                (_, Some(value)) => {
                    state.insert(origin(local, &state), Known::Value(value));
                }
                (_, None) => {
                    state.insert(origin(local, &state), Known::Compared);
                }
            }
            state
        };
        let ways: Vec<_> = targets
            .iter()
            .map(|(value, target)| (target, learned(Some(value))))
            .collect();
        let otherwise = (targets.otherwise(), learned(None));
        let mut leads = Leads::Elsewhere;
        for (target, state) in ways.into_iter().chain([otherwise]) {
            match self.enter(target, state) {
                Leads::Back => return Leads::Back,
                Leads::Around => leads = Leads::Around,
                Leads::Elsewhere => {}
            }
        }
        leads
    }

    /// Where something else decides than what the looks found, each way must come back or leave the loop.
    fn all(&mut self, targets: &SwitchTargets, state: &State) -> Leads {
        let mut leads = Leads::Elsewhere;
        for target in targets.all_targets() {
            match self.enter(*target, state.clone()) {
                Leads::Back => leads = Leads::Back,
                Leads::Around if leads == Leads::Elsewhere => leads = Leads::Around,
                Leads::Elsewhere if self.near.contains(*target) => return Leads::Elsewhere,
                Leads::Around | Leads::Elsewhere => {}
            }
        }
        leads
    }

    /// Follows a statement; `false` if it does something.
    fn goes_on(&self, statement: &Statement<'tcx>, state: &mut State) -> bool {
        match &statement.kind {
            StatementKind::Assign(assignment) => {
                let (to, value) = &**assignment;
                self.assigns(*to, value, state)
            }
            StatementKind::StorageLive(local) | StatementKind::StorageDead(local) => {
                forget(*local, state);
                true
            }
            StatementKind::SetDiscriminant { .. } => false,
            _ => true,
        }
    }

    fn assigns(&self, to: Place<'tcx>, value: &Rvalue<'tcx>, state: &mut State) -> bool {
        let Some(local) = to.as_local() else {
            return !self.outlives(to.local) && !to.is_indirect();
        };
        let source = match value {
            Rvalue::Use(value, _) => value.place().and_then(|place| place.as_local()),
            _ => None,
        };
        if self.outlives(local) && !source.is_some_and(|source| self.is_news(source, local)) {
            return false;
        }
        let known = match value {
            // rustc panics where a constant of another size is read as a `bool`.
            Rvalue::Use(Operand::Constant(constant), _) if constant.ty().is_bool() => {
                let value = constant.const_.try_to_bool();
                value.map(|value| Known::Value(value.into()))
            }
            Rvalue::Use(Operand::Copy(from) | Operand::Move(from), _)
            | Rvalue::CopyForDeref(from)
            | Rvalue::Ref(_, BorrowKind::Shared | BorrowKind::Fake(_), from) => {
                behind(*from).map(|from| self.same(from, state))
            }
            Rvalue::Ref(_, BorrowKind::Mut { .. }, from) => {
                // What is changed in an empty result is not followed.
                if matches!(self.known(from.local, state), Some(Known::Variant(_))) {
                    return false;
                }
                forget(from.local, state);
                None
            }
            Rvalue::Discriminant(of) => behind(*of).map(|of| match self.known(of, state) {
                Some(Known::Variant(variant)) => Known::Value(variant),
                _ => Known::Discriminant(origin(of, state)),
            }),
            Rvalue::UnaryOp(UnOp::Not, of) => {
                let of = of.place().and_then(|place| place.as_local());
                of.map(|of| match self.known(of, state) {
                    Some(Known::Value(value)) => Known::Value(1 - value.min(1)),
                    _ => Known::Not(origin(of, state)),
                })
            }
            Rvalue::BinaryOp(_, operands) => {
                let (left, right) = &**operands;
                for side in [left, right] {
                    let Some(of) = side.place().and_then(|place| place.as_local()) else {
                        continue;
                    };
                    // Two comparisons of one value may exclude each other.
                    if matches!(self.known(of, state), Some(Known::Compared | Known::Value(_))) {
                        return false;
                    }
                    state.insert(origin(of, state), Known::Compared);
                }
                None
            }
            Rvalue::Aggregate(_, parts) => {
                let locals = parts
                    .iter()
                    .filter_map(|part| part.place().and_then(|place| place.as_local()));
                let is_empty = |local| matches!(self.known(local, state), Some(Known::Variant(_)));
                if locals.into_iter().any(is_empty) {
                    return false;
                }
                None
            }
            _ => None,
        };
        forget(local, state);
        if let Some(known) = known.filter(|known| *known != Known::Same(local)) {
            state.insert(local, known);
        }
        true
    }

    /// Follows a call; `false` if it does something.
    fn calls_on(
        &self,
        block: BasicBlock,
        values: &[&Operand<'tcx>],
        to: Place<'tcx>,
        state: &mut State,
    ) -> bool {
        let tcx = self.calls.tcx;
        if to.is_indirect() {
            return false;
        }
        let empty = empty_variant(tcx, to.ty(self.calls.body, tcx).ty);
        let returned = match self.calls.nature(block) {
            Nature::Work => return false,
            Nature::Look(_, fails) => empty.filter(|_| fails).map(Known::Variant),
            Nature::Pop => empty.map(Known::Variant),
            Nature::Pause(_) => None,
            Nature::Plain => {
                let mut given = values.iter().map(|value| {
                    let local = value.place().and_then(|place| place.as_local());
                    local.and_then(|local| self.known(local, state))
                });
                let first = given.next().flatten();
                if given.any(|known| matches!(known, Some(Known::Variant(_)))) {
                    return false;
                }
                match first {
                    Some(Known::Variant(_)) => match self.of_empty(block, empty) {
                        Some(known) => Some(known),
                        None => return false,
                    },
                    _ => None,
                }
            }
        };
        forget(to.local, state);
        if let (Some(known), Some(local)) = (returned, to.as_local()) {
            state.insert(local, known);
        }
        true
    }

    /// What the function called at the end of `block` makes of an empty result; `empty` is its own empty variant.
    fn of_empty(&self, block: BasicBlock, empty: Option<u128>) -> Option<Known> {
        let (function, _) = self.calls.called(block)?;
        if self.calls.tcx.is_lang_item(function, LangItem::TryTraitBranch) {
            return Some(Known::Variant(1)); // `ControlFlow::Break`
        }
        match self.calls.name(block).as_str() {
            "is_ok" | "is_some" => Some(Known::Value(0)),
            "is_err" | "is_none" => Some(Known::Value(1)),
            "as_deref" | "as_ref" | "clone" | "cloned" | "copied" | "flatten" | "ok" | "ok_or" => {
                empty.map(Known::Variant)
            }
            _ => None,
        }
    }

    /// Whether the next turn sees what is written to `local`.
    fn outlives(&self, local: Local) -> bool {
        let decl = &self.calls.body.local_decls[local];
        decl.is_user_variable() && !self.whole.contains(decl.source_info.span.source_callsite())
    }

    /// Whether `local` is what a look returned that looks at the same each turn, wherever `last` leads: it does not
    /// walk along a list.
    fn is_news(&self, local: Local, last: Local) -> bool {
        let led = dependent(self.calls, &|it| it == last);
        self.calls
            .body
            .basic_blocks
            .iter()
            .any(|data| match &data.terminator().kind {
                TerminatorKind::Call {
                    args, destination, ..
                } if destination.as_local() == Some(local) => {
                    let mut given = args.iter().filter_map(|value| value.node.place());
                    self.found.contains(local) && !given.any(|place| led.contains(place.local))
                }
                _ => false,
            })
    }

    fn known(&self, local: Local, state: &State) -> Option<Known> {
        state.get(&origin(local, state)).copied()
    }

    fn same(&self, local: Local, state: &State) -> Known {
        match self.known(local, state) {
            Some(known @ (Known::Value(_) | Known::Variant(_))) => known,
            _ => Known::Same(origin(local, state)),
        }
    }
}

/// The local that `local` is a copy of, or a reference to.
fn origin(local: Local, state: &State) -> Local {
    match state.get(&local) {
        Some(Known::Same(of)) => origin(*of, state),
        _ => local,
    }
}

fn forget(local: Local, state: &mut State) {
    state.remove(&local);
    state.retain(|_, known| {
        !matches!(known, Known::Same(of) | Known::Not(of) | Known::Discriminant(of) if *of == local)
    });
}

/// The local that `place` is, or that it refers to.
fn behind(place: Place<'_>) -> Option<Local> {
    place
        .projection
        .iter()
        .all(|part| part == PlaceElem::Deref)
        .then_some(place.local)
}

/// The locals that depend on what the looks of a body found, or on whether a pause is over.
fn found(calls: &Calls<'_, '_>) -> DenseBitSet<Local> {
    let mut made = DenseBitSet::new_empty(calls.body.local_decls.len());
    for (block, data) in calls.body.basic_blocks.iter_enumerated() {
        if let TerminatorKind::Call { destination, .. } = &data.terminator().kind {
            let called = calls.called(block);
            let is_pause = called.is_some_and(|(it, _)| calls.tcx.is_lang_item(it, LangItem::FuturePoll));
            if is_pause || matches!(calls.nature(block), Nature::Look(..) | Nature::Pop) {
                made.insert(destination.local);
            }
        }
    }
    dependent(calls, &|local| made.contains(local))
}

/// The locals that depend on those that `is_first` says, themselves included.
fn dependent(calls: &Calls<'_, '_>, is_first: &dyn Fn(Local) -> bool) -> DenseBitSet<Local> {
    struct Mentions<'b>(&'b DenseBitSet<Local>, bool);
    impl<'tcx> Visitor<'tcx> for Mentions<'_> {
        fn visit_local(&mut self, local: Local, _: PlaceContext, _: Location) {
            self.1 |= self.0.contains(local);
        }
    }
    let mut found = DenseBitSet::new_empty(calls.body.local_decls.len());
    for local in calls.body.local_decls.indices().filter(|local| is_first(*local)) {
        found.insert(local);
    }
    loop {
        let mut grown = false;
        for data in calls.body.basic_blocks.iter() {
            for statement in &data.statements {
                if let StatementKind::Assign(assignment) = &statement.kind {
                    let (to, value) = &**assignment;
                    let mut mentions = Mentions(&found, false);
                    mentions.visit_rvalue(value, Location::START);
                    grown |= mentions.1 && found.insert(to.local);
                }
            }
            if let TerminatorKind::Call {
                args, destination, ..
            } = &data.terminator().kind
            {
                let mut given = args.iter().filter_map(|value| value.node.place());
                grown |= given.any(|place| found.contains(place.local)) && found.insert(destination.local);
            }
        }
        if !grown {
            return found;
        }
    }
}
