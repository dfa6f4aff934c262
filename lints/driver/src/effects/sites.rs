//! What a body does that may have an effect, read from its MIR: calls, operators, drops and awaits alike, each
//! as a [`Site`] with what runs there.
//!
//! A closure runs where it is called. One that is passed to a function which can call it (an `Fn…` bound) and
//! need not keep it (no `'static` bound) runs there: `map`, `unwrap_or_else`, `for_each`. One that must be
//! `'static` leaves for another thread or a later time: `spawn`, `spawn_blocking`, pools. One that is only
//! stored runs nowhere yet. What this rule gets wrong is in `catalogue/wrappers.toml`.

use heddle_protocol::Kind;
use rustc_attr_ir::lang_items::LangItem;
use rustc_hir::HirId;
use rustc_hir::def::DefKind;
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_middle::mir::{BasicBlock, Body, Local, Operand, Rvalue, StatementKind, TerminatorKind};
use rustc_middle::ty::fast_reject::SimplifiedType;
use rustc_middle::ty::{
    self, BottomUpFolder, GenericArgsRef, InstanceKind, ShimKind, Ty, TyCtxt, TypeFoldable, TypeVisitableExt,
    TypingEnv,
};
use rustc_span::{Span, Spanned, Symbol, sym};

use super::drops::{Dropped, Drops};
use super::flow::Flow;
use super::generics::{self, Generic, Given, Then, Through};
use super::origins::{Origins, Source};
use super::{hir, races, upstream};
use crate::catalogue::{Catalogue, Cause, When, is_trusted};

/// How deep combinators of futures are looked into.
const COMBINED: usize = 4;

/// A place in a body where something runs that may have an effect.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    /// What runs there.
    pub(crate) target: Target,
    /// The call as it is written, macros and desugarings included.
    pub(crate) span: Span,
    /// Where lint levels are looked up.
    pub(crate) node: HirId,
    /// The body whose source has it: a closure's where one lies between.
    pub(crate) owner: LocalDefId,
    /// Whether a plain closure lies between the body and the call, so that it cannot `.await`.
    pub(crate) in_closure: bool,
    /// Whether it is in a closure that something runs which may see to tokio's runtime: a future that is polled
    /// later, or a dependency.
    pub(crate) sheltered: bool,
    /// The block of the body in which it runs.
    pub(crate) block: BasicBlock,
    /// Whether it works on nothing but what the body itself owns, so that nobody misses what it loses.
    pub(super) own: bool,
    /// What a generic function is given there that tells what it runs.
    pub(super) given: Vec<Given>,
}

/// What runs at a site.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// A call of the catalogue.
    Cause(Cause),
    /// A function, on this thread and to its end.
    Call(DefId),
    /// A closure of this crate, whose own sites count as the body's.
    Closure(LocalDefId),
    /// A future's body or `poll`, as part of this future.
    Await(DefId),
    /// What the type decides that a type parameter of this function stands for.
    Generic(Generic),
    /// What a generic function runs because of the types that it is given.
    Through(Through),
}

impl Site {
    /// The function or future's body that it runs, if the types do not decide.
    pub(crate) fn called(&self) -> Option<DefId> {
        match self.target {
            Target::Call(function) | Target::Await(function) => Some(function),
            Target::Closure(closure) => Some(closure.to_def_id()),
            Target::Through(through) => Some(through.function),
            Target::Cause(_) | Target::Generic(_) => None,
        }
    }

    /// Whether it is a call of the catalogue itself.
    pub(crate) fn is_cause(&self) -> bool {
        matches!(self.target, Target::Cause(_))
    }

    /// Where `owner` runs the future `body`, which it drops half way.
    pub(super) fn awaiting(
        tcx: TyCtxt<'_>,
        owner: LocalDefId,
        body: DefId,
        dropped: &races::Dropped,
    ) -> Self {
        Self {
            target: Target::Await(body),
            span: dropped.span,
            node: tcx.local_def_id_to_hir_id(owner),
            owner,
            in_closure: false,
            sheltered: false,
            block: dropped.block,
            own: false,
            given: Vec::new(),
        }
    }

    /// Whether it is an async block of the function around it.
    pub(crate) fn is_block(&self, tcx: TyCtxt<'_>) -> bool {
        matches!(self.target, Target::Await(body)
            if tcx.typeck_root_def_id(body) == tcx.typeck_root_def_id(self.owner.to_def_id()))
    }

    /// Whether what runs there is a future.
    pub(crate) fn is_await(&self) -> bool {
        matches!(self.target, Target::Await(_))
    }
}

impl Target {
    /// What runs in the end, and how many calls away; `None` for what other sites stand for.
    pub(crate) fn runs(&self) -> Option<(Then, u32)> {
        match *self {
            Self::Cause(cause) => Some((Then::Cause(cause), 1)),
            Self::Call(function) | Self::Await(function) => Some((Then::Call(function), 1)),
            Self::Through(through) => Some((through.then, through.depth + 1)),
            Self::Closure(_) | Self::Generic(_) => None,
        }
    }
}

/// A future of this crate, passed on by value.
#[derive(Clone, Debug)]
pub(crate) struct Handed {
    /// The future's body.
    pub(crate) future: DefId,
    /// What takes it.
    pub(crate) to: Taker,
    /// The function that takes it.
    pub(crate) callee: DefId,
    /// The call as it is written.
    pub(crate) span: Span,
    /// The value as it is written.
    pub(crate) value: Span,
    /// Where lint levels are looked up.
    pub(crate) node: HirId,
    /// The block of the body in which it is passed.
    pub(crate) block: BasicBlock,
}

/// A function or closure, passed as an argument.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Passed {
    /// It.
    pub(crate) function: Function,
    /// What it is passed to.
    pub(crate) callee: DefId,
    /// Which of its arguments it is.
    pub(crate) position: usize,
    /// Whether it runs there, before the call returns.
    pub(crate) runs: bool,
    /// The call as it is written.
    pub(crate) span: Span,
}

/// A function that is passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    /// One of this crate.
    Own(LocalDefId),
    /// What this type parameter stands for.
    Parameter(u32),
}

/// What takes a future.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taker {
    /// `.await` does.
    Await,
    /// An executor that drives it on this thread, to its end.
    Executor,
    /// Anything else, as `spawn` or `join!`.
    Other,
}

/// What a body does, in the order of the source.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sites {
    /// What may have an effect.
    pub(crate) sites: Vec<Site>,
    /// The crate's futures that are passed on.
    pub(crate) handed: Vec<Handed>,
    /// The futures that are dropped half way.
    pub(crate) dropped: Vec<races::Dropped>,
    /// The functions that are passed on.
    pub(crate) passed: Vec<Passed>,
    /// The type parameters whose values the body calls.
    pub(super) calls: Vec<u32>,
    /// Whether the body sees to tokio's runtime itself: it enters one, or asks whether there is one.
    pub(crate) enters_tokio: bool,
    /// Whether the body has a guard that keeps the thread in tokio's runtime.
    pub(super) holds_guard: bool,
    /// For each block those that may follow it.
    pub(crate) successors: Vec<Vec<BasicBlock>>,
}

/// Reads the sites of `owner`'s body.
pub(super) fn sites_of<'tcx>(tcx: TyCtxt<'tcx>, owner: LocalDefId, body: &Body<'tcx>) -> Sites {
    let mut collector = Collector {
        tcx,
        owner,
        body,
        typing_env: TypingEnv::post_analysis(tcx, owner),
        catalogue: Catalogue::get(tcx),
        drops: Drops::new(tcx),
        found: Sites::default(),
        dropping: Vec::new(),
    };
    collector.collect();
    collector.found
}

struct Collector<'a, 'tcx> {
    tcx: TyCtxt<'tcx>,
    owner: LocalDefId,
    body: &'a Body<'tcx>,
    typing_env: TypingEnv<'tcx>,
    catalogue: &'static Catalogue,
    drops: Drops<'tcx>,
    found: Sites,
    /// Drops that count if the value is still there.
    dropping: Vec<(BasicBlock, Vec<Dropped>)>,
}

impl<'tcx> Collector<'_, 'tcx> {
    fn collect(&mut self) {
        let flow = Flow::of(self.tcx, self.body, self.catalogue);
        for (block, data) in self.body.basic_blocks.iter_enumerated() {
            if data.is_cleanup || !flow.counts(block) {
                continue;
            }
            match &data.terminator().kind {
                TerminatorKind::Call { func, args, .. } | TerminatorKind::TailCall { func, args, .. } => {
                    self.call(block, func, args);
                }
                TerminatorKind::Drop { place, .. } => {
                    let dropped = self.drops.of(self.typing_env, place.ty(self.body, self.tcx).ty);
                    if !dropped.is_empty() {
                        self.dropping.push((block, dropped));
                    }
                }
                _ => {}
            }
        }
        let present =
            super::drops::present(self.tcx, self.body, self.dropping.iter().map(|(block, _)| *block));
        for (block, dropped) in std::mem::take(&mut self.dropping) {
            if present.contains(&block) {
                self.dropped(block, dropped);
            }
        }
        self.found
            .sites
            .sort_by_key(|site| (site.span.source_callsite().lo(), site.block));
        if self.tcx.is_coroutine(self.owner.to_def_id()) {
            self.found.successors = flow.into_successors();
            if self.catalogue.knows_lossy() {
                self.losses();
            }
        }
    }

    /// What this future loses when it is dropped half way, and which other ones it drops.
    fn losses(&mut self) {
        let origins = Origins::new(self.tcx, self.owner, self.body);
        for site in &mut self.found.sites {
            let futures = match (&site.target, origins.called(site.block)) {
                (Target::Cause(cause), _) if cause.kind() != Kind::named("cancel-unsafe") => continue,
                (Target::Cause(_) | Target::Call(_), _) => origins.futures_of(Source::Call(site.block), 0),
                (Target::Await(_), Some((_, [pinned, ..]))) => origins.awaited(&pinned.node),
                _ => continue,
            };
            let mut uses = futures.iter().flat_map(|future| &future.uses);
            site.own = !uses.any(|part| origins.is_callers(part));
        }
        if super::is_member() {
            self.found.dropped = races::dropped(&origins);
        }
    }

    fn call(&mut self, block: BasicBlock, function: &Operand<'tcx>, values: &[Spanned<Operand<'tcx>>]) {
        let tcx = self.tcx;
        let ty::FnDef(named, args) = *function.ty(self.body, tcx).kind() else {
            return;
        };
        let args = args.no_bound_vars().unwrap_or_else(|| args.skip_binder());
        let args = tcx.erase_and_anonymize_regions(args);
        let span = self.body.basic_blocks[block].terminator().source_info.span;
        let instance = self.instance(named, args);
        let resolved = instance.map(|(function, _)| function);

        let destination = self.output(block);
        self.found.holds_guard |= destination.is_some_and(|ty| self.catalogue.holds_guard(ty));
        self.found.enters_tokio |= self.found.holds_guard || self.catalogue.enters_tokio(named);
        if let Some(of) = tcx.trait_of_assoc(named)
            && tcx.fn_trait_kind_from_def_id(of).is_some()
            && let ty::Param(called) = args.type_at(0).peel_refs().kind()
        {
            self.found.calls.push(called.index);
        }
        for (position, value) in values.iter().enumerate() {
            self.value(block, named, position, value);
        }
        let leaves = |function| self.catalogue.is_wrapper(function);
        if leaves(named) || resolved.is_some_and(leaves) {
            return self.leaves(block, span, named, args);
        }
        if tcx.is_diagnostic_item(sym::mem_drop, named) {
            let dropped = self.drops.of(self.typing_env, args.type_at(0));
            return self.dropped(block, dropped);
        }
        let mut causes = self.catalogue.causes(tcx, named, args);
        if causes.is_empty()
            && let Some(resolved) = resolved
        {
            // An impl's own method: its type arguments are not the trait's.
            causes = self.catalogue.causes(tcx, resolved, ty::List::empty());
        }
        causes.retain(|cause| {
            cause.entry.when != Some(When::ResolvesNames) || hir::may_name_host(tcx, self.owner, span)
        });
        if !causes.is_empty() {
            let lent = self.is_lent(block);
            for cause in causes {
                if lent && cause.kind() == Kind::named("tokio-context") {
                    continue;
                }
                self.push(block, span, Target::Cause(cause));
            }
            return;
        }
        if is_poll(tcx, named) {
            for future in self.futures(args.type_at(0), COMBINED) {
                self.push(block, span, Target::Await(future));
            }
            return;
        }
        let function = instance
            .or_else(|| Some((self.only_impl(named)?, ty::List::empty())))
            .filter(|(function, _)| !self.catalogue.is_wrapper(*function));
        match function {
            Some((function, args)) if self.catalogue.is_driven(named) || takes_context(tcx, named) => {
                self.target(block, span, function, args, Target::Await);
            }
            Some((function, args)) => self.target(block, span, function, args, Target::Call),
            None => {}
        }
        self.generic(block, span, named, args);
        if let Some((named, args)) = self.forwarded(named, args) {
            if let Some((function, args)) = self.instance(named, args) {
                self.target(block, span, function, args, Target::Call);
            }
            self.generic(block, span, named, args);
        }
    }

    /// A call that sees to it that its closure holds nobody up. It may hold up its caller all the same, as a thread
    /// pool's does that waits for its threads, and not every runtime can do it.
    fn leaves(&mut self, block: BasicBlock, span: Span, named: DefId, args: GenericArgsRef<'tcx>) {
        for cause in self.catalogue.causes(self.tcx, named, args) {
            if cause.kind() != Kind::named("block-in-place") || !self.asks_for_flavor() {
                self.push(block, span, Target::Cause(cause));
            }
        }
    }

    /// Whether the body asks which runtime it runs on.
    fn asks_for_flavor(&self) -> bool {
        self.body.basic_blocks.iter().any(|data| {
            matches!(&data.terminator().kind, TerminatorKind::Call { func, .. }
                if matches!(func.ty(self.body, self.tcx).kind(), ty::FnDef(function, _)
                    if self.catalogue.tells_flavor(*function)))
        })
    }

    /// What the call leaves open, such as a method of a type parameter or of an adapter around one.
    fn generic(&mut self, block: BasicBlock, span: Span, named: DefId, args: GenericArgsRef<'tcx>) {
        if let Some(generic) = generics::left_open(self.tcx, self.catalogue, named, args) {
            self.push(block, span, Target::Generic(generic));
        }
    }

    /// What the call does with a function or future that it is given.
    fn value(&mut self, block: BasicBlock, callee: DefId, position: usize, value: &Spanned<Operand<'tcx>>) {
        let ty = value.node.ty(self.body, self.tcx);
        let passed = |function, runs| Passed {
            function,
            callee,
            position,
            runs,
            span: self.body.basic_blocks[block].terminator().source_info.span,
        };
        match *ty.peel_refs().kind() {
            ty::Closure(closure, _) => {
                let Some(closure) = closure.as_local() else {
                    return;
                };
                let runs = self.runs_here(callee, position);
                self.found.passed.push(passed(Function::Own(closure), runs));
                if runs {
                    self.push(block, value.span, Target::Closure(closure));
                    self.shelter(self.found.sites.len() - 1, callee, position);
                }
            }
            ty::Param(parameter) if callee.is_local() || self.catalogue.starts_thread(callee) => {
                let function = Function::Parameter(parameter.index);
                self.found.passed.push(passed(function, false));
            }
            ty::FnDef(function, args) => {
                let runs = self.runs_here(callee, position);
                if let Some(function) = function.as_local() {
                    self.found.passed.push(passed(Function::Own(function), runs));
                }
                if runs {
                    let args = self.tcx.erase_and_anonymize_regions(args.skip_binder());
                    let causes = self.catalogue.causes(self.tcx, function, args);
                    let first = self.found.sites.len();
                    if causes.is_empty()
                        && let Some((function, args)) = self.instance(function, args)
                    {
                        self.target(block, value.span, function, args, Target::Call);
                    }
                    for cause in causes {
                        self.push(block, value.span, Target::Cause(cause));
                    }
                    // Whoever calls it does not await it either.
                    for site in &mut self.found.sites[first..] {
                        site.in_closure = true;
                        site.sheltered |= callee.is_local();
                    }
                    self.shelter(first, callee, position);
                }
            }
            ty::Coroutine(..) | ty::Alias(..) => self.handed(block, callee, value.span, ty),
            ty::Adt(..) if self.is_executor(callee) => self.handed(block, callee, value.span, ty),
            _ => {}
        }
    }

    /// Whether the call in `block` makes a future that has done nothing yet and is wrapped in one that gives it
    /// tokio's runtime. Timers are not such futures: making them needs the runtime already.
    fn is_lent(&self, block: BasicBlock) -> bool {
        let blocks = &self.body.basic_blocks;
        let TerminatorKind::Call { destination, .. } = &blocks[block].terminator().kind else {
            return false;
        };
        if !matches!(destination.ty(self.body, self.tcx).ty.kind(), ty::Alias(..)) {
            return false;
        }
        let mut holders = vec![destination.local];
        let holds = |holders: &[Local], value: &Operand<'tcx>| {
            value.place().is_some_and(|place| holders.contains(&place.local))
        };
        loop {
            let known = holders.len();
            for data in blocks.iter() {
                for statement in &data.statements {
                    if let StatementKind::Assign(assignment) = &statement.kind
                        && let (to, Rvalue::Use(value, ..)) = &**assignment
                        && holds(&holders, value)
                        && !holders.contains(&to.local)
                    {
                        holders.push(to.local);
                    }
                }
            }
            if holders.len() == known {
                break;
            }
        }
        blocks.iter().any(|data| match &data.terminator().kind {
            TerminatorKind::Call {
                args, destination, ..
            } => {
                matches!(destination.ty(self.body, self.tcx).ty.kind(),
                    ty::Adt(adt, _) if self.catalogue.lends_tokio(adt.did()))
                    && args.iter().any(|value| holds(&holders, &value.node))
            }
            _ => false,
        })
    }

    /// Marks the sites from `first` on, which a function runs that `callee` is given at `position`, if that may see to
    /// tokio's runtime.
    fn shelter(&mut self, first: usize, callee: DefId, position: usize) {
        let tcx = self.tcx;
        let signature = tcx.fn_sig(callee).instantiate_identity().skip_normalization();
        let signature = signature.skip_binder();
        let output = signature.output();
        let shelters = if callee.is_local() {
            false // its body tells
        } else if upstream::is_std(tcx, callee) {
            output.ty_adt_def().is_some_and(|adt| is_future(tcx, adt.did()))
        } else {
            let parameter = signature.inputs().get(position);
            !is_trusted(tcx.crate_name(callee.krate))
                || parameter.is_some_and(|parameter| output.contains(*parameter))
        };
        for site in &mut self.found.sites[first..] {
            site.sheltered |= shelters;
        }
    }

    /// The type of what the call in `block` returns.
    fn output(&self, block: BasicBlock) -> Option<Ty<'tcx>> {
        match &self.body.basic_blocks[block].terminator().kind {
            TerminatorKind::Call { destination, .. } => Some(destination.ty(self.body, self.tcx).ty),
            _ => None,
        }
    }

    fn is_executor(&self, callee: DefId) -> bool {
        self.catalogue.is_executor(callee) || self.catalogue.foreign(callee).is_some()
    }

    fn handed(&mut self, block: BasicBlock, callee: DefId, value: Span, ty: Ty<'tcx>) {
        let executor = self.catalogue.is_executor(callee);
        // By reference it is only looked at, but executors take pinned references too.
        if ty.is_ref() && !self.is_executor(callee) {
            return;
        }
        let tcx = self.tcx;
        let to = if executor {
            Taker::Executor
        } else if tcx.is_lang_item(callee, LangItem::IntoFutureIntoFuture) {
            Taker::Await
        } else {
            Taker::Other
        };
        let whole = self.future(ty);
        for future in self.futures(ty, COMBINED) {
            self.found.handed.push(Handed {
                future,
                // What a combinator drives shares the thread with its neighbours.
                to: if whole == Some(future) { to } else { Taker::Other },
                callee,
                span: self.body.basic_blocks[block].terminator().source_info.span,
                value,
                node: self.node(block),
                block,
            });
        }
    }

    /// The bodies that are run by polling a value of this type: for a combinator of a runtime's, such as `join`
    /// and `Timeout`, those of the futures inside it.
    fn futures(&self, ty: Ty<'tcx>, depth: usize) -> Vec<DefId> {
        let mut inner = ty.peel_refs();
        while let ty::Adt(adt, args) = *inner.kind()
            && (adt.is_box() || adt.is_pin())
        {
            inner = args.type_at(0).peel_refs();
        }
        match *inner.kind() {
            ty::Adt(adt, args)
                if depth > 0
                    && is_trusted(self.tcx.crate_name(adt.did().krate))
                    && !self.catalogue.lends_tokio(adt.did()) =>
            {
                let parts = args.types();
                parts.flat_map(|part| self.futures(part, depth - 1)).collect()
            }
            _ => self.future(inner).into_iter().collect(),
        }
    }

    /// The body that is run by polling a value of this type: a future's of any crate, or a `poll` written by hand.
    fn future(&self, ty: Ty<'tcx>) -> Option<DefId> {
        let tcx = self.tcx;
        let mut ty = ty.peel_refs();
        loop {
            if let ty::Alias(_, alias) = ty.kind() {
                // What stands behind an `impl Future` is fixed by now, but stays an alias in the types of a body.
                let hidden = alias.kind.try_to_opaque()?;
                ty = tcx
                    .type_of(hidden)
                    .instantiate(tcx, alias.args)
                    .skip_normalization();
            }
            match *ty.kind() {
                ty::Coroutine(body, _) => return Some(body),
                ty::Ref(_, inner, _) => ty = inner,
                ty::Adt(adt, args) if adt.is_box() || adt.is_pin() => ty = args.type_at(0),
                ty::Adt(..) => {
                    let poll = tcx.lang_items().future_poll_fn()?;
                    let args = tcx.mk_args(&[ty.into()]);
                    let poll = self.resolve(poll, tcx.erase_and_anonymize_regions(args))?;
                    return (!upstream::is_std(tcx, poll)).then_some(poll);
                }
                _ => return None,
            }
        }
    }

    fn resolve(&self, function: DefId, args: GenericArgsRef<'tcx>) -> Option<DefId> {
        self.instance(function, args).map(|(function, _)| function)
    }

    /// The function that a call of `function` runs, with its own generic arguments.
    fn instance(&self, function: DefId, args: GenericArgsRef<'tcx>) -> Option<(DefId, GenericArgsRef<'tcx>)> {
        let tcx = self.tcx;
        if !matches!(tcx.def_kind(function), DefKind::Fn | DefKind::AssocFn) {
            return None;
        }
        let instance =
            ty::Instance::try_resolve(tcx, self.typing_env, function, self.revealed(args)).ok()??;
        match instance.def {
            InstanceKind::Item(function) | InstanceKind::Shim(ShimKind::Reify(function, _)) => {
                Some((function, instance.args))
            }
            InstanceKind::Shim(ShimKind::ClosureOnce { closure, .. }) => Some((closure, instance.args)),
            _ => None,
        }
    }

    /// `args` with what stands behind each `impl Trait`: it is fixed by now, but stays an alias in a body's types.
    fn revealed(&self, args: GenericArgsRef<'tcx>) -> GenericArgsRef<'tcx> {
        let tcx = self.tcx;
        if !args.has_opaque_types() {
            return args;
        }
        let reveal = |ty: Ty<'tcx>| match ty.kind() {
            ty::Alias(_, alias) => match alias.kind.try_to_opaque() {
                Some(hidden) => tcx
                    .type_of(hidden)
                    .instantiate(tcx, alias.args)
                    .skip_normalization(),
                None => ty,
            },
            _ => ty,
        };
        let revealed = args.fold_with(&mut BottomUpFolder {
            tcx,
            ty_op: reveal,
            lt_op: |region| region,
            ct_op: |constant| constant,
        });
        tcx.erase_and_anonymize_regions(revealed)
    }

    /// The method that a call of a trait's method must run because the graph has one impl of the trait and can
    /// have no other: the trait is the workspace's, or private to its crate.
    fn only_impl(&self, method: DefId) -> Option<DefId> {
        let tcx = self.tcx;
        let of = tcx.trait_of_assoc(method)?;
        let closed = match of.as_local() {
            Some(local) => super::is_member() || !tcx.effective_visibilities(()).is_reachable(local),
            None => upstream::is_member(tcx, of.krate),
        };
        if !closed {
            return None;
        }
        let impls = tcx.trait_impls_of(of);
        if !impls.blanket_impls().is_empty() {
            return None;
        }
        let mut own = impls.non_blanket_impls().values().flatten().filter(|block| {
            let this = tcx.type_of(**block).instantiate_identity().skip_normalization();
            // `impl Trait for Box<dyn Trait>` only hands on.
            !this.is_ref() && !matches!(this.kind(), ty::Adt(adt, _) if adt.is_box() || self.catalogue.is_adapter(adt.did()))
        });
        let block = *own.next()?;
        if own.next().is_some() {
            return None;
        }
        let written = tcx.impl_item_implementor_ids(block).get(&method).copied();
        written.or_else(|| tcx.defaultness(method).has_value().then_some(method))
    }

    /// The user's method behind one of the standard library's that only hands on to it.
    fn forwarded(&self, named: DefId, args: GenericArgsRef<'tcx>) -> Option<(DefId, GenericArgsRef<'tcx>)> {
        let tcx = self.tcx;
        let method = |trait_of: DefId, name: &str| {
            let mut items = tcx.associated_items(trait_of).in_definition_order();
            items
                .find(|item| item.name().as_str() == name)
                .map(|item| item.def_id)
        };
        if tcx.is_lang_item(named, LangItem::TryTraitFromResidual) {
            // `?` on a `Result`: the error's conversion.
            let error = |ty: Ty<'tcx>| match ty.kind() {
                ty::Adt(adt, args) if tcx.is_diagnostic_item(sym::Result, adt.did()) => Some(args.type_at(1)),
                _ => None,
            };
            let (to, from) = (error(args.type_at(0))?, error(args.types().nth(1)?)?);
            let conversion = method(tcx.get_diagnostic_item(sym::From)?, "from")?;
            return (to != from).then(|| (conversion, tcx.mk_args(&[to.into(), from.into()])));
        }
        if tcx.opt_item_name(named) == Some(Symbol::intern("parse")) && upstream::is_std(tcx, named) {
            for bound in tcx.param_env(named).caller_bounds() {
                let from = bound.as_trait_clause().map(|bound| bound.def_id());
                if let Some(conversion) = from.and_then(|of| method(of, "from_str")) {
                    return Some((conversion, args));
                }
            }
            return None;
        }
        let of = tcx.trait_of_assoc(named)?;
        let compared = [(LangItem::PartialEq, "eq"), (LangItem::PartialOrd, "partial_cmp")];
        if let Some((_, asked)) = compared.into_iter().find(|(item, _)| tcx.is_lang_item(of, *item)) {
            // `!=` and `<` ask these, and references ask what they point to.
            let (left, right) = (args.type_at(0), args.types().nth(1)?);
            let (left, right) = (left.peel_refs(), right.peel_refs());
            let asked = method(of, asked)?;
            let changed = named != asked || left != args.type_at(0);
            return changed.then(|| (asked, tcx.mk_args(&[left.into(), right.into()])));
        }
        if tcx.is_diagnostic_item(sym::Into, of) {
            let conversion = method(tcx.get_diagnostic_item(sym::From)?, "from")?;
            let (from, to) = (args.type_at(0), args.types().nth(1)?);
            return Some((conversion, tcx.mk_args(&[to.into(), from.into()])));
        }
        if tcx.is_diagnostic_item(sym::Iterator, of) && !returns_iterator(tcx, named) {
            let inner = self.catalogue.innermost(args.type_at(0));
            let next = method(of, "next")?;
            let changed = named != next || inner != args.type_at(0);
            return changed.then(|| (next, tcx.mk_args(&[inner.into()])));
        }
        None
    }

    fn target(
        &mut self,
        block: BasicBlock,
        span: Span,
        function: DefId,
        args: GenericArgsRef<'tcx>,
        runs: fn(DefId) -> Target,
    ) {
        let target = match function.as_local() {
            Some(closure) if self.tcx.is_closure_like(function) => {
                if self.tcx.is_coroutine(function) {
                    return;
                }
                Target::Closure(closure)
            }
            Some(_) => runs(function),
            None if upstream::has_effects(self.tcx, function) => runs(function),
            None => return,
        };
        if !self.catalogue.is_non_blocking(self.tcx, function) {
            self.push(block, span, target);
            let given = generics::given(self.tcx, self.typing_env, self.catalogue, function, args);
            self.found.sites.last_mut().expect("it was pushed").given = given;
        }
    }

    fn dropped(&mut self, block: BasicBlock, dropped: Vec<Dropped>) {
        let span = self.body.basic_blocks[block].terminator().source_info.span;
        for dropped in dropped {
            match dropped {
                Dropped::Cause(cause) => self.push(block, span, Target::Cause(cause)),
                Dropped::Impl(function) => {
                    self.target(block, span, function, ty::List::empty(), Target::Call)
                }
            }
        }
    }

    fn push(&mut self, block: BasicBlock, span: Span, target: Target) {
        let node = self.node(block);
        self.found.sites.push(Site {
            target,
            span,
            node,
            owner: self.owner,
            in_closure: false,
            sheltered: false,
            block,
            own: false,
            given: Vec::new(),
        });
    }

    fn node(&self, block: BasicBlock) -> HirId {
        let scope = self.body.basic_blocks[block].terminator().source_info.scope;
        let node = scope.lint_root(&self.body.source_scopes);
        node.unwrap_or_else(|| self.tcx.local_def_id_to_hir_id(self.owner))
    }

    /// Whether `callee` calls the function it is given at `position` before it returns.
    fn runs_here(&self, callee: DefId, position: usize) -> bool {
        let tcx = self.tcx;
        if self.catalogue.is_wrapper(callee) {
            return false;
        }
        let signature = tcx.fn_sig(callee).instantiate_identity().skip_normalization();
        let Some(parameter) = signature.skip_binder().inputs().get(position) else {
            return false;
        };
        let parameter = parameter.peel_refs();
        match *parameter.kind() {
            ty::Dynamic(_, region) => !region.is_static() && is_function_like(tcx, parameter),
            ty::Param(_) => {
                let mut callable = false;
                for clause in tcx.clauses_of(callee).instantiate_identity(tcx).clauses {
                    let clause = clause.skip_normalization();
                    if let Some(outlives) = clause.as_type_outlives_clause()
                        && outlives.skip_binder().0 == parameter
                        && outlives.skip_binder().1.is_static()
                    {
                        return false;
                    }
                    if let Some(bound) = clause.as_trait_clause() {
                        let bound = bound.skip_binder();
                        callable |= bound.self_ty() == parameter
                            && tcx.fn_trait_kind_from_def_id(bound.def_id()).is_some();
                    }
                }
                callable
            }
            _ => false,
        }
    }
}

/// `Future::poll`, and `poll_next` of a trait named `Stream` or `AsyncIterator`.
pub(crate) fn is_poll(tcx: TyCtxt<'_>, method: DefId) -> bool {
    let Some(of) = tcx.trait_of_assoc(method) else {
        return false;
    };
    match tcx.item_name(method).as_str() {
        "poll" => tcx.lang_items().future_trait() == Some(of),
        "poll_next" => ["Stream", "AsyncIterator"].contains(&tcx.item_name(of).as_str()),
        _ => false,
    }
}

/// Whether values of `adt` are futures.
fn is_future(tcx: TyCtxt<'_>, adt: DefId) -> bool {
    let impls = tcx
        .lang_items()
        .future_trait()
        .map(|future| tcx.trait_impls_of(future));
    impls.is_some_and(|impls| impls.non_blanket_impls().contains_key(&SimplifiedType::Adt(adt)))
}

/// Whether `method` is a trait's and takes the `Context` of the future that calls it.
pub(super) fn takes_context(tcx: TyCtxt<'_>, method: DefId) -> bool {
    if tcx.def_kind(method) != DefKind::AssocFn || tcx.trait_of_assoc(method).is_none() {
        return false;
    }
    let signature = tcx.fn_sig(method).instantiate_identity().skip_normalization();
    signature.skip_binder().inputs().iter().any(|input| {
        let adt = input.peel_refs().ty_adt_def();
        input.is_ref() && adt.is_some_and(|adt| tcx.is_lang_item(adt.did(), LangItem::Context))
    })
}

/// Whether a method of `Iterator` only wraps it, as `map` does, so that nothing is asked of it yet.
fn returns_iterator(tcx: TyCtxt<'_>, method: DefId) -> bool {
    let signature = tcx.fn_sig(method).instantiate_identity().skip_normalization();
    match signature.skip_binder().output().kind() {
        ty::Adt(adt, args) => {
            let this = tcx.types.self_param;
            !tcx.is_diagnostic_item(sym::Option, adt.did()) && args.types().any(|ty| ty == this)
        }
        _ => false,
    }
}

fn is_function_like(tcx: TyCtxt<'_>, ty: Ty<'_>) -> bool {
    let ty::Dynamic(predicates, _) = ty.kind() else {
        return false;
    };
    predicates
        .principal_def_id()
        .is_some_and(|principal| tcx.fn_trait_kind_from_def_id(principal).is_some())
}
