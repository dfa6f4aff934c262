//! Which lock a value of a body's MIR is: the way to it, field by field, from something that callers know too.

use std::sync::Arc;

use rustc_attr_ir::lang_items::LangItem;
use rustc_data_structures::fx::FxHashMap;
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_index::IndexVec;
use rustc_middle::mir::{
    AggregateKind, BasicBlock, Body, Local, Operand, Place, PlaceElem, PlaceRef, RETURN_PLACE, Rvalue,
    StatementKind, TerminatorKind,
};
use rustc_middle::ty::{self, GenericArgsRef, Mutability, Ty, TyCtxt, TypingEnv};
use rustc_span::{Span, sym};

use super::upstream;
use crate::catalogue::{Locks, Mode};
use crate::effects::sites::is_poll;

/// Fields within fields that are looked into.
const DEPTH: usize = 32;

/// Where the way to a lock begins.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Root {
    /// At this parameter of the function.
    Parameter(usize),
    /// At what the closure or future was made with.
    Capture(usize),
    /// At a static of any crate.
    Static(DefId),
    /// At a local of this body that gets its value once.
    Local(Local),
    /// At what a function of this crate returns, kept in a local.
    Returned(Arc<Call>, Local),
}

/// A call of a function of this crate.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Call {
    pub(super) function: DefId,
    pub(super) args: Vec<Option<Path>>,
}

/// A field of a struct, or of a tuple.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Step {
    pub(super) of: Option<DefId>,
    pub(super) variant: u32,
    pub(super) field: usize,
}

/// The way to a value. References, smart pointers and locks on it are no steps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Path {
    pub(super) root: Root,
    pub(super) steps: Vec<Step>,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// What lies at the end of a way, and whether others may have it at the same time.
    At(Path, bool),
    /// The guard of the lock there, or the future that takes it: whether others may have the lock, and the call.
    Locking(Path, Mode, bool, Span),
    /// A closure or future of this crate, and what it is made with.
    Made(LocalDefId, Arc<Vec<Option<Path>>>),
}

impl Value {
    /// The way to it, through a guard to what it protects.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Self::At(path, _) | Self::Locking(path, ..) => Some(path),
            Self::Made(..) => None,
        }
    }
}

/// How a local gets its value.
#[derive(Clone, Copy)]
enum Origin {
    Nowhere,
    Statement(BasicBlock, usize),
    Call(BasicBlock),
    Several,
}

/// Follows the values of one body back to where they come from.
pub(super) struct Tracer<'a, 'tcx> {
    tcx: TyCtxt<'tcx>,
    body: &'a Body<'tcx>,
    typing_env: TypingEnv<'tcx>,
    locks: &'static Locks,
    origins: IndexVec<Local, Origin>,
    is_closure: bool,
}

impl<'a, 'tcx> Tracer<'a, 'tcx> {
    pub(super) fn new(tcx: TyCtxt<'tcx>, owner: LocalDefId, body: &'a Body<'tcx>) -> Self {
        let mut origins = IndexVec::from_elem(Origin::Nowhere, &body.local_decls);
        let mut note = |local: Local, origin| {
            origins[local] = match origins[local] {
                Origin::Nowhere => origin,
                _ => Origin::Several,
            };
        };
        for (block, data) in body.basic_blocks.iter_enumerated() {
            if data.is_cleanup {
                continue;
            }
            for (index, statement) in data.statements.iter().enumerate() {
                if let StatementKind::Assign(assign) = &statement.kind
                    && let Some(to) = assign.0.as_local()
                {
                    note(to, Origin::Statement(block, index));
                }
            }
            match &data.terminator().kind {
                TerminatorKind::Call { destination, .. } => {
                    if let Some(to) = destination.as_local() {
                        note(to, Origin::Call(block));
                    }
                }
                TerminatorKind::Yield { resume_arg, .. } => note(resume_arg.local, Origin::Several),
                _ => {}
            }
        }
        Self {
            tcx,
            body,
            typing_env: TypingEnv::post_analysis(tcx, owner),
            locks: Locks::get(tcx),
            origins,
            is_closure: tcx.is_closure_like(owner.to_def_id()),
        }
    }

    /// What the body returns.
    pub(super) fn returned(&self) -> Option<Value> {
        self.local(RETURN_PLACE, DEPTH)
    }

    pub(super) fn operand(&self, operand: &Operand<'tcx>) -> Option<Value> {
        self.operand_within(operand, DEPTH)
    }

    /// The way to a value.
    pub(super) fn path(&self, operand: &Operand<'tcx>) -> Option<Path> {
        self.operand(operand)?.path().cloned()
    }

    /// The closure or future that is made, and with what.
    pub(super) fn made(&self, value: &Rvalue<'tcx>) -> Option<Value> {
        self.made_within(value, DEPTH)
    }

    /// The call that gives `local` its value.
    pub(super) fn called_at(&self, local: Local) -> Option<Span> {
        match self.origins[local] {
            Origin::Call(block) => Some(self.body.basic_blocks[block].terminator().source_info.span),
            _ => None,
        }
    }

    /// Whether `local` is made of nothing that others have: what is in it is only shared later.
    pub(super) fn is_fresh(&self, local: Local) -> bool {
        self.is_fresh_within(local, DEPTH)
    }

    fn is_fresh_within(&self, local: Local, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else {
            return false;
        };
        let is_fresh = |operand: &Operand<'tcx>| match self.path(operand).map(|path| path.root) {
            Some(Root::Local(local) | Root::Returned(_, local)) => self.is_fresh_within(local, depth),
            Some(_) => false,
            None => true,
        };
        match self.origins[local] {
            Origin::Call(block) => match &self.body.basic_blocks[block].terminator().kind {
                TerminatorKind::Call { args, .. } => args.iter().all(|arg| is_fresh(&arg.node)),
                _ => true,
            },
            _ => !self.body.local_decls[local].ty.is_ref(),
        }
    }

    fn operand_within(&self, operand: &Operand<'tcx>, depth: usize) -> Option<Value> {
        match operand {
            Operand::Copy(place) | Operand::Move(place) => self.place(*place, depth),
            Operand::Constant(constant) => {
                let root = Root::Static(constant.check_static_ptr(self.tcx)?);
                Some(Value::At(
                    Path {
                        root,
                        steps: Vec::new(),
                    },
                    true,
                ))
            }
            _ => None,
        }
    }

    fn place(&self, place: Place<'tcx>, depth: usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        let mut steps = place.iter_projections().peekable();
        let mut value = match self.origins[place.local] {
            // What a closure is made with.
            Origin::Nowhere if self.is_closure && place.local == ty::CAPTURE_STRUCT_LOCAL => {
                while steps.next_if(|(_, step)| *step == PlaceElem::Deref).is_some() {}
                let (_, PlaceElem::Field(field, ty)) = steps.next()? else {
                    return None;
                };
                let root = Root::Capture(field.index());
                Value::At(
                    Path {
                        root,
                        steps: Vec::new(),
                    },
                    is_shared(self.tcx, ty),
                )
            }
            // A part of what was put together here.
            Origin::Statement(block, index)
                if let StatementKind::Assign(assign) =
                    &self.body.basic_blocks[block].statements[index].kind
                    && let Rvalue::Aggregate(kind, parts) = &assign.1
                    && matches!(**kind, AggregateKind::Tuple | AggregateKind::Adt(..))
                    && let Some((_, PlaceElem::Field(field, _))) = steps.peek() =>
            {
                let part = parts.get(*field)?;
                steps.next();
                self.operand_within(part, depth)?
            }
            _ => self.local(place.local, depth)?,
        };
        for (base, step) in steps {
            value = self.step(value, base, step)?;
        }
        Some(value)
    }

    fn step(&self, value: Value, base: PlaceRef<'tcx>, step: PlaceElem<'tcx>) -> Option<Value> {
        let ty = base.ty(self.body, self.tcx);
        match step {
            PlaceElem::Deref => match value {
                Value::At(path, shared) => {
                    let is_shared = matches!(ty.ty.kind(), ty::Ref(_, _, Mutability::Not) | ty::RawPtr(..));
                    Some(Value::At(path, shared || is_shared))
                }
                other => Some(other),
            },
            PlaceElem::Downcast(..) | PlaceElem::OpaqueCast(_) => Some(value),
            PlaceElem::Field(field, _) => {
                let adt = ty.ty.ty_adt_def();
                if adt.is_some_and(|adt| self.is_wrapper(adt)) {
                    return Some(value);
                }
                let (mut path, shared) = match value {
                    Value::At(path, shared) => (path, shared),
                    Value::Locking(path, ..) => (path, true),
                    Value::Made(..) => return None,
                };
                path.steps.push(Step {
                    of: adt.map(|adt| adt.did()),
                    variant: ty.variant_index.map_or(0, |variant| variant.as_u32()),
                    field: field.index(),
                });
                Some(Value::At(path, shared))
            }
            _ => None,
        }
    }

    /// Whether values of the type are what they have inside, as far as locks go.
    fn is_wrapper(&self, adt: ty::AdtDef<'tcx>) -> bool {
        let is_known = [sym::Option, sym::Result]
            .iter()
            .any(|name| self.tcx.is_diagnostic_item(*name, adt.did()));
        is_known
            || adt.is_pin()
            || adt.is_box()
            || self.tcx.is_lang_item(adt.did(), LangItem::Poll)
            || self.tcx.is_diagnostic_item(sym::ControlFlow, adt.did())
    }

    fn local(&self, local: Local, depth: usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        let ty = self.body.local_decls[local].ty;
        let at = |root| {
            Some(Value::At(
                Path {
                    root,
                    steps: Vec::new(),
                },
                is_shared(self.tcx, ty),
            ))
        };
        match self.origins[local] {
            Origin::Nowhere if local.index() == 0 || local.index() > self.body.arg_count => None,
            Origin::Nowhere if self.is_closure => None,
            Origin::Nowhere => at(Root::Parameter(local.index() - 1)),
            Origin::Several => None,
            Origin::Statement(block, index) => {
                let StatementKind::Assign(assign) = &self.body.basic_blocks[block].statements[index].kind
                else {
                    return None;
                };
                match &assign.1 {
                    Rvalue::Use(operand, ..) | Rvalue::Cast(_, operand, _) => {
                        self.operand_within(operand, depth)
                    }
                    Rvalue::Ref(_, _, place)
                    | Rvalue::RawPtr(_, place)
                    | Rvalue::CopyForDeref(place)
                    | Rvalue::Reborrow(_, _, place) => self.place(*place, depth),
                    value @ Rvalue::Aggregate(kind, _) => match **kind {
                        AggregateKind::Adt(..) => at(Root::Local(local)),
                        _ => self.made_within(value, depth),
                    },
                    _ => None,
                }
            }
            Origin::Call(block) => {
                let TerminatorKind::Call { func, args, .. } =
                    &self.body.basic_blocks[block].terminator().kind
                else {
                    return None;
                };
                let ty::FnDef(function, types) = *func.ty(self.body, self.tcx).kind() else {
                    return at(Root::Local(local));
                };
                if let Some(mode) = self.locks.mode(function) {
                    let given = &args.first()?.node;
                    let value = self.operand_within(given, depth)?;
                    let shared = self.is_shared_lock(given, &value);
                    let span = self.body.basic_blocks[block].terminator().source_info.span;
                    return Some(Value::Locking(value.path()?.clone(), mode, shared, span));
                }
                if self.locks.is_through(function)
                    || is_poll(self.tcx, function)
                    || self.tcx.lang_items().branch_fn() == Some(function)
                {
                    let given = args.first()?;
                    let value = self.operand_within(&given.node, depth);
                    return match value {
                        // What comes out of a future is another value than the future.
                        Some(Value::At(..) | Value::Made(..)) if is_poll(self.tcx, function) => {
                            at(Root::Local(local))
                        }
                        Some(Value::At(path, shared)) => {
                            let is_shared = self.shares(given.node.ty(self.body, self.tcx));
                            Some(Value::At(path, shared || is_shared))
                        }
                        Some(other) => Some(other),
                        None => at(Root::Local(local)),
                    };
                }
                let types = types.no_bound_vars().unwrap_or_else(|| types.skip_binder());
                let function = self.resolved(function, types);
                if function.is_local() || upstream::is_awaited(self.tcx, function) {
                    let args = args.iter().map(|arg| {
                        let value = self.operand_within(&arg.node, depth)?;
                        value.path().cloned()
                    });
                    let call = Call {
                        function,
                        args: args.collect(),
                    };
                    return at(Root::Returned(Arc::new(call), local));
                }
                at(Root::Local(local))
            }
        }
    }

    /// The function that a call of `function` runs, if the types tell.
    pub(super) fn resolved(&self, function: DefId, types: GenericArgsRef<'tcx>) -> DefId {
        if self.tcx.trait_of_assoc(function).is_none() {
            return function;
        }
        let types = self.tcx.erase_and_anonymize_regions(types);
        match ty::Instance::try_resolve(self.tcx, self.typing_env, function, types) {
            Ok(Some(instance)) => match instance.def {
                ty::InstanceKind::Item(found) => found,
                _ => function,
            },
            _ => function,
        }
    }

    /// Whether others may have the lock that is given as `operand`, of which `value` says what it is.
    pub(super) fn is_shared_lock(&self, operand: &Operand<'tcx>, value: &Value) -> bool {
        let ty = operand.ty(self.body, self.tcx).peel_refs();
        matches!(value, Value::At(_, true) | Value::Locking(..)) || is_shared(self.tcx, ty)
    }

    /// Whether what is inside of a value of `ty` may be had by others, too.
    fn shares(&self, ty: Ty<'tcx>) -> bool {
        match *ty.kind() {
            ty::Ref(_, inner, _) => is_shared(self.tcx, inner) || !inner.is_ref() && !inner.is_box(),
            _ => is_shared(self.tcx, ty),
        }
    }

    fn made_within(&self, value: &Rvalue<'tcx>, depth: usize) -> Option<Value> {
        let Rvalue::Aggregate(kind, parts) = value else {
            return None;
        };
        let (AggregateKind::Closure(body, _)
        | AggregateKind::Coroutine(body, _)
        | AggregateKind::CoroutineClosure(body, _)) = **kind
        else {
            return None;
        };
        let from = parts.iter().map(|part| {
            let value = self.operand_within(part, depth)?;
            value.path().cloned()
        });
        Some(Value::Made(body.as_local()?, Arc::new(from.collect())))
    }
}

/// Whether others may have what is behind a value of `ty`.
fn is_shared(tcx: TyCtxt<'_>, ty: Ty<'_>) -> bool {
    match ty.kind() {
        ty::Ref(_, _, mutability) => mutability.is_not(),
        ty::Adt(adt, _) => [sym::Arc, sym::Rc]
            .iter()
            .any(|name| tcx.is_diagnostic_item(*name, adt.did())),
        _ => false,
    }
}

/// What a function's caller, or who made a closure, gives it.
#[derive(Default)]
pub(super) struct Given<'a> {
    pub(super) parameters: &'a [Option<Path>],
    pub(super) captures: &'a [Option<Path>],
}

impl Path {
    /// The same place as the caller knows it.
    pub(super) fn as_given(&self, given: &Given<'_>) -> Option<Self> {
        let mut path = match self.root {
            Root::Parameter(at) => given.parameters.get(at)?.clone()?,
            Root::Capture(at) => given.captures.get(at)?.clone()?,
            Root::Static(_) => return Some(self.clone()),
            Root::Local(_) | Root::Returned(..) => return None,
        };
        path.steps.extend(&self.steps);
        (path.steps.len() <= DEPTH).then_some(path)
    }

    /// The same place, where functions tell what they return; `returned` says what a function does.
    pub(super) fn settled(&self, returned: &FxHashMap<DefId, Value>, depth: usize) -> Self {
        let Root::Returned(call, local) = &self.root else {
            return self.clone();
        };
        let settle = || {
            let depth = depth.checked_sub(1)?;
            let inner = returned.get(&call.function)?.path()?.settled(returned, depth);
            let args: Vec<Option<Self>> = call
                .args
                .iter()
                .map(|arg| Some(arg.as_ref()?.settled(returned, depth)))
                .collect();
            let mut path = inner.as_given(&Given {
                parameters: &args,
                captures: &[],
            })?;
            path.steps.extend(&self.steps);
            Some(path)
        };
        settle().unwrap_or_else(|| Self {
            root: Root::Local(*local),
            steps: self.steps.clone(),
        })
    }
}
