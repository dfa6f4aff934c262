//! Where the values of a body come from: borrows, moves and what hands a borrow on are looked through.

use std::ops::ControlFlow;

use clippy_utils::ty::implements_trait_with_env;
use clippy_utils::visitors::for_each_expr;
use rustc_abi::FieldIdx;
use rustc_attr_ir::lang_items::LangItem;
use rustc_data_structures::fx::FxHashSet;
use rustc_hir::ExprKind;
use rustc_hir::def::DefKind;
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_index::IndexVec;
use rustc_middle::mir::{
    AggregateKind, BasicBlock, Body, Local, Operand, Place, ProjectionElem, Rvalue, StatementKind,
    TerminatorKind,
};
use rustc_middle::ty::{self, GenericArgKind, Ty, TyCtxt, TypingEnv};
use rustc_span::{Span, Spanned, sym};

use super::{hir, upstream};
use crate::catalogue::{Catalogue, is_trusted};

/// How many steps are gone back; more would be a loop.
const STEPS: usize = 64;

/// How deep types are looked into, and futures within futures.
pub(super) const DEPTH: usize = 4;

/// A body, and what makes each of its locals.
pub(super) struct Origins<'a, 'tcx> {
    pub(super) tcx: TyCtxt<'tcx>,
    pub(super) body: &'a Body<'tcx>,
    pub(super) catalogue: &'static Catalogue,
    typing_env: TypingEnv<'tcx>,
    made: IndexVec<Local, Made>,
}

/// What makes a local.
#[derive(Clone, Copy)]
enum Made {
    /// Nothing: it is a parameter.
    Nowhere,
    Statement(BasicBlock, usize),
    Call(BasicBlock),
    /// More than one place, so that nobody knows.
    Often,
}

/// A local, or a field in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Part {
    pub(super) local: Local,
    pub(super) path: Vec<FieldIdx>,
}

/// What made a value, after it was moved and borrowed.
pub(super) enum Source<'a, 'tcx> {
    Call(BasicBlock),
    Aggregate(
        BasicBlock,
        Span,
        &'a AggregateKind<'tcx>,
        &'a IndexVec<FieldIdx, Operand<'tcx>>,
    ),
    /// A parameter, or something that the body does not tell.
    Local,
}

/// A future that a body makes.
#[derive(Clone, Debug)]
pub(super) struct Future {
    /// The block in which it is made.
    pub(super) block: BasicBlock,
    /// The future's own body; none for what the call in the block returns otherwise.
    pub(super) body: Option<DefId>,
    /// What it reads from or writes to, and does not own.
    pub(super) uses: Vec<Part>,
    /// Where it is made.
    pub(super) span: Span,
}

impl Part {
    /// Whether a change of one is a change of the other.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.local == other.local && self.path.iter().zip(&other.path).all(|(own, other)| own == other)
    }

    /// Whether it is `whole` or a part of it.
    pub(super) fn is_within(&self, whole: &Self) -> bool {
        self.overlaps(whole) && self.path.len() >= whole.path.len()
    }

    pub(super) fn of(place: &Place<'_>) -> Self {
        let fields = place.projection.iter().map_while(|step| match step {
            ProjectionElem::Field(field, _) => Some(Some(field)),
            ProjectionElem::Deref | ProjectionElem::Downcast(..) => Some(None),
            _ => None,
        });
        Self {
            local: place.local,
            path: fields.flatten().collect(),
        }
    }

    /// The `field` of what `self` is a part of.
    fn within(&self, place: &Place<'_>) -> Self {
        let mut whole = Self::of(place);
        whole.path.extend(&self.path);
        whole
    }
}

impl<'a, 'tcx> Origins<'a, 'tcx> {
    pub(super) fn new(tcx: TyCtxt<'tcx>, owner: LocalDefId, body: &'a Body<'tcx>) -> Self {
        let mut made = IndexVec::from_elem(Made::Nowhere, &body.local_decls);
        let mut make = |place: &Place<'_>, by| {
            if place.projection.is_empty() {
                let made = &mut made[place.local];
                *made = match made {
                    Made::Nowhere => by,
                    _ => Made::Often,
                };
            }
        };
        for (block, data) in body.basic_blocks.iter_enumerated() {
            for (at, statement) in data.statements.iter().enumerate() {
                if let StatementKind::Assign(assignment) = &statement.kind {
                    make(&assignment.0, Made::Statement(block, at));
                }
            }
            match &data.terminator().kind {
                TerminatorKind::Call { destination, .. } => make(destination, Made::Call(block)),
                TerminatorKind::Yield { resume_arg, .. } => make(resume_arg, Made::Often),
                _ => {}
            }
        }
        Self {
            tcx,
            body,
            catalogue: Catalogue::get(tcx),
            typing_env: TypingEnv::non_body_analysis(tcx, owner),
            made,
        }
    }

    /// The function that the call in `block` calls, and what it is given.
    pub(super) fn called(&self, block: BasicBlock) -> Option<(DefId, &'a [Spanned<Operand<'tcx>>])> {
        let TerminatorKind::Call { func, args, .. } = &self.body.basic_blocks[block].terminator().kind else {
            return None;
        };
        match *func.ty(self.body, self.tcx).kind() {
            ty::FnDef(function, _) => Some((function, args)),
            _ => None,
        }
    }

    /// What made the value in `operand`.
    pub(super) fn source(&self, operand: &Operand<'tcx>) -> Source<'a, 'tcx> {
        operand
            .place()
            .map_or(Source::Local, |place| self.source_of(Part::of(&place)))
    }

    /// What made the value in `part`.
    pub(super) fn source_of(&self, mut part: Part) -> Source<'a, 'tcx> {
        for _ in 0..STEPS {
            match self.before(&part) {
                Ok(before) => part = before,
                Err(source) => return source,
            }
        }
        Source::Local
    }

    /// What `operand` refers to, however often it is borrowed.
    pub(super) fn referent(&self, operand: &Operand<'tcx>) -> Option<Part> {
        let mut part = Part::of(&operand.place()?);
        for _ in 0..STEPS {
            if !part.path.is_empty() || !self.body.local_decls[part.local].ty.is_ref() {
                break;
            }
            part = self.before(&part).ok()?;
        }
        Some(part)
    }

    /// The futures behind `operand`, whoever owns them.
    pub(super) fn awaited(&self, operand: &Operand<'tcx>) -> Vec<Future> {
        self.futures_of(self.source(operand), DEPTH)
    }

    /// The futures behind `part`, whoever owns them, and the locals that lead to them.
    pub(super) fn kept(&self, mut part: Part) -> (Vec<Future>, Vec<Local>) {
        let mut holders = Vec::new();
        let mut source = Source::Local;
        for _ in 0..STEPS {
            holders.push(part.local);
            let pinned = match self.before(&part) {
                Ok(before) => Some(before),
                Err(made) => {
                    let pinned = self.pinned(&made);
                    source = made;
                    pinned
                }
            };
            match pinned {
                Some(pinned) => part = pinned,
                None => break,
            }
        }
        (self.futures_of(source, DEPTH), holders)
    }

    /// What a `Pin` is made of, as `std::pin::pin!` makes one: a reference, to a value with a wrapper around it.
    fn pinned(&self, made: &Source<'a, 'tcx>) -> Option<Part> {
        let of_std = |definition: DefId| upstream::is_std(self.tcx, definition);
        let wrapped = match made {
            Source::Aggregate(_, _, AggregateKind::Adt(adt, ..), values)
                if of_std(*adt) && values.len() == 1 =>
            {
                &values[FieldIdx::ZERO]
            }
            Source::Call(block) => match self.called(*block)? {
                (callee, [value]) if of_std(callee) && is_borrowed(value.node.ty(self.body, self.tcx)) => {
                    &value.node
                }
                _ => return None,
            },
            _ => return None,
        };
        Some(Part::of(&wrapped.place()?))
    }

    /// The futures that `source` is made of.
    pub(super) fn futures_of(&self, source: Source<'a, 'tcx>, depth: usize) -> Vec<Future> {
        let block = match source {
            Source::Local => return Vec::new(),
            Source::Aggregate(block, span, AggregateKind::Coroutine(body, _), captured) => {
                return vec![Future {
                    block,
                    body: Some(*body),
                    uses: self.used(captured.iter()),
                    span,
                }];
            }
            Source::Aggregate(..) => return Vec::new(),
            Source::Call(block) => block,
        };
        let Some((callee, values)) = self.called(block) else {
            return Vec::new();
        };
        let terminator = self.body.basic_blocks[block].terminator();
        let TerminatorKind::Call { destination, .. } = &terminator.kind else {
            return Vec::new();
        };
        let made = |body, uses| {
            vec![Future {
                block,
                body,
                uses,
                span: terminator.source_info.span,
            }]
        };
        if self.catalogue.loses_data(callee) {
            return made(None, self.used(values.iter().take(1).map(|value| &value.node)));
        }
        let used = || self.used(values.iter().map(|value| &value.node));
        let ty = destination.ty(self.body, self.tcx).ty;
        if let Some(body) = self.coroutine(ty).or_else(|| self.boxed(block, ty)) {
            return made(Some(body), used());
        }
        let mut inner = Vec::new();
        if depth > 0 {
            for value in values {
                let ty = value.node.ty(self.body, self.tcx);
                if !is_borrowed(ty) && self.is_future(ty) {
                    inner.extend(self.futures_of(self.source(&value.node), depth - 1));
                }
            }
        }
        match inner.is_empty() {
            true => made(None, used()),
            false => inner,
        }
    }

    /// The local at the end of the borrows that `operand` is.
    pub(super) fn root(&self, operand: &Operand<'tcx>) -> Option<Part> {
        let mut part = Part::of(&operand.place()?);
        for _ in 0..STEPS {
            if !may_borrow(self.tcx, self.body.local_decls[part.local].ty) {
                break;
            }
            part = match self.before(&part) {
                Ok(before) => before,
                Err(Source::Call(block)) => {
                    let (_, values) = self.called(block)?;
                    let borrows = |value: &&Spanned<Operand<'tcx>>| {
                        may_borrow(self.tcx, value.node.ty(self.body, self.tcx))
                    };
                    let place = values.iter().find(borrows).and_then(|value| value.node.place());
                    match place {
                        Some(place) if !self.has_many(place.ty(self.body, self.tcx).ty) => Part::of(&place),
                        _ => break,
                    }
                }
                Err(Source::Aggregate(_, _, _, values)) => {
                    let mut places = values.iter().filter_map(Operand::place);
                    let borrows =
                        |place: &Place<'tcx>| may_borrow(self.tcx, place.ty(self.body, self.tcx).ty);
                    match places.find(borrows) {
                        Some(place) => Part::of(&place),
                        None => break,
                    }
                }
                Err(Source::Local) => break,
            };
        }
        Some(part)
    }

    /// The part of the body's own that `place` is, behind references.
    pub(super) fn canonical(&self, place: &Place<'tcx>) -> Option<Part> {
        self.root(&Operand::Copy(*place))
    }

    /// Whether `part` belongs to the caller, so that it outlives the body.
    pub(super) fn is_callers(&self, part: &Part) -> bool {
        if part.local.as_usize() == 0 || part.local.as_usize() > self.body.arg_count {
            return false;
        }
        let ty = self.body.local_decls[part.local].ty;
        let ty = match (*ty.kind(), part.path.first()) {
            (ty::Coroutine(_, args), Some(captured)) => {
                args.as_coroutine().upvar_tys().get(captured.as_usize()).copied()
            }
            _ => Some(ty),
        };
        ty.is_some_and(|ty| may_borrow(self.tcx, ty))
    }

    /// Whether values of `ty` are futures.
    pub(super) fn is_future(&self, ty: Ty<'tcx>) -> bool {
        let future = self.tcx.lang_items().future_trait();
        future.is_some_and(|of| implements_trait_with_env(self.tcx, self.typing_env, ty, of, None, &[]))
    }

    /// Whether `function` writes over a connection, file or the like.
    pub(super) fn replaces_stream(&self, function: LocalDefId) -> bool {
        let tcx = self.tcx;
        let Some(body) = tcx.hir_maybe_body_owned_by(function) else {
            return false;
        };
        let typeck = tcx.typeck(function);
        let has_stream = |ty| self.has_stream(ty, DEPTH, &mut FxHashSet::default());
        let replaced = for_each_expr(tcx, body.value, |expr| {
            let replaces = match expr.kind {
                ExprKind::Assign(to, ..) => has_stream(typeck.expr_ty(to)),
                // Such as `Option::replace` and `mem::swap`.
                _ => hir::called(typeck, expr).is_some_and(|(callee, values)| {
                    let mut values = values.iter().map(|value| typeck.expr_ty_adjusted(value));
                    upstream::is_std(tcx, callee)
                        && values
                            .any(|ty| ty.ref_mutability().is_some_and(|it| it.is_mut()) && has_stream(ty))
                }),
            };
            match replaces {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        });
        replaced.is_some()
    }

    /// What of `values` a future reads from or writes to, and does not own.
    fn used<'b>(&self, values: impl Iterator<Item = &'b Operand<'tcx>>) -> Vec<Part>
    where
        'tcx: 'b,
    {
        let values = values.filter(|value| {
            let ty = value.ty(self.body, self.tcx);
            may_borrow(self.tcx, ty) && self.has_stream(ty, DEPTH, &mut FxHashSet::default())
        });
        values.filter_map(|value| self.root(value)).collect()
    }

    /// Whether a value of `ty` may have a connection, file or the like in it, and not only memory.
    fn has_stream(&self, ty: Ty<'tcx>, depth: usize, seen: &mut FxHashSet<Ty<'tcx>>) -> bool {
        if depth == 0 || !seen.insert(ty) {
            return false;
        }
        let mut inner = |ty, depth| self.has_stream(ty, depth, seen);
        match *ty.kind() {
            ty::Param(_) | ty::Dynamic(..) | ty::Alias(..) => true,
            ty::Ref(_, to, _) | ty::RawPtr(to, _) => inner(to, depth),
            ty::Tuple(parts) => parts.iter().any(|part| inner(part, depth)),
            ty::Slice(part) | ty::Array(part, _) => inner(part, depth),
            ty::Adt(adt, args) => {
                let of_std = upstream::is_std(self.tcx, adt.did());
                if !of_std {
                    let implements =
                        |of: &DefId| implements_trait_with_env(self.tcx, self.typing_env, ty, *of, None, &[]);
                    if self.catalogue.streams().iter().any(implements) {
                        return true;
                    }
                }
                args.types().any(|part| inner(part, depth))
                    || adt.did().is_local()
                        && adt
                            .all_fields()
                            .any(|field| inner(field.ty(self.tcx, args).skip_normalization(), depth - 1))
            }
            _ => false,
        }
    }

    /// Whether what is got out of a value of `ty` need not be the same the next time: it is a collection or an iterator.
    fn has_many(&self, ty: Ty<'tcx>) -> bool {
        let tcx = self.tcx;
        let ty = ty.peel_refs();
        let Some(of) = tcx.get_diagnostic_item(sym::IntoIterator) else {
            return false;
        };
        let is_one = ty.ty_adt_def().is_some_and(|adt| {
            [sym::Option, sym::Result]
                .iter()
                .any(|name| tcx.is_diagnostic_item(*name, adt.did()))
        });
        let iterates = |ty| implements_trait_with_env(tcx, self.typing_env, ty, of, None, &[]);
        !is_one && (iterates(ty) || iterates(Ty::new_imm_ref(tcx, tcx.lifetimes.re_erased, ty)))
    }

    /// Whether `callee` returns the future that it is given, in another guise.
    fn passes_future(&self, callee: DefId) -> bool {
        [LangItem::IntoFutureIntoFuture, LangItem::PinNewUnchecked]
            .iter()
            .any(|item| self.tcx.is_lang_item(callee, *item))
    }

    /// The body of the future that values of `ty` are, an `impl Future` included.
    fn coroutine(&self, ty: Ty<'tcx>) -> Option<DefId> {
        let ty = match ty.kind() {
            ty::Alias(_, alias) => self
                .tcx
                .type_of(alias.kind.try_to_opaque()?)
                .instantiate(self.tcx, alias.args)
                .skip_normalization(),
            _ => ty,
        };
        match *ty.kind() {
            // A runtime's own only drives the one that it is given.
            ty::Coroutine(body, _) => (!is_trusted(self.tcx.crate_name(body.krate))).then_some(body),
            _ => None,
        }
    }

    /// The body of the future that the call in `block` returns in a box, as the functions of `async_trait` do.
    fn boxed(&self, block: BasicBlock, ty: Ty<'tcx>) -> Option<DefId> {
        let tcx = self.tcx;
        let TerminatorKind::Call { func, .. } = &self.body.basic_blocks[block].terminator().kind else {
            return None;
        };
        let (ty::FnDef(named, args), ty::Adt(pin, _)) = (*func.ty(self.body, tcx).kind(), ty.kind()) else {
            return None;
        };
        let args = args.no_bound_vars()?;
        let is_method = matches!(tcx.def_kind(named), DefKind::Fn | DefKind::AssocFn);
        if !pin.is_pin() || !is_method {
            return None;
        }
        let args = tcx.erase_and_anonymize_regions(args);
        let instance = ty::Instance::try_resolve(tcx, self.typing_env, named, args).ok()??;
        let function = instance.def_id().as_local()?;
        let returned = hir::last(tcx.hir_maybe_body_owned_by(function)?.value)?;
        let typeck = tcx.typeck(function);
        let (_, values) = hir::called(typeck, returned)?;
        let [future] = values.as_slice() else {
            return None;
        };
        match *typeck.expr_ty(future).kind() {
            ty::Coroutine(body, _) => Some(body),
            _ => None,
        }
    }

    /// Whether `local` is the user's and takes its value out of a variant.
    pub(super) fn is_taken_out(&self, local: Local) -> bool {
        let Made::Statement(block, at) = self.made[local] else {
            return false;
        };
        let StatementKind::Assign(assignment) = &self.body.basic_blocks[block].statements[at].kind else {
            return false;
        };
        let is_variant = |place: Place<'tcx>| {
            let mut steps = place.projection.iter();
            steps.any(|step| matches!(step, ProjectionElem::Downcast(..)))
        };
        match &assignment.1 {
            Rvalue::Use(value, ..) => is_users(self.body, local) && value.place().is_some_and(is_variant),
            _ => false,
        }
    }

    /// What `part` was before it was moved or borrowed.
    fn before(&self, part: &Part) -> Result<Part, Source<'a, 'tcx>> {
        let (block, at) = match self.made[part.local] {
            Made::Nowhere | Made::Often => return Err(Source::Local),
            Made::Call(block) => {
                // Only looked through: what a future is awaited for is not the future.
                return match self.called(block) {
                    Some((callee, [value, ..])) if self.passes_future(callee) => {
                        let place = value.node.place().ok_or(Source::Local)?;
                        Ok(part.within(&place))
                    }
                    _ => Err(Source::Call(block)),
                };
            }
            Made::Statement(block, at) => (block, at),
        };
        let statement = &self.body.basic_blocks[block].statements[at];
        let StatementKind::Assign(assignment) = &statement.kind else {
            return Err(Source::Local);
        };
        match &assignment.1 {
            Rvalue::Use(value, ..) | Rvalue::Cast(_, value, _) => {
                let place = value.place().filter(|place| !is_element(place));
                place.map(|place| part.within(&place)).ok_or(Source::Local)
            }
            Rvalue::Ref(_, _, place) | Rvalue::RawPtr(_, place) if !is_element(place) => {
                Ok(part.within(place))
            }
            Rvalue::Aggregate(kind, values) => {
                if let Some((field, rest)) = part.path.split_first()
                    && matches!(**kind, AggregateKind::Tuple | AggregateKind::Adt(..))
                {
                    let place = values.get(*field).and_then(Operand::place).ok_or(Source::Local)?;
                    let rest = Part {
                        local: part.local,
                        path: rest.to_vec(),
                    };
                    return Ok(rest.within(&place));
                }
                Err(Source::Aggregate(block, statement.source_info.span, kind, values))
            }
            _ => Err(Source::Local),
        }
    }
}

/// Whether a future of type `ty` is somebody else's: dropping it drops a reference.
pub(super) fn is_borrowed(ty: Ty<'_>) -> bool {
    match ty.kind() {
        ty::Ref(..) => true,
        ty::Adt(adt, args) => adt.is_pin() && args.type_at(0).is_ref(),
        _ => false,
    }
}

/// Whether a value of `ty` may lead to something that others have too.
fn may_borrow<'tcx>(tcx: TyCtxt<'tcx>, ty: Ty<'tcx>) -> bool {
    let is_shared = |adt: DefId| {
        [sym::Arc, sym::Rc]
            .iter()
            .any(|name| tcx.is_diagnostic_item(*name, adt))
    };
    ty.walk().any(|part| match part.kind() {
        GenericArgKind::Lifetime(_) => true,
        GenericArgKind::Const(_) => false,
        GenericArgKind::Type(ty) => match ty.kind() {
            ty::Ref(..) | ty::RawPtr(..) | ty::Param(_) | ty::Alias(..) => true,
            ty::Adt(adt, _) => is_shared(adt.did()),
            ty::Coroutine(_, args) => args
                .as_coroutine()
                .upvar_tys()
                .iter()
                .any(|captured| may_borrow(tcx, captured)),
            ty::Closure(_, args) => args
                .as_closure()
                .upvar_tys()
                .iter()
                .any(|captured| may_borrow(tcx, captured)),
            _ => false,
        },
    })
}

/// Whether `place` is one of many, so that it need not be the same the next time.
fn is_element(place: &Place<'_>) -> bool {
    place
        .projection
        .iter()
        .any(|step| matches!(step, ProjectionElem::Index(_)))
}

/// Whether the user wrote the declaration of `local`.
pub(super) fn is_users(body: &Body<'_>, local: Local) -> bool {
    body.local_decls[local].is_user_variable() && !body.local_decls[local].source_info.span.from_expansion()
}
