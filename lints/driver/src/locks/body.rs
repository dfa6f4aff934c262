//! What one body does with locks, in the order of its blocks, and which guards it has there.

use std::cell::RefCell;

use rustc_attr_ir::lang_items::LangItem;
use rustc_data_structures::fx::{FxHashMap, FxHashSet};
use rustc_hir::HirId;
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_index::IndexVec;
use rustc_index::bit_set::DenseBitSet;
use rustc_middle::mir::{
    BasicBlock, BasicBlockData, Body, BorrowKind, Local, Operand, Place, RETURN_PLACE, Rvalue, Statement,
    StatementKind, Terminator, TerminatorKind, VarDebugInfoContents,
};
use rustc_middle::ty::{self, GenericArgsRef, Ty, TyCtxt, TypingEnv};
use rustc_span::{Span, Symbol};

use super::path::{Call, Path, Root, Tracer, Value};
use super::upstream;
use crate::catalogue::{Catalogue, GuardKind, Locks, Mode};
use crate::effects::flow::successors;
use crate::effects::sites::is_poll;
use crate::effects::upstream::is_std;
use crate::held::parts::Parts;

/// A lock that is taken, or something that may take one.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) what: What,
    pub(super) block: BasicBlock,
    pub(super) span: Span,
    pub(super) node: HirId,
    /// The events whose guards are still there.
    pub(super) held: Vec<usize>,
    /// Whether a guard comes out of it.
    gives: bool,
}

/// What runs at an event.
#[derive(Debug)]
pub(super) enum What {
    /// A lock is taken; an async one with the future that is made there.
    Lock(Path, Mode, Option<Span>),
    /// A function is called: this one, or what the engine knows to run there.
    Call(Call),
    /// A future is driven that this function of the crate makes, where it is called.
    Await(Call, Option<Span>),
    /// A closure or a future's body runs.
    Run(LocalDefId, Vec<Option<Path>>),
    /// The function runs what it is given as this parameter.
    Callback(usize),
    /// A closure or a future is made.
    Make(LocalDefId, Vec<Option<Path>>),
    /// Others end before this goes on.
    Join,
}

/// What is known of one body.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) events: Vec<Event>,
    /// The events whose guards it returns.
    pub(super) given: Vec<usize>,
    /// What it returns.
    pub(super) returned: Option<Value>,
    /// Locals with values that nobody else has yet.
    pub(super) fresh: FxHashSet<Local>,
    /// How many parameters it has.
    pub(super) parameters: usize,
    /// The names of its variables.
    pub(super) names: FxHashMap<Local, Symbol>,
    successors: IndexVec<BasicBlock, Vec<BasicBlock>>,
    /// Blocks that end with a choice by numbers, as a comparison is, and not by the variants of a type.
    conditions: Vec<BasicBlock>,
}

impl Facts {
    /// Whether it takes a lock itself, or calls a function of another crate that does.
    pub(super) fn takes_locks(&self, tcx: TyCtxt<'_>) -> bool {
        self.events.iter().any(|event| match &event.what {
            What::Lock(..) => true,
            What::Call(call) | What::Await(call, _) => upstream::takes_locks(tcx, call.function),
            _ => false,
        })
    }

    /// Whether control comes from the end of `from` to `to`.
    pub(super) fn reaches(&self, from: BasicBlock, to: BasicBlock) -> bool {
        self.reachable(from).contains(to)
    }

    /// Whether it comes there although nobody waits for others to end on the way.
    pub(super) fn is_beside(&self, from: BasicBlock, to: BasicBlock) -> bool {
        let mut joins = self
            .events
            .iter()
            .filter(|event| matches!(event.what, What::Join));
        let reachable = self.reachable(from);
        reachable.contains(to)
            && !joins.any(|join| {
                reachable.contains(join.block) && join.block != to && self.reaches(join.block, to)
            })
    }

    /// Whether a condition decides which of the two is run.
    pub(super) fn is_decided(&self, one: BasicBlock, other: BasicBlock) -> bool {
        if self.reaches(one, other) || self.reaches(other, one) {
            return false;
        }
        let leads = |from: BasicBlock, to| from == to || self.reaches(from, to);
        self.conditions.iter().any(|condition| {
            let ways = &self.successors[*condition];
            let apart = ways.iter().all(|way| !(leads(*way, one) && leads(*way, other)));
            apart && ways.iter().any(|way| leads(*way, one)) && ways.iter().any(|way| leads(*way, other))
        })
    }

    fn reachable(&self, from: BasicBlock) -> DenseBitSet<BasicBlock> {
        let mut seen = DenseBitSet::new_empty(self.successors.len());
        let mut waiting = self.successors[from].clone();
        while let Some(block) = waiting.pop() {
            if seen.insert(block) {
                waiting.extend(&self.successors[block]);
            }
        }
        seen
    }
}

/// Whether a call in the body takes a lock, or comes to one in a crate below.
pub(super) fn has_lock<'tcx>(tcx: TyCtxt<'tcx>, body: &Body<'tcx>) -> bool {
    let locks = Locks::get(tcx);
    let takes = |data: &BasicBlockData<'tcx>| {
        called(tcx, body, data.terminator()).is_some_and(|(function, _)| {
            locks.mode(function).is_some() || upstream::takes_locks(tcx, function)
        })
    };
    body.basic_blocks.iter().any(takes)
}

/// Whether a local of the body is a lock, or has one.
pub(super) fn names_lock<'tcx>(tcx: TyCtxt<'tcx>, body: &Body<'tcx>) -> bool {
    let locks = Locks::get(tcx);
    body.local_decls.iter().any(|local| locks.are_in(local.ty))
}

fn called<'tcx>(
    tcx: TyCtxt<'tcx>,
    body: &Body<'tcx>,
    terminator: &Terminator<'tcx>,
) -> Option<(DefId, GenericArgsRef<'tcx>)> {
    let TerminatorKind::Call { func, .. } = &terminator.kind else {
        return None;
    };
    match func.ty(body, tcx).kind() {
        ty::FnDef(function, types) => Some((
            *function,
            types.no_bound_vars().unwrap_or_else(|| types.skip_binder()),
        )),
        _ => None,
    }
}

/// Reads a body.
pub(super) fn read<'tcx>(tcx: TyCtxt<'tcx>, owner: LocalDefId, body: &Body<'tcx>) -> Facts {
    let reader = Reader {
        tcx,
        owner,
        body,
        tracer: Tracer::new(tcx, owner, body),
        parts: Parts::new(tcx, TypingEnv::non_body_analysis(tcx, owner)),
        guards: RefCell::default(),
    };
    reader.read()
}

/// Guards in locals, and the events from which they come.
type Held = FxHashSet<(Local, usize)>;

struct Reader<'a, 'tcx> {
    tcx: TyCtxt<'tcx>,
    owner: LocalDefId,
    body: &'a Body<'tcx>,
    tracer: Tracer<'a, 'tcx>,
    parts: Parts<'tcx>,
    guards: RefCell<FxHashMap<Ty<'tcx>, bool>>,
}

impl<'tcx> Reader<'_, 'tcx> {
    fn read(&self) -> Facts {
        let mut events = self.events();
        let given = self.hold(&mut events);
        let mut fresh = FxHashSet::default();
        for path in events.iter().flat_map(|event| event.what.paths()) {
            if let Root::Local(local) | Root::Returned(_, local) = path.root
                && self.tracer.is_fresh(local)
            {
                fresh.insert(local);
            }
        }
        let names = self
            .body
            .var_debug_info
            .iter()
            .filter_map(|info| match &info.value {
                VarDebugInfoContents::Place(place) => Some((place.as_local()?, info.name)),
                VarDebugInfoContents::Const(_) => None,
            });
        let blocks = &self.body.basic_blocks;
        Facts {
            events,
            given,
            returned: self.tracer.returned(),
            fresh,
            parameters: self.body.arg_count,
            names: names.collect(),
            successors: blocks.iter().map(|data| successors(data.terminator())).collect(),
            conditions: blocks
                .iter_enumerated()
                .filter(|(_, data)| self.is_condition(data))
                .map(|(block, _)| block)
                .collect(),
        }
    }

    fn is_condition(&self, data: &BasicBlockData<'tcx>) -> bool {
        let TerminatorKind::SwitchInt { discr, .. } = &data.terminator().kind else {
            return false;
        };
        let tested = discr.place().and_then(|place| place.as_local());
        let variant_of = data.statements.iter().find_map(|it| match &it.kind {
            StatementKind::Assign(assign) => match assign.1 {
                Rvalue::Discriminant(of) if assign.0.as_local() == tested => Some(of),
                _ => None,
            },
            _ => None,
        });
        variant_of.is_none_or(|of| {
            let adt = of.ty(self.body, self.tcx).ty.ty_adt_def();
            adt.is_some_and(|adt| self.tcx.is_lang_item(adt.did(), LangItem::OrderingEnum))
        })
    }

    fn events(&self) -> Vec<Event> {
        let mut events = Vec::new();
        for (block, data) in self.body.basic_blocks.iter_enumerated() {
            if data.is_cleanup {
                continue;
            }
            for statement in &data.statements {
                if let StatementKind::Assign(assign) = &statement.kind
                    && let Some(Value::Made(body, from)) = self.tracer.made(&assign.1)
                {
                    events.push(self.event(block, What::Make(body, from.to_vec()), false));
                }
            }
            if let TerminatorKind::Call {
                args, destination, ..
            } = &data.terminator().kind
                && let Some((function, types)) = called(self.tcx, self.body, data.terminator())
            {
                let args: Vec<&Operand<'tcx>> = args.iter().map(|arg| &arg.node).collect();
                let gives = self.owns_guard(destination.ty(self.body, self.tcx).ty);
                if let Some(what) = self.call(function, types, &args, gives) {
                    events.push(self.event(block, what, gives));
                }
            }
        }
        events
    }

    fn call(
        &self,
        function: DefId,
        types: GenericArgsRef<'tcx>,
        args: &[&Operand<'tcx>],
        gives: bool,
    ) -> Option<What> {
        let tcx = self.tcx;
        let catalogue = Catalogue::get(tcx);
        if let Some(mode) = Locks::get(tcx).mode(function) {
            // An async lock is taken where its future is awaited.
            let given = args.first().filter(|_| gives)?;
            let value = self.tracer.operand(given)?;
            let path = value
                .path()
                .filter(|_| self.tracer.is_shared_lock(given, &value))?;
            return Some(What::Lock(path.clone(), mode, None));
        }
        if is_poll(tcx, function) {
            return match self.tracer.operand(args.first()?) {
                Some(Value::Locking(path, mode, shared, at)) => {
                    shared.then_some(What::Lock(path, mode, Some(at)))
                }
                Some(Value::Made(body, from)) => Some(What::Run(body, from.to_vec())),
                Some(Value::At(
                    Path {
                        root: Root::Returned(call, local),
                        steps,
                    },
                    _,
                )) if steps.is_empty() => Some(What::Await(Call::clone(&call), self.tracer.called_at(local))),
                _ => Some(What::Join),
            };
        }
        if catalogue.joins_thread(function) {
            return Some(What::Join);
        }
        if Locks::get(tcx).is_through(function) || Locks::get(tcx).unlocks(function) {
            return None;
        }
        if let Some(of) = tcx.trait_of_assoc(function)
            && tcx.fn_trait_kind_from_def_id(of).is_some()
        {
            return match self.tracer.operand(args.first()?)? {
                Value::Made(body, from) => Some(What::Run(body, from.to_vec())),
                Value::At(path, _) => match path.root {
                    Root::Parameter(at) if path.steps.is_empty() => Some(What::Callback(at)),
                    _ => None,
                },
                Value::Locking(..) => None,
            };
        }
        let may_be_own = function.is_local() || tcx.trait_of_assoc(function).is_some();
        let takes_function = args.iter().any(|arg| {
            let ty = arg.ty(self.body, tcx).peel_refs();
            ty.is_closure() || matches!(ty.kind(), ty::FnDef(..))
        });
        let resolved = self.tracer.resolved(function, types);
        (may_be_own || takes_function || upstream::takes_locks(tcx, resolved)).then(|| {
            What::Call(Call {
                function: resolved,
                args: args.iter().map(|arg| self.tracer.path(arg)).collect(),
            })
        })
    }

    fn event(&self, block: BasicBlock, what: What, gives: bool) -> Event {
        let info = self.body.basic_blocks[block].terminator().source_info;
        let node = info.scope.lint_root(&self.body.source_scopes);
        let span = match what {
            What::Lock(_, _, Some(made)) | What::Await(_, Some(made)) => made,
            _ => info.span,
        };
        Event {
            what,
            block,
            span,
            node: node.unwrap_or_else(|| self.tcx.local_def_id_to_hir_id(self.owner)),
            held: Vec::new(),
            gives,
        }
    }

    /// Notes for each event which guards are there, and returns those that the body returns.
    fn hold(&self, events: &mut [Event]) -> Vec<usize> {
        if events.iter().all(|event| !event.gives) {
            return Vec::new();
        }
        let mut gives: FxHashMap<BasicBlock, usize> = FxHashMap::default();
        for (at, event) in events.iter().enumerate().filter(|(_, event)| event.gives) {
            gives.insert(event.block, at);
        }
        let mut entry: IndexVec<BasicBlock, Held> =
            IndexVec::from_elem(Held::default(), &self.body.basic_blocks);
        let mut seen = DenseBitSet::new_empty(entry.len());
        let mut waiting = vec![BasicBlock::from_u32(0)];
        while let Some(block) = waiting.pop() {
            seen.insert(block);
            let mut held = entry[block].clone();
            self.statements(block, &mut held);
            self.terminator(block, &mut held, gives.get(&block).copied());
            for next in successors(self.body.basic_blocks[block].terminator()) {
                let known = entry[next].len();
                entry[next].extend(&held);
                if entry[next].len() > known || !seen.contains(next) {
                    waiting.push(next);
                }
            }
        }
        for event in &mut *events {
            let mut held = entry[event.block].clone();
            self.statements(event.block, &mut held);
            self.given_away(event.block, &mut held);
            let mut ids: Vec<usize> = held.into_iter().map(|(_, id)| id).collect();
            ids.sort_unstable();
            ids.dedup();
            event.held = ids;
        }
        let mut given: Vec<usize> = self
            .body
            .basic_blocks
            .iter_enumerated()
            .filter(|(_, data)| matches!(data.terminator().kind, TerminatorKind::Return))
            .flat_map(|(block, _)| {
                let mut held = entry[block].clone();
                self.statements(block, &mut held);
                held.into_iter()
                    .filter(|(local, _)| *local == RETURN_PLACE)
                    .map(|(_, id)| id)
            })
            .collect();
        given.sort_unstable();
        given.dedup();
        given
    }

    fn statements(&self, block: BasicBlock, held: &mut Held) {
        for statement in &self.body.basic_blocks[block].statements {
            self.statement(statement, held);
        }
    }

    fn statement(&self, statement: &Statement<'tcx>, held: &mut Held) {
        match &statement.kind {
            StatementKind::StorageDead(local) => held.retain(|(in_local, _)| in_local != local),
            StatementKind::Assign(assign) if !held.is_empty() => {
                let (to, value) = &**assign;
                let ids: Vec<usize> = match value {
                    // Who may change it may take the guard out.
                    Rvalue::Ref(_, BorrowKind::Mut { .. }, from) if self.is_loose(*from) => {
                        held.retain(|(local, _)| *local != from.local);
                        return;
                    }
                    Rvalue::Use(operand, ..) | Rvalue::Cast(_, operand, _) => self.taken(operand, held),
                    Rvalue::Aggregate(_, parts) => {
                        parts.iter().flat_map(|part| self.taken(part, held)).collect()
                    }
                    _ => return,
                };
                self.put(*to, ids, held);
            }
            _ => {}
        }
    }

    fn terminator(&self, block: BasicBlock, held: &mut Held, gives: Option<usize>) {
        match &self.body.basic_blocks[block].terminator().kind {
            TerminatorKind::Drop { place, .. } if place.as_local().is_some() || self.is_guard(*place) => {
                held.retain(|(local, _)| *local != place.local);
            }
            TerminatorKind::Call { destination, .. } => {
                let mut ids = self.given_away(block, held);
                if ids.is_empty() {
                    ids.extend(gives);
                }
                self.put(*destination, ids, held);
            }
            _ => {}
        }
    }

    /// Takes away the guards that the call in `block` is given.
    fn given_away(&self, block: BasicBlock, held: &mut Held) -> Vec<usize> {
        match &self.body.basic_blocks[block].terminator().kind {
            TerminatorKind::Call { args, .. } => {
                args.iter().flat_map(|arg| self.taken(&arg.node, held)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Takes the guards out of what is moved.
    fn taken(&self, operand: &Operand<'tcx>, held: &mut Held) -> Vec<usize> {
        let Operand::Move(place) = operand else {
            return Vec::new();
        };
        let ids: Vec<usize> = held
            .iter()
            .filter(|(local, _)| *local == place.local)
            .map(|(_, id)| *id)
            .collect();
        if ids.is_empty() || !self.is_guard(*place) {
            return Vec::new();
        }
        held.retain(|(local, _)| *local != place.local);
        ids
    }

    fn put(&self, to: Place<'tcx>, ids: Vec<usize>, held: &mut Held) {
        if to.as_local().is_some() {
            held.retain(|(local, _)| *local != to.local);
        }
        if !ids.is_empty() && !to.is_indirect() && self.is_guard(to) {
            held.extend(ids.into_iter().map(|id| (to.local, id)));
        }
    }

    fn is_guard(&self, place: Place<'tcx>) -> bool {
        self.owns_guard(place.ty(self.body, self.tcx).ty)
    }

    /// Whether a guard at `place` may be taken out of what it is in, as out of an `Option` or a collection.
    fn is_loose(&self, place: Place<'tcx>) -> bool {
        let adt = place.ty(self.body, self.tcx).ty.ty_adt_def();
        adt.is_some_and(|adt| {
            is_std(self.tcx, adt.did()) && Catalogue::get(self.tcx).guard(adt.did()).is_none()
        })
    }

    /// Whether a value of `ty` may own the guard of a lock, a poisoned one's too.
    fn owns_guard(&self, ty: Ty<'tcx>) -> bool {
        if let Some(known) = self.guards.borrow().get(&ty) {
            return *known;
        }
        let catalogue = Catalogue::get(self.tcx);
        let is_lock = |kind| matches!(kind, GuardKind::Lock | GuardKind::AsyncLock);
        let mut named = ty.walk().filter_map(|part| part.as_type()?.ty_adt_def());
        let owns = !ty.is_ref()
            && (named.any(|adt| {
                catalogue
                    .guard(adt.did())
                    .is_some_and(|(guard, _)| is_lock(guard.kind))
            }) || self.parts.of(ty).iter().any(|part| is_lock(part.guard.kind)));
        self.guards.borrow_mut().insert(ty, owns);
        owns
    }
}

impl What {
    fn paths(&self) -> impl Iterator<Item = &Path> {
        let (path, args) = match self {
            Self::Lock(path, ..) => (Some(path), &[][..]),
            Self::Call(call) | Self::Await(call, _) => (None, &call.args[..]),
            Self::Run(_, from) | Self::Make(_, from) => (None, &from[..]),
            Self::Callback(_) | Self::Join => (None, &[][..]),
        };
        path.into_iter().chain(args.iter().flatten())
    }

    pub(super) fn paths_mut(&mut self) -> impl Iterator<Item = &mut Path> {
        let (path, args) = match self {
            Self::Lock(path, ..) => (Some(path), &mut [][..]),
            Self::Call(call) | Self::Await(call, _) => (None, &mut call.args[..]),
            Self::Run(_, from) | Self::Make(_, from) => (None, &mut from[..]),
            Self::Callback(_) | Self::Join => (None, &mut [][..]),
        };
        path.into_iter().chain(args.iter_mut().flatten())
    }
}
