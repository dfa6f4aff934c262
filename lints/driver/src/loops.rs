//! Loops that go on for as long as others connect to the program or send to it, recognised by what they call.
//!
//! `while let Ok((socket, _)) = listener.accept().await`, `for stream in listener.incoming()`,
//! `loop { select! { message = receiver.recv() => .. } }` and `stream.for_each(..)` have in common that somebody else
//! decides how often they turn. [`Code::endless`] finds them, whichever runtime they belong to, with the calls that
//! each turn waits for; [`Code::source_of`] tells which of those decides how often something in the loop happens. The
//! calls are those of `catalogue/loops.toml`, or functions of this crate that come to them.

use clippy_utils::fn_def_id;
use clippy_utils::ty::{implements_trait_with_env, make_normalized_projection};
use rustc_data_structures::fx::FxHashSet;
use rustc_hir::def::Res;
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_hir::intravisit::{self, Visitor};
use rustc_hir::{AnonConst, ClosureKind, Expr, ExprKind, HirId, LoopSource, MatchSource, Node, QPath};
use rustc_lint::LateContext;
use rustc_middle::hir::nested_filter;
use rustc_middle::ty::{self, Ty, TyCtxt, TypeckResults, TypingEnv};
use rustc_span::{Symbol, sym};

use crate::catalogue::{Brings, LoopCalls};
use crate::effects::hir;
use crate::flows::Flows;

/// How many functions of this crate a call is followed through.
pub(crate) const DEPTH: usize = 2;

/// The code of a function, with its closures and async blocks.
#[derive(Clone, Copy)]
pub(crate) struct Code<'tcx> {
    pub(crate) tcx: TyCtxt<'tcx>,
    pub(crate) typeck: &'tcx TypeckResults<'tcx>,
    pub(crate) calls: &'static LoopCalls,
    function: LocalDefId,
    typing_env: TypingEnv<'tcx>,
}

/// A call that waits for somebody else.
#[derive(Clone, Copy)]
pub(crate) struct Source<'tcx> {
    /// The call, or what a `for` loop iterates over.
    pub(crate) call: &'tcx Expr<'tcx>,
    /// What it waits for.
    pub(crate) brings: Brings,
    /// Whether each turn begins with it, as with what a `for` loop iterates over.
    leads: bool,
    /// The type of what it gives.
    pub(crate) item: Ty<'tcx>,
}

/// A loop whose turns somebody else decides on.
pub(crate) struct Endless<'tcx> {
    /// The code that runs in each turn, the loop itself included.
    pub(crate) turn: &'tcx Expr<'tcx>,
    /// What its turns wait for.
    pub(crate) sources: Vec<Source<'tcx>>,
}

/// Where a walk through code goes on.
pub(crate) enum Walk {
    Into,
    Past,
    Stop,
}

impl<'tcx> Code<'tcx> {
    /// The code of the function to which the body that `owner` owns belongs.
    pub(crate) fn of(tcx: TyCtxt<'tcx>, owner: LocalDefId) -> Self {
        let function = tcx.typeck_root_def_id_local(owner);
        Self {
            tcx,
            typeck: tcx.typeck(function),
            calls: LoopCalls::get(tcx),
            function,
            typing_env: TypingEnv::non_body_analysis(tcx, function),
        }
    }

    /// The loop that begins at `expr`, if others decide how often it turns.
    pub(crate) fn endless(&self, expr: &'tcx Expr<'tcx>) -> Option<Endless<'tcx>> {
        let leading = |call, brings, item| {
            let leads = true;
            vec![Source {
                call,
                brings,
                leads,
                item,
            }]
        };
        let (turn, sources) = match expr.kind {
            ExprKind::Loop(_, _, LoopSource::Loop | LoopSource::While, _) => (expr, self.sources(expr)),
            ExprKind::DropTemps(Expr {
                kind: ExprKind::Match(iterator, [arm], MatchSource::ForLoopDesugar),
                ..
            }) => {
                let iterated = self.typeck.expr_ty(iterator);
                let sources = match self.calls.streams(iterated) {
                    Some(brings) => leading(written(iterator), brings, iterated),
                    None if self.calls.is_endless(iterated) => self.sources(arm.body),
                    None => return None,
                };
                (arm.body, sources)
            }
            ExprKind::Call(..) | ExprKind::MethodCall(..) => {
                let (callee, values) = hir::called(self.typeck, expr)?;
                let ([items, .., last], true) = (values.as_slice(), self.calls.runs_each(callee)) else {
                    return None;
                };
                let ExprKind::Closure(closure) = last.kind else {
                    return None;
                };
                let streamed = self.typeck.expr_ty(items);
                let sources = leading(*items, self.calls.streams(streamed)?, streamed);
                (self.tcx.hir_body(closure.body).value, sources)
            }
            _ => return None,
        };
        (!sources.is_empty()).then_some(Endless { turn, sources })
    }

    /// What `expr` runs futures for side by side, if it is a method that does so for all that others send.
    pub(crate) fn stream_run_at_once(&self, expr: &'tcx Expr<'tcx>) -> Option<Source<'tcx>> {
        let (callee, values) = hir::called(self.typeck, expr)?;
        let items = *values.first().filter(|_| self.calls.runs_at_once(callee))?;
        let item = self.typeck.expr_ty(items);
        let brings = self.calls.streams(item)?;
        let leads = true;
        Some(Source {
            call: items,
            brings,
            leads,
            item,
        })
    }

    /// Which of the loop's sources decides how often `call` in it happens: the one that each turn begins with, or
    /// the one that gives what `call` is given.
    pub(crate) fn source_of(&self, endless: &Endless<'tcx>, call: &'tcx Expr<'tcx>) -> Option<Source<'tcx>> {
        let flows = Flows::of(self.tcx, endless.turn);
        let mut sources = endless.sources.iter().copied();
        sources.find(|source| {
            source.leads
                || self.is_within(source.call.hir_id, call.hir_id)
                || Flows::mentions(self.tcx, call, &flows.fed_by(self, source))
        })
    }

    /// Calls `visit` with each expression that runs where `root` runs: not what a new task or thread does, nor what
    /// is only kept to run later.
    pub(crate) fn walk(&self, root: &'tcx Expr<'tcx>, visit: impl FnMut(&'tcx Expr<'tcx>) -> Walk) {
        let mut walker = Walker {
            code: *self,
            visit,
            stopped: false,
        };
        walker.visit_expr(root);
    }

    /// What `call` waits for, there or in functions of this crate that it calls. What is received from a channel
    /// that is made within `scope` does not count: that is an answer.
    pub(crate) fn waits_for(&self, call: &'tcx Expr<'tcx>, scope: HirId, depth: usize) -> Option<Brings> {
        let (callee, values) = hir::called(self.typeck, call)?;
        let is_foreign = |brings: &Brings| {
            *brings == Brings::Connection || !values.first().is_some_and(|from| self.is_made_in(from, scope))
        };
        if let Some(brings) = self.calls.waits_for(callee) {
            return Some(brings).filter(is_foreign);
        }
        if self.calls.gives_next(callee) {
            let streams = self.calls.streams(self.typeck.expr_ty(values.first()?));
            return streams.filter(is_foreign);
        }
        let (function, body) = self.local_function(call).filter(|_| depth > 0)?;
        if self.awaited(self.typeck.expr_ty(call)).is_unit() {
            return None;
        }
        let code = Self::of(self.tcx, function);
        let mut found = None;
        code.walk(body, |expr| {
            found = code.waits_for(expr, body.hir_id, depth - 1);
            if found.is_some() { Walk::Stop } else { Walk::Into }
        });
        found
    }

    /// The function of this crate that `call` calls, so far as the types tell, and its code.
    pub(crate) fn local_function(&self, call: &'tcx Expr<'tcx>) -> Option<(LocalDefId, &'tcx Expr<'tcx>)> {
        let (callee, _) = hir::called(self.typeck, call)?;
        let callee = match self.tcx.trait_of_assoc(callee) {
            Some(of) if of.is_local() => self.implementation(call, callee)?,
            _ => callee,
        };
        let function = callee.as_local()?;
        Some((function, self.tcx.hir_maybe_body_owned_by(function)?.value))
    }

    /// The implementation of a trait's `method` that `call` calls.
    fn implementation(&self, call: &Expr<'_>, method: DefId) -> Option<DefId> {
        let path = match call.kind {
            ExprKind::Call(function, _) => function.hir_id,
            _ => call.hir_id,
        };
        let args = self.tcx.erase_and_anonymize_regions(self.typeck.node_args(path));
        let typing_env = TypingEnv::post_analysis(self.tcx, self.function);
        let instance = ty::Instance::try_resolve(self.tcx, typing_env, method, args).ok()??;
        match instance.def {
            ty::InstanceKind::Item(function) => Some(function),
            _ => None,
        }
    }

    /// The output of `ty` if it is a future, else `ty`.
    pub(crate) fn awaited(&self, ty: Ty<'tcx>) -> Ty<'tcx> {
        let of = self.tcx.lang_items().future_trait();
        let is_future = |of: &_| implements_trait_with_env(self.tcx, self.typing_env, ty, *of, None, &[]);
        let output = of.filter(is_future).and_then(|of| {
            make_normalized_projection(self.tcx, self.typing_env, of, Symbol::intern("Output"), [ty])
        });
        output.unwrap_or(ty)
    }

    /// The item of `ty` if it is an iterator or stream that stands for its items, else `ty`.
    pub(crate) fn item(&self, ty: Ty<'tcx>) -> Ty<'tcx> {
        let of = self.tcx.get_diagnostic_item(sym::Iterator);
        let item = of.and_then(|of| {
            let implements = implements_trait_with_env(self.tcx, self.typing_env, ty, of, None, &[]);
            implements.then(|| {
                make_normalized_projection(self.tcx, self.typing_env, of, Symbol::intern("Item"), [ty])
            })?
        });
        item.unwrap_or(ty)
    }

    /// What iterating over `ty` gives, if that can be done.
    pub(crate) fn item_of_collection(&self, ty: Ty<'tcx>) -> Option<Ty<'tcx>> {
        let of = self.tcx.get_diagnostic_item(sym::IntoIterator)?;
        let implements = implements_trait_with_env(self.tcx, self.typing_env, ty, of, None, &[]);
        let item = Symbol::intern("Item");
        implements.then(|| make_normalized_projection(self.tcx, self.typing_env, of, item, [ty]))?
    }

    /// The local that `expr` is a part of, or is got from by methods.
    pub(crate) fn root(&self, expr: &'tcx Expr<'tcx>) -> Option<HirId> {
        Some(self.place(expr)?.0)
    }

    /// The local that `expr` is a part of, or is got from by methods, and the field of it.
    pub(crate) fn place(&self, mut expr: &'tcx Expr<'tcx>) -> Option<(HirId, Option<Symbol>)> {
        let mut field = None;
        loop {
            expr = match expr.kind {
                ExprKind::Path(QPath::Resolved(None, path)) => match path.res {
                    Res::Local(local) => return Some((local, field)),
                    _ => return None,
                },
                ExprKind::Field(inner, name) => {
                    field = Some(name.name);
                    inner
                }
                ExprKind::MethodCall(_, inner, ..)
                | ExprKind::AddrOf(_, _, inner)
                | ExprKind::Unary(_, inner)
                | ExprKind::Index(inner, ..)
                | ExprKind::Cast(inner, _)
                | ExprKind::DropTemps(inner) => inner,
                ExprKind::Match(
                    Expr {
                        kind: ExprKind::Call(_, [inner]),
                        ..
                    },
                    _,
                    MatchSource::AwaitDesugar | MatchSource::TryDesugar(_),
                ) => inner,
                _ => return None,
            }
        }
    }

    /// Whether `node` may run more than once while the code `around` it does so once: in a closure that may be called
    /// again, or in a loop, except one over an iterator that `is_short` knows.
    pub(crate) fn may_repeat(
        &self,
        node: HirId,
        around: HirId,
        is_short: impl Fn(&'tcx Expr<'tcx>) -> bool,
    ) -> bool {
        let mut in_loop = false;
        let parents = self.tcx.hir_parent_iter(node).take_while(|(id, _)| *id != around);
        let mut parents = parents.filter_map(|(_, node)| match node {
            Node::Expr(expr) => Some(expr),
            _ => None,
        });
        parents.any(|expr| match expr.kind {
            ExprKind::Loop(_, _, LoopSource::ForLoop, _) => {
                in_loop = true;
                false
            }
            ExprKind::Loop(..) => true,
            ExprKind::Match(iterator, _, MatchSource::ForLoopDesugar) => {
                std::mem::take(&mut in_loop) && !is_short(iterator)
            }
            ExprKind::Closure(_) => match self.typeck.expr_ty(expr).kind() {
                ty::Closure(_, args) => {
                    let items = match self.tcx.parent_hir_node(expr.hir_id) {
                        Node::Expr(Expr {
                            kind: ExprKind::MethodCall(_, items, ..),
                            ..
                        }) => Some(*items),
                        _ => None,
                    };
                    args.as_closure().kind() != ty::ClosureKind::FnOnce && !items.is_some_and(&is_short)
                }
                ty::CoroutineClosure(..) => true,
                _ => false,
            },
            _ => false,
        })
    }

    /// Whether the iterator `ty` knows how many items it gives at most.
    pub(crate) fn is_counted(&self, ty: Ty<'tcx>) -> bool {
        let ty = self.calls.innermost(ty);
        let counts = |of| implements_trait_with_env(self.tcx, self.typing_env, ty, of, None, &[]);
        self.calls.is_counted(ty) || self.calls.counting().any(counts)
    }

    /// Whether `node` stands within `outer`.
    pub(crate) fn is_within(&self, node: HirId, outer: HirId) -> bool {
        node == outer || self.tcx.hir_parent_id_iter(node).any(|parent| parent == outer)
    }

    /// Whether `callee` starts a task or a thread.
    fn starts(&self, expr: &'tcx Expr<'tcx>) -> bool {
        hir::called(self.typeck, expr)
            .is_some_and(|(callee, _)| self.calls.starts_task(callee) || self.calls.starts_thread(callee))
    }

    /// The calls that the turns of the loop `whole` wait for, except those of loops within it.
    fn sources(&self, whole: &'tcx Expr<'tcx>) -> Vec<Source<'tcx>> {
        let head = match whole.kind {
            ExprKind::Loop(block, _, LoopSource::While, _) => match block.expr.map(|turn| turn.kind) {
                Some(ExprKind::If(condition, ..)) => Some(condition.hir_id),
                _ => None,
            },
            _ => None,
        };
        let mut sources = Vec::new();
        self.walk(whole, |expr| {
            if expr.hir_id != whole.hir_id && matches!(expr.kind, ExprKind::Loop(..)) {
                // One that breaks with a value waits for this one.
                let ty = self.typeck.expr_ty(expr);
                return if ty.is_unit() || ty.is_never() {
                    Walk::Past
                } else {
                    Walk::Into
                };
            }
            if let Some(brings) = self.waits_for(expr, whole.hir_id, DEPTH) {
                sources.push(Source {
                    call: expr,
                    brings,
                    leads: head.is_some_and(|head| self.is_within(expr.hir_id, head)),
                    item: self.awaited(self.typeck.expr_ty(expr)),
                });
                return Walk::Past;
            }
            Walk::Into
        });
        sources
    }

    /// Whether `receiver` is a local of its own that is made within `scope`, not a borrow of something older.
    fn is_made_in(&self, receiver: &'tcx Expr<'tcx>, scope: HirId) -> bool {
        let Some(local) = self.root(receiver) else {
            return false;
        };
        let made = self.typeck.node_type_opt(local);
        self.is_within(local, scope) && made == Some(self.typeck.expr_ty_adjusted(receiver).peel_refs())
    }

    /// Whether the closure or async block `closure` runs where it stands.
    fn runs_here(&self, closure: &'tcx Expr<'tcx>, kind: ClosureKind) -> bool {
        let mut parents = self.tcx.hir_parent_iter(closure.hir_id).map(|(_, node)| node);
        let call = match parents.next() {
            Some(Node::Expr(call)) => call,
            Some(Node::LetStmt(_)) => return false,
            // The body of an async function or closure.
            _ => return true,
        };
        let around = parents.map_while(|node| match node {
            Node::Expr(expr) if !matches!(expr.kind, ExprKind::Loop(..) | ExprKind::Closure(_)) => Some(expr),
            _ => None,
        });
        if std::iter::once(call).chain(around).any(|expr| self.starts(expr)) {
            return false;
        }
        let callee = hir::called(self.typeck, call).map(|(callee, _)| callee);
        match kind {
            ClosureKind::Closure => callee.is_some_and(|callee| {
                let of = self.tcx.crate_name(callee.krate);
                of == sym::core || of == sym::alloc
            }),
            _ => callee.is_none_or(|callee| !callee.is_local()),
        }
    }
}

/// Whether a loop begins at `expr`, or a method that runs a closure or future for each of many items.
pub(crate) fn is_loop(cx: &LateContext<'_>, expr: &Expr<'_>) -> bool {
    match expr.kind {
        ExprKind::Loop(_, _, source, _) => source != LoopSource::ForLoop,
        ExprKind::DropTemps(Expr {
            kind: ExprKind::Match(_, _, MatchSource::ForLoopDesugar),
            ..
        }) => true,
        ExprKind::Call(..) | ExprKind::MethodCall(..) => fn_def_id(cx, expr).is_some_and(|callee| {
            let calls = LoopCalls::get(cx.tcx);
            calls.runs_each(callee) || calls.runs_at_once(callee)
        }),
        _ => false,
    }
}

/// What the `for` loop's desugaring asks for an iterator.
fn written<'tcx>(iterator: &'tcx Expr<'tcx>) -> &'tcx Expr<'tcx> {
    match iterator.kind {
        ExprKind::Call(_, [iterated]) => iterated,
        _ => iterator,
    }
}

struct Walker<'tcx, F> {
    code: Code<'tcx>,
    visit: F,
    stopped: bool,
}

impl<'tcx, F: FnMut(&'tcx Expr<'tcx>) -> Walk> Visitor<'tcx> for Walker<'tcx, F> {
    type NestedFilter = nested_filter::OnlyBodies;

    fn maybe_tcx(&mut self) -> TyCtxt<'tcx> {
        self.code.tcx
    }

    /// A constant has types of its own.
    fn visit_anon_const(&mut self, _: &'tcx AnonConst) {}

    fn visit_expr(&mut self, expr: &'tcx Expr<'tcx>) {
        if self.stopped {
            return;
        }
        match (self.visit)(expr) {
            Walk::Stop => self.stopped = true,
            Walk::Past => {}
            Walk::Into => match expr.kind {
                ExprKind::Closure(closure) if !self.code.runs_here(expr, closure.kind) => {}
                _ => intravisit::walk_expr(self, expr),
            },
        }
    }
}

impl<'tcx> Source<'tcx> {
    /// The types that a part of what it gives may have: what pattern matching can take out of it.
    pub(crate) fn parts(&self, code: &Code<'tcx>) -> FxHashSet<Ty<'tcx>> {
        let mut parts = FxHashSet::default();
        let item = code.item(self.item);
        collect_parts(code.tcx, item, 4, &mut parts);
        parts
    }
}

fn collect_parts<'tcx>(tcx: TyCtxt<'tcx>, ty: Ty<'tcx>, depth: usize, parts: &mut FxHashSet<Ty<'tcx>>) {
    let ty = tcx.erase_and_anonymize_regions(ty.peel_refs());
    if ty.is_unit() || !parts.insert(ty) || depth == 0 {
        return;
    }
    match *ty.kind() {
        ty::Tuple(inner) => {
            for ty in inner {
                collect_parts(tcx, ty, depth - 1, parts);
            }
        }
        ty::Array(inner, _) | ty::Slice(inner) => collect_parts(tcx, inner, depth - 1, parts),
        ty::Adt(adt, args) => {
            for ty in args.types() {
                collect_parts(tcx, ty, depth - 1, parts);
            }
            if adt.is_enum() || adt.did().is_local() {
                for field in adt.all_fields() {
                    collect_parts(tcx, field.ty(tcx, args).skip_normalization(), depth - 1, parts);
                }
            }
        }
        _ => {}
    }
}
