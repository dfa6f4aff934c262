//! Which blocks of a body count: not those from which every path panics or ends the process, nor those that
//! only run where `Handle::try_current()` found no runtime.

use rustc_data_structures::fx::FxHashMap;
use rustc_index::bit_set::DenseBitSet;
use rustc_middle::mir::{
    BasicBlock, Body, Local, Operand, Place, Rvalue, StatementKind, Terminator, TerminatorKind, UnOp,
};
use rustc_middle::ty::{self, TyCtxt};

use crate::catalogue::Catalogue;
use crate::config::config;

/// The blocks of a body that count, and the order they may run in.
pub(super) struct Flow {
    successors: Vec<Vec<BasicBlock>>,
    /// Blocks that return in the end, or go on for ever.
    lives: Option<DenseBitSet<BasicBlock>>,
    /// Blocks that only run outside a runtime.
    outside: Vec<BasicBlock>,
}

impl Flow {
    pub(super) fn of<'tcx>(tcx: TyCtxt<'tcx>, body: &Body<'tcx>, catalogue: &Catalogue) -> Self {
        let successors: Vec<Vec<BasicBlock>> = body
            .basic_blocks
            .iter()
            .map(|data| successors(data.terminator()))
            .collect();
        let lives = (!config().check_panic_paths).then(|| lives(body, &successors));
        let outside = if config().check_outside_runtime {
            Vec::new()
        } else {
            outside_runtime(tcx, body, catalogue)
        };
        Self {
            successors,
            lives,
            outside,
        }
    }

    /// Whether what runs in `block` is reported.
    pub(super) fn counts(&self, block: BasicBlock) -> bool {
        self.lives.as_ref().is_none_or(|lives| lives.contains(block)) && !self.outside.contains(&block)
    }

    /// For each block those that may follow it.
    pub(super) fn into_successors(self) -> Vec<Vec<BasicBlock>> {
        self.successors
    }
}

/// Where control really goes: neither unwinding, nor the edges that only the borrow checker sees.
pub(crate) fn successors(terminator: &Terminator<'_>) -> Vec<BasicBlock> {
    match &terminator.kind {
        TerminatorKind::Goto { target }
        | TerminatorKind::Assert { target, .. }
        | TerminatorKind::Drop { target, .. }
        | TerminatorKind::Yield { resume: target, .. }
        | TerminatorKind::FalseEdge {
            real_target: target, ..
        }
        | TerminatorKind::FalseUnwind {
            real_target: target, ..
        } => vec![*target],
        TerminatorKind::Call { target, .. } => target.iter().copied().collect(),
        TerminatorKind::SwitchInt { targets, .. } => targets.all_targets().to_vec(),
        TerminatorKind::InlineAsm { targets, .. } => targets.to_vec(),
        _ => Vec::new(),
    }
}

/// The blocks from which the body returns, or can go round for ever.
fn lives(body: &Body<'_>, successors: &[Vec<BasicBlock>]) -> DenseBitSet<BasicBlock> {
    let mut lives = DenseBitSet::new_empty(body.basic_blocks.len());
    let mut waiting: Vec<BasicBlock> = Vec::new();
    for (block, data) in body.basic_blocks.iter_enumerated() {
        match data.terminator().kind {
            TerminatorKind::Return | TerminatorKind::TailCall { .. } => waiting.push(block),
            _ => {}
        }
    }
    // A way back to a block that is being visited is a loop.
    let mut state = vec![0_u8; body.basic_blocks.len()];
    let mut stack = vec![(BasicBlock::from_u32(0), 0)];
    state[0] = 1;
    while let Some((block, next)) = stack.pop() {
        match successors[block.index()].get(next) {
            None => state[block.index()] = 2,
            Some(&follower) => {
                stack.push((block, next + 1));
                match state[follower.index()] {
                    0 => {
                        state[follower.index()] = 1;
                        stack.push((follower, 0));
                    }
                    1 => waiting.push(follower),
                    _ => {}
                }
            }
        }
    }
    let mut predecessors: Vec<Vec<BasicBlock>> = vec![Vec::new(); successors.len()];
    for (at, followers) in successors.iter().enumerate() {
        for follower in followers {
            predecessors[follower.index()].push(BasicBlock::from_usize(at));
        }
    }
    while let Some(block) = waiting.pop() {
        if lives.insert(block) {
            waiting.extend(&predecessors[block.index()]);
        }
    }
    lives
}

/// What a local tells about the runtime.
#[derive(Clone, Copy, PartialEq)]
enum Tells {
    /// The `Result` of the probe, or a reference to it: `Err` outside a runtime.
    Result,
    /// The `Option` made of it: `None` outside.
    Option,
    /// The discriminant: this value outside.
    Discriminant(u128),
    /// Whether the code runs outside.
    Outside(bool),
}

/// The blocks that are reached only where a probe found no runtime.
fn outside_runtime<'tcx>(tcx: TyCtxt<'tcx>, body: &Body<'tcx>, catalogue: &Catalogue) -> Vec<BasicBlock> {
    let called = |terminator: &Terminator<'tcx>| match &terminator.kind {
        TerminatorKind::Call {
            func,
            args,
            destination,
            ..
        } => match func.ty(body, tcx).kind() {
            ty::FnDef(function, _) => {
                Some((*function, args.first().map(|arg| arg.node.clone()), *destination))
            }
            _ => None,
        },
        _ => None,
    };
    let probed = body
        .basic_blocks
        .iter()
        .filter_map(|data| called(data.terminator()))
        .any(|(function, ..)| catalogue.is_probe(function));
    if !probed {
        return Vec::new();
    }
    let mut tells: FxHashMap<Local, Tells> = FxHashMap::default();
    let local = |place: &Place<'tcx>| {
        place
            .projection
            .iter()
            .all(|it| it == rustc_middle::mir::ProjectionElem::Deref)
            .then_some(place.local)
    };
    let mut outside = Vec::new();
    for (block, data) in rustc_middle::mir::traversal::reverse_postorder(body) {
        for statement in &data.statements {
            let StatementKind::Assign(assignment) = &statement.kind else {
                continue;
            };
            let (to, value) = &**assignment;
            let known = |place: &Place<'tcx>| local(place).and_then(|it| tells.get(&it).copied());
            let told = match value {
                Rvalue::Use(Operand::Copy(from) | Operand::Move(from), ..) | Rvalue::Ref(_, _, from) => {
                    known(from)
                }
                Rvalue::Discriminant(from) => match known(from) {
                    Some(Tells::Result) => Some(Tells::Discriminant(1)),
                    Some(Tells::Option) => Some(Tells::Discriminant(0)),
                    _ => None,
                },
                Rvalue::UnaryOp(UnOp::Not, Operand::Copy(from) | Operand::Move(from)) => match known(from) {
                    Some(Tells::Outside(when)) => Some(Tells::Outside(!when)),
                    _ => None,
                },
                _ => None,
            };
            if let (Some(told), Some(to)) = (told, local(to)) {
                tells.insert(to, told);
            }
        }
        if let Some((function, first, destination)) = called(data.terminator()) {
            let given = first
                .and_then(|value| value.place())
                .and_then(|place| local(&place));
            let told = match given.and_then(|it| tells.get(&it).copied()) {
                _ if catalogue.is_probe(function) => Some(Tells::Result),
                Some(of) => match (
                    of,
                    tcx.opt_item_name(function)
                        .map(|name| name.to_string())
                        .as_deref(),
                ) {
                    (Tells::Result, Some("is_err")) | (Tells::Option, Some("is_none")) => {
                        Some(Tells::Outside(true))
                    }
                    (Tells::Result, Some("is_ok")) | (Tells::Option, Some("is_some")) => {
                        Some(Tells::Outside(false))
                    }
                    (Tells::Result, Some("ok")) => Some(Tells::Option),
                    _ => None,
                },
                None => None,
            };
            if let (Some(told), Some(to)) = (told, local(&destination)) {
                tells.insert(to, told);
            }
        }
        if let TerminatorKind::SwitchInt { discr, targets } = &data.terminator().kind
            && let Some(told) = discr
                .place()
                .and_then(|place| local(&place))
                .and_then(|it| tells.get(&it))
        {
            let value = match told {
                Tells::Discriminant(value) => *value,
                Tells::Outside(when) => u128::from(*when),
                _ => continue,
            };
            let entry = targets.target_for_value(value);
            let entries = &body.basic_blocks.predecessors()[entry];
            if entries
                .iter()
                .all(|from| *from == block || !reaches_really(body, *from, entry))
            {
                outside.push(entry);
            }
        }
    }
    let dominators = body.basic_blocks.dominators();
    let reachable = |block: BasicBlock| dominators.is_reachable(block);
    body.basic_blocks
        .indices()
        .filter(|block| reachable(*block) && outside.iter().any(|entry| dominators.dominates(*entry, *block)))
        .collect()
}

/// Whether control can really go from `from` to `to`, and not only for the borrow checker.
fn reaches_really(body: &Body<'_>, from: BasicBlock, to: BasicBlock) -> bool {
    successors(body.basic_blocks[from].terminator()).contains(&to)
}
