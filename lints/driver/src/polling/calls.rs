//! What each call in a body is to one that waits: a look, a pause, or work.

use std::ops::ControlFlow;

use clippy_utils::visitors::for_each_expr;
use rustc_attr_ir::lang_items::LangItem;
use rustc_hir::def::DefKind;
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_hir::{BorrowKind, Expr, ExprKind, Mutability};
use rustc_index::IndexVec;
use rustc_middle::mir::{BasicBlock, Body, Operand, TerminatorKind};
use rustc_middle::ty::{self, GenericArgsRef, InstanceKind, Ty, TyCtxt, TypeckResults, TypingEnv};
use rustc_span::{DesugaringKind, Span, Symbol, sym};

use super::{Pause, Written, moment};
use crate::catalogue::{Catalogue, Poll};
use crate::effects::hir;

/// How many functions of the crate are looked through.
const DEPTH: usize = 3;

/// What a call is to a body that waits.
#[derive(Clone, Copy, Debug)]
pub(super) enum Nature {
    /// It looks whether something has happened; with `true` it returns `None` or an error if not.
    Look(&'static Poll, bool),
    /// It returns `None` if there is nothing to take.
    Pop,
    /// It gives way.
    Pause(Pause),
    /// It only turns a value into another.
    Plain,
    /// Anything else.
    Work,
}

/// The calls in a body.
pub(super) struct Calls<'a, 'tcx> {
    pub(super) tcx: TyCtxt<'tcx>,
    pub(super) body: &'a Body<'tcx>,
    owner: LocalDefId,
    typing_env: TypingEnv<'tcx>,
    catalogue: &'static Catalogue,
    is_async: bool,
    natures: IndexVec<BasicBlock, Option<Nature>>,
}

impl<'a, 'tcx> Calls<'a, 'tcx> {
    /// Reads the calls in `loops`.
    pub(super) fn of(
        tcx: TyCtxt<'tcx>,
        owner: LocalDefId,
        body: &'a Body<'tcx>,
        loops: &[Written],
        is_async: bool,
    ) -> Self {
        let mut this = Self {
            tcx,
            body,
            owner,
            typing_env: TypingEnv::post_analysis(tcx, owner),
            catalogue: Catalogue::get(tcx),
            is_async,
            natures: IndexVec::new(),
        };
        let blocks = body.basic_blocks.indices();
        let looped = |block| {
            loops
                .iter()
                .any(|it| it.whole.contains(this.span(block).source_callsite()))
        };
        let natures = blocks
            .map(|block| looped(block).then(|| this.read(block))?)
            .collect();
        this.natures = natures;
        this
    }

    /// What the call that ends `block` is.
    pub(super) fn nature(&self, block: BasicBlock) -> Nature {
        self.natures[block].unwrap_or(Nature::Work)
    }

    /// The blocks that end in a look.
    pub(super) fn polls(&self) -> impl Iterator<Item = (BasicBlock, &'static Poll)> {
        self.natures
            .iter_enumerated()
            .filter_map(|(block, nature)| match nature {
                Some(Nature::Look(poll, _)) => Some((block, *poll)),
                _ => None,
            })
    }

    /// How the code in `whole` gives way.
    pub(super) fn pauses(&self, whole: Span) -> impl Iterator<Item = Pause> {
        self.natures
            .iter_enumerated()
            .filter_map(move |(block, nature)| match nature {
                Some(Nature::Pause(pause)) if whole.contains(self.span(block).source_callsite()) => {
                    Some(*pause)
                }
                _ => None,
            })
    }

    /// The name of the function that is called at the end of `block`.
    pub(super) fn name(&self, block: BasicBlock) -> Symbol {
        self.called(block)
            .map_or(sym::empty, |(function, _)| self.tcx.item_name(function))
    }

    pub(super) fn span(&self, block: BasicBlock) -> Span {
        self.body.basic_blocks[block].terminator().source_info.span
    }

    /// The function that is called at the end of `block`.
    pub(super) fn called(&self, block: BasicBlock) -> Option<(DefId, GenericArgsRef<'tcx>)> {
        let TerminatorKind::Call { func, .. } = &self.body.basic_blocks[block].terminator().kind else {
            return None;
        };
        match *func.ty(self.body, self.tcx).kind() {
            ty::FnDef(function, args) => {
                let args = args.no_bound_vars().unwrap_or_else(|| args.skip_binder());
                Some((function, self.tcx.erase_and_anonymize_regions(args)))
            }
            _ => None,
        }
    }

    fn read(&self, block: BasicBlock) -> Option<Nature> {
        let data = &self.body.basic_blocks[block];
        let TerminatorKind::Call { args: values, .. } = &data.terminator().kind else {
            return None;
        };
        let (function, args) = self.called(block).filter(|_| !data.is_cleanup)?;
        if self.tcx.is_lang_item(function, LangItem::IntoFutureIntoFuture) {
            // An await waits for what the function does that made the future.
            let made = values.first().and_then(|value| self.maker(&value.node));
            return Some(match made.and_then(|block| self.read(block)) {
                Some(Nature::Look(..) | Nature::Pause(_)) => Nature::Plain,
                _ => Nature::Work,
            });
        }
        let given: Vec<Ty<'tcx>> = values
            .iter()
            .map(|value| value.node.ty(self.body, self.tcx))
            .collect();
        Some(self.of_function(function, args, &given, self.span(block), DEPTH))
    }

    /// The block whose call made `value`.
    fn maker(&self, value: &Operand<'tcx>) -> Option<BasicBlock> {
        let local = value.place()?.as_local()?;
        let mut blocks = self.body.basic_blocks.iter_enumerated().filter(|(_, data)| {
            matches!(&data.terminator().kind,
                TerminatorKind::Call { destination, .. } if destination.as_local() == Some(local))
        });
        let (block, _) = blocks.next()?;
        blocks.next().is_none().then_some(block)
    }

    fn of_function(
        &self,
        named: DefId,
        args: GenericArgsRef<'tcx>,
        given: &[Ty<'tcx>],
        span: Span,
        depth: usize,
    ) -> Nature {
        let tcx = self.tcx;
        let awaits = [
            LangItem::FuturePoll,
            LangItem::GetContext,
            LangItem::PinNewUnchecked,
        ];
        if self.is_async && awaits.iter().any(|item| tcx.is_lang_item(named, *item)) {
            return Nature::Plain;
        }
        let resolved = self.resolve(named, args);
        let function = resolved.unwrap_or(named);
        for function in [named, function] {
            if let Some(poll) = self.catalogue.poll(function) {
                let counts = self.is_async || poll.thread.is_some();
                return if counts {
                    Nature::Look(poll, poll.fails)
                } else {
                    Nature::Work
                };
            }
            if self.catalogue.yields(function) {
                let signature = tcx.fn_sig(function).instantiate_identity().skip_normalization();
                let is_hint = signature.skip_binder().output().is_unit();
                return Nature::Pause(if is_hint { Pause::Hint } else { Pause::Yield });
            }
            if self.catalogue.sleeps(function) {
                let call = hir::call_at(tcx, self.owner, span);
                let moment = call.and_then(|call| moment::slept(tcx, call));
                return moment.map_or(Nature::Work, |time| Nature::Pause(Pause::Sleep(time)));
            }
            if self.catalogue.pops(function) {
                return Nature::Pop;
            }
        }
        if matches!(tcx.def_kind(named), DefKind::Ctor(..)) {
            return Nature::Plain;
        }
        if let Some(local) = function.as_local() {
            return match resolved {
                Some(_) if depth > 0 => self.of_body(local, depth - 1),
                _ => Nature::Work,
            };
        }
        let is_plain = match tcx.trait_of_assoc(named) {
            Some(_) if span.is_desugaring(DesugaringKind::ForLoop) => walks_list(tcx, given),
            Some(of) => is_plain_trait(tcx, of),
            None => {
                let this = tcx.inherent_impl_of_assoc(named);
                let this = this.map(|of| tcx.type_of(of).instantiate_identity().skip_normalization());
                this.is_some_and(|this| match this.kind() {
                    ty::Adt(adt, _) => self.catalogue.is_plain(adt.did()),
                    _ => this.is_primitive() || this.is_str() || this.is_slice(),
                }) && !given.iter().any(|ty| may_act(*ty))
            }
        };
        if is_plain { Nature::Plain } else { Nature::Work }
    }

    /// What a function of this crate is: a look if that is all it does.
    fn of_body(&self, function: LocalDefId, depth: usize) -> Nature {
        let tcx = self.tcx;
        let Some(body) = tcx.hir_maybe_body_owned_by(function) else {
            return Nature::Work;
        };
        let typeck = tcx.typeck(function);
        let mut look = None;
        let works = for_each_expr(tcx, body.value, |expr| {
            let nature = match expr.kind {
                ExprKind::Assign(..)
                | ExprKind::AssignOp(..)
                | ExprKind::Loop(..)
                | ExprKind::Closure(_)
                | ExprKind::InlineAsm(_)
                | ExprKind::Yield(..)
                | ExprKind::AddrOf(BorrowKind::Ref, Mutability::Mut, _) => Nature::Work,
                ExprKind::Call(..) | ExprKind::MethodCall(..) => self.of_call(typeck, expr, depth),
                ExprKind::Binary(..) | ExprKind::Unary(..) | ExprKind::Index(..) => {
                    match typeck.type_dependent_def_id(expr.hir_id) {
                        Some(method)
                            if !tcx
                                .trait_of_assoc(method)
                                .is_some_and(|of| is_plain_trait(tcx, of)) =>
                        {
                            Nature::Work
                        }
                        _ => Nature::Plain,
                    }
                }
                _ => Nature::Plain,
            };
            match nature {
                Nature::Work | Nature::Pause(_) => return ControlFlow::Break(()),
                Nature::Look(poll, _) => look = look.or(Some(poll)), // the outermost comes first
                Nature::Pop | Nature::Plain => {}
            }
            ControlFlow::Continue(())
        });
        let output = typeck.expr_ty(body.value);
        match look {
            _ if works.is_some() || output.is_unit() => Nature::Work,
            Some(poll) => Nature::Look(poll, empty_variant(tcx, output).is_some()),
            None => Nature::Plain,
        }
    }

    fn of_call(&self, typeck: &'tcx TypeckResults<'tcx>, call: &'tcx Expr<'tcx>, depth: usize) -> Nature {
        let (function, args, values) = match call.kind {
            ExprKind::Call(function, values) => match *typeck.expr_ty(function).kind() {
                ty::FnDef(callee, args) => (callee, args.skip_binder(), values.iter().collect::<Vec<_>>()),
                _ => return Nature::Work,
            },
            ExprKind::MethodCall(_, receiver, values, _) => match typeck.type_dependent_def_id(call.hir_id) {
                Some(method) => {
                    let args = typeck.node_args(call.hir_id);
                    (method, args, std::iter::once(receiver).chain(values).collect())
                }
                None => return Nature::Work,
            },
            _ => return Nature::Work,
        };
        let given: Vec<Ty<'tcx>> = values
            .iter()
            .map(|value| typeck.expr_ty_adjusted(value))
            .collect();
        self.of_function(
            function,
            self.tcx.erase_and_anonymize_regions(args),
            &given,
            call.span,
            depth,
        )
    }

    fn resolve(&self, function: DefId, args: GenericArgsRef<'tcx>) -> Option<DefId> {
        if !matches!(self.tcx.def_kind(function), DefKind::Fn | DefKind::AssocFn) {
            return None;
        }
        let instance = ty::Instance::try_resolve(self.tcx, self.typing_env, function, args).ok()??;
        match instance.def {
            InstanceKind::Item(function) => Some(function),
            _ => None,
        }
    }
}

/// The variant of `ty` that says that there is nothing.
pub(super) fn empty_variant(tcx: TyCtxt<'_>, ty: Ty<'_>) -> Option<u128> {
    let adt = ty.ty_adt_def()?.did();
    if tcx.is_diagnostic_item(sym::Option, adt) {
        Some(0)
    } else {
        tcx.is_diagnostic_item(sym::Result, adt).then_some(1)
    }
}

/// Whether a `for` loop that is given these goes through a list in memory, from its beginning each time.
fn walks_list(tcx: TyCtxt<'_>, given: &[Ty<'_>]) -> bool {
    let [list] = given else {
        return false;
    };
    let in_memory = |ty: Ty<'_>, names: &[&str]| match ty.kind() {
        ty::Slice(_) | ty::Array(..) => true,
        ty::Adt(adt, _) => {
            let krate = tcx.crate_name(adt.did().krate);
            [sym::core, sym::alloc].contains(&krate) && names.contains(&tcx.item_name(adt.did()).as_str())
        }
        _ => false,
    };
    let list = list.peel_refs();
    match list.kind() {
        ty::Adt(_, args) if in_memory(list, &["Enumerate"]) => {
            in_memory(args.type_at(0), &["Iter", "IterMut"])
        }
        _ => in_memory(list, &["Iter", "IterMut", "Vec", "VecDeque"]),
    }
}

/// Whether methods of the trait only look, compare or convert.
fn is_plain_trait(tcx: TyCtxt<'_>, of: DefId) -> bool {
    let items = [
        LangItem::Clone,
        LangItem::Deref,
        LangItem::DerefMut,
        LangItem::Index,
        LangItem::Not,
        LangItem::PartialEq,
        LangItem::PartialOrd,
        LangItem::Try,
    ];
    let named = [sym::AsRef, sym::Borrow, sym::From, sym::Into];
    let from_residual = tcx
        .lang_items()
        .get(LangItem::TryTraitFromResidual)
        .map(|method| tcx.parent(method));
    let branch = tcx
        .lang_items()
        .get(LangItem::TryTraitBranch)
        .map(|method| tcx.parent(method));
    items.iter().any(|item| tcx.is_lang_item(of, *item))
        || named.iter().any(|name| tcx.is_diagnostic_item(*name, of))
        || [from_residual, branch].contains(&Some(of))
}

/// Whether what is given a value of `ty` may change something or call something.
fn may_act(ty: Ty<'_>) -> bool {
    ty.walk()
        .filter_map(|part| part.as_type())
        .any(|part| match part.kind() {
            ty::Ref(_, _, mutability) => mutability.is_mut(),
            ty::Closure(..) | ty::FnDef(..) | ty::FnPtr(..) | ty::Dynamic(..) => true,
            _ => false,
        })
}
