//! At which awaits a local still has the guard that its type has room for.

use rustc_abi::VariantIdx;
use rustc_data_structures::fx::FxHashSet;
use rustc_index::bit_set::DenseBitSet;
use rustc_middle::mir::visit::Visitor;
use rustc_middle::mir::{
    BasicBlock, Body, BorrowKind, Local, Location, Operand, Place, Rvalue, Statement, StatementKind,
    Terminator, TerminatorKind,
};
use rustc_middle::ty::{self, Ty, TyCtxt};
use rustc_span::Spanned;

use super::parts::{Part, Parts, Step};
use crate::effects::flow::successors;

/// One part of one local of a body.
pub(super) struct Lives<'a, 'tcx> {
    tcx: TyCtxt<'tcx>,
    body: &'a Body<'tcx>,
    parts: &'a Parts<'tcx>,
    local: Local,
    part: &'a Part,
}

/// What some code does with the part.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Does {
    /// It is there from now on.
    Gives,
    /// It is gone, or may be.
    Ends,
    Nothing,
}

impl<'a, 'tcx> Lives<'a, 'tcx> {
    pub(super) fn new(
        tcx: TyCtxt<'tcx>,
        body: &'a Body<'tcx>,
        parts: &'a Parts<'tcx>,
        local: Local,
        part: &'a Part,
    ) -> Self {
        Self {
            tcx,
            body,
            parts,
            local,
            part,
        }
    }

    /// The blocks that end in an await over which the part lives.
    pub(super) fn awaits(&self) -> FxHashSet<BasicBlock> {
        let mut awaits = FxHashSet::default();
        let mut waiting: Vec<BasicBlock> = Vec::new();
        for (block, data) in self.body.basic_blocks.iter_enumerated() {
            // What a future is made with is there from its start.
            let is_start = block.index() == 0 && self.local == ty::CAPTURE_STRUCT_LOCAL;
            if !data.is_cleanup && self.run(block, is_start, &mut awaits) {
                waiting.extend(self.after(block));
            }
        }
        let mut seen = DenseBitSet::new_empty(self.body.basic_blocks.len());
        while let Some(block) = waiting.pop() {
            if seen.insert(block) && self.run(block, true, &mut awaits) {
                waiting.extend(self.after(block));
            }
        }
        awaits
    }

    /// Whether the part is there at the end of `block`, if it is or is not at its start.
    fn run(&self, block: BasicBlock, mut alive: bool, awaits: &mut FxHashSet<BasicBlock>) -> bool {
        let data = &self.body.basic_blocks[block];
        let mut apply = |does| match does {
            Does::Gives => alive = true,
            Does::Ends => alive = false,
            Does::Nothing => {}
        };
        for (index, statement) in data.statements.iter().enumerate() {
            let location = Location {
                block,
                statement_index: index,
            };
            apply(self.statement(statement, location));
        }
        apply(self.terminator(data.terminator(), self.body.terminator_loc(block)));
        if alive && matches!(data.terminator().kind, TerminatorKind::Yield { .. }) {
            awaits.insert(block);
        }
        alive
    }

    fn statement(&self, statement: &Statement<'tcx>, location: Location) -> Does {
        match &statement.kind {
            StatementKind::StorageDead(local) if *local == self.local => Does::Ends,
            StatementKind::Assign(assign) => {
                let (to, value) = &**assign;
                if self.holds_part(*to) {
                    return if self.is_without(value) {
                        Does::Ends
                    } else {
                        Does::Gives
                    };
                }
                if let Rvalue::Ref(_, BorrowKind::Mut { .. }, from) = value
                    && self.part.is_loose
                    && self.holds_part(*from)
                    && let Some(to) = to.as_local()
                {
                    return self.lent(to);
                }
                self.moved(|visitor| visitor.visit_statement(statement, location))
            }
            _ => Does::Nothing,
        }
    }

    fn terminator(&self, terminator: &Terminator<'tcx>, location: Location) -> Does {
        match &terminator.kind {
            TerminatorKind::Drop { place, .. } if self.holds_part(*place) => Does::Ends,
            TerminatorKind::Call {
                args, destination, ..
            } if self.holds_part(*destination) => {
                // A collection or an `Option` made of nothing is empty.
                let is_empty = self.part.is_loose
                    && args.iter().all(|arg| {
                        let ty = arg.node.ty(self.body, self.tcx);
                        ty.is_primitive() || matches!(ty.kind(), ty::FnDef(..))
                    });
                if is_empty { Does::Ends } else { Does::Gives }
            }
            TerminatorKind::Call { .. } => {
                self.moved(|visitor| visitor.visit_terminator(terminator, location))
            }
            _ => Does::Nothing,
        }
    }

    /// Whether the part lies at `place` or below it.
    fn holds_part(&self, place: Place<'tcx>) -> bool {
        place.local == self.local && Step::of(place).is_some_and(|steps| self.part.steps.starts_with(&steps))
    }

    /// Whether `place` is what the guard itself is made of.
    fn is_inside(&self, place: Place<'tcx>) -> bool {
        let is_below =
            |steps: Vec<Step>| steps.starts_with(&self.part.steps) && !steps.contains(&Step::Deref);
        place.local == self.local && Step::of(place).is_some_and(is_below)
    }

    /// Whether `value` is a constant or a variant without the part.
    fn is_without(&self, value: &Rvalue<'tcx>) -> bool {
        match value {
            Rvalue::Use(from, ..) => self.lacks(from),
            Rvalue::Aggregate(_, fields) => {
                self.part.is_loose && fields.iter().all(|field| self.lacks(field))
            }
            _ => false,
        }
    }

    /// Whether `value` is surely without a guard, by its type or because it is made so.
    fn lacks(&self, value: &Operand<'tcx>) -> bool {
        let Operand::Move(from) = value else {
            return matches!(value, Operand::Constant(_))
                || self.parts.of(value.ty(self.body, self.tcx)).is_empty();
        };
        let is_made_without = |from: Local| {
            let mut made = self.assigned(from).peekable();
            made.peek().is_some() && made.all(|value| self.is_without(value)) && self.call_of(from).is_none()
        };
        self.parts.of(value.ty(self.body, self.tcx)).is_empty()
            || from.as_local().is_some_and(is_made_without)
    }

    /// The call that makes `local`: its function and what it is given.
    fn call_of(&self, local: Local) -> Option<(&'a Operand<'tcx>, &'a [Spanned<Operand<'tcx>>])> {
        let mut terminators = self.body.basic_blocks.iter().map(|data| data.terminator());
        terminators.find_map(|it| match &it.kind {
            TerminatorKind::Call {
                func,
                args,
                destination,
                ..
            } if destination.as_local() == Some(local) => Some((func, &**args)),
            _ => None,
        })
    }

    /// What becomes of a part that may be taken out, when it is lent to change it: only a call that gives back a
    /// reference surely leaves it there, and one that is given a guard may put it in.
    fn lent(&self, to: Local) -> Does {
        let call = self
            .body
            .basic_blocks
            .iter()
            .find_map(|data| match &data.terminator().kind {
                TerminatorKind::Call {
                    args, destination, ..
                } => {
                    let is_given = args
                        .iter()
                        .any(|arg| arg.node.place().and_then(|it| it.as_local()) == Some(to));
                    is_given.then_some((args, destination))
                }
                _ => None,
            });
        let Some((args, destination)) = call else {
            return Does::Ends;
        };
        let gives = args.iter().any(|arg| {
            let ty = arg.node.ty(self.body, self.tcx);
            !self.parts.of(ty).is_empty()
        });
        match gives {
            true => Does::Gives,
            false if self.borrows(destination.ty(self.body, self.tcx).ty) => Does::Nothing,
            false => Does::Ends,
        }
    }

    /// Whether a value of `ty` refers to something and owns no guard.
    fn borrows(&self, ty: Ty<'tcx>) -> bool {
        let mut inner = ty.walk().filter_map(|part| part.as_type());
        inner.any(|part| part.is_ref()) && self.parts.of(ty).is_empty()
    }

    fn moved(&self, visit: impl FnOnce(&mut Moves<'_, 'a, 'tcx>)) -> Does {
        let mut moves = Moves {
            lives: self,
            found: false,
        };
        visit(&mut moves);
        if moves.found { Does::Ends } else { Does::Nothing }
    }

    /// Where control goes from the end of `block`, if the part is there.
    fn after(&self, block: BasicBlock) -> Vec<BasicBlock> {
        let terminator = self.body.basic_blocks[block].terminator();
        if let TerminatorKind::SwitchInt { discr, targets } = &terminator.kind
            && self.part.is_loose
            && let Some(tested) = discr.place().and_then(|place| place.as_local())
            && let Some(value) = self.value_if_there(tested)
        {
            return vec![targets.target_for_value(value)];
        }
        successors(terminator)
    }

    /// What `tested` is if the part is there: the discriminant of the variant around it, or what `is_some` and its
    /// like tell of it.
    fn value_if_there(&self, tested: Local) -> Option<u128> {
        let mut assigned = self.assigned(tested);
        if let Some(Rvalue::Discriminant(place)) = assigned.next() {
            let variant = self.variant_below(*place)?;
            let ty = place.ty(self.body, self.tcx).ty;
            return Some(ty.discriminant_for_variant(self.tcx, variant)?.val);
        }
        let (func, args) = self.call_of(tested)?;
        let (callee, _) = func.const_fn_def()?;
        let given = args.first()?.node.place()?;
        let variant = self.variant_below(self.tcx.mk_place_deref(given))?;
        let of = self.tcx.inherent_impl_of_assoc(callee)?;
        let ty = self
            .tcx
            .type_of(of)
            .instantiate_identity()
            .skip_norm_wip()
            .ty_adt_def()?;
        // `None` and `Ok` come first.
        let told = match (
            self.tcx.get_diagnostic_name(ty.did())?.as_str(),
            self.tcx.item_name(callee).as_str(),
        ) {
            ("Option", "is_some") | ("Result", "is_err") => variant.as_u32(),
            ("Option", "is_none") | ("Result", "is_ok") => 1 - variant.as_u32(),
            _ => return None,
        };
        Some(u128::from(told))
    }

    /// The variant that `place` is in if the part is there.
    fn variant_below(&self, place: Place<'tcx>) -> Option<VariantIdx> {
        let steps = self.steps_to(place)?;
        match self.part.steps.strip_prefix(steps.as_slice())?.first()? {
            Step::Variant(variant) => Some(*variant),
            _ => None,
        }
    }

    /// The way from the local to `place`, which may go through references to the local.
    fn steps_to(&self, place: Place<'tcx>) -> Option<Vec<Step>> {
        let steps = Step::of(place)?;
        if place.local == self.local {
            return Some(steps);
        }
        let (Step::Deref, below) = steps.split_first()? else {
            return None;
        };
        let mut assigned = self.assigned(place.local);
        let (Some(first), None) = (assigned.next(), assigned.next()) else {
            return None;
        };
        let mut around = match first {
            Rvalue::Ref(_, _, from) => self.steps_to(*from)?,
            Rvalue::Use(from, ..) => self.steps_to(self.tcx.mk_place_deref(from.place()?))?,
            _ => return None,
        };
        around.extend_from_slice(below);
        Some(around)
    }

    /// What statements assign to `local`.
    fn assigned(&self, local: Local) -> impl Iterator<Item = &'a Rvalue<'tcx>> {
        let statements = self.body.basic_blocks.iter().flat_map(|data| &data.statements);
        statements.filter_map(move |statement| match &statement.kind {
            StatementKind::Assign(assign) if assign.0.as_local() == Some(local) => Some(&assign.1),
            _ => None,
        })
    }
}

/// Looks for the part among what is moved.
struct Moves<'b, 'a, 'tcx> {
    lives: &'b Lives<'a, 'tcx>,
    found: bool,
}

impl<'tcx> Visitor<'tcx> for Moves<'_, '_, 'tcx> {
    fn visit_operand(&mut self, operand: &Operand<'tcx>, _: Location) {
        if let Operand::Move(place) = operand {
            self.found |= self.lives.holds_part(*place) || self.lives.is_inside(*place);
        }
    }
}
