//! What calls and awaits do on the way through a turn.

use std::iter::repeat;

use heddle_protocol::Kind;
use rustc_hir::def::DefKind;
use rustc_hir::def_id::DefId;
use rustc_hir::{Block, Body, BodyId, Expr, ExprKind, HirId, LetStmt, Node};
use rustc_middle::ty::{self, Ty, TyCtxt};
use rustc_span::{Span, Symbol, sym};

use super::patterns::{FAILS, IN_PLACE, is_failed, is_full};
use super::{Exit, Known, Place, Run, Source, State, Tried, Value, Way, map, place, sources};
use crate::catalogue::{Brings, Catalogue, LoopCalls, Trial, Tries, is_excused};
use crate::effects::context::AsyncContext;
use crate::effects::{Effects, hir, upstream};
use crate::loops::Code;

/// How many functions of the crate are gone into, one within the other.
const DEPTH: usize = 5;

/// The effects after which somebody else has had time.
const WAITS: [&str; 8] = [
    "sleep", "stdin", "process", "net", "socket", "dns", "wait", "executor",
];

impl<'tcx> Run<'tcx> {
    /// The ways through a call.
    pub(super) fn call(&mut self, call: &'tcx Expr<'tcx>, state: State) -> Vec<Way> {
        let (function, exprs) = match call.kind {
            ExprKind::Call(function, values) => (Some(function), values.iter().collect()),
            ExprKind::MethodCall(_, receiver, values, _) => {
                (None, std::iter::once(receiver).chain(values).collect::<Vec<_>>())
            }
            _ => return vec![Way::new(state, Exit::Waits)],
        };
        let (given, mut ways) = self.each(&exprs, state);
        for (values, state) in given {
            ways.extend(match hir::called(self.code.typeck, call) {
                Some((callee, _)) if self.tcx.def_kind(callee).is_fn_like() || is_ctor(self.tcx, callee) => {
                    self.apply(call, callee, &exprs, &values, state)
                }
                _ => self.call_value(call, function, &exprs, &values, state),
            });
        }
        ways
    }

    /// A call of something else than a function that is known by name.
    fn call_value(
        &mut self,
        call: &'tcx Expr<'tcx>,
        function: Option<&'tcx Expr<'tcx>>,
        exprs: &[&'tcx Expr<'tcx>],
        values: &[Value],
        state: State,
    ) -> Vec<Way> {
        let place = function.and_then(place);
        let closure = place.and_then(|place| match state.read(place).known {
            Known::Closure(closure) => Some(closure),
            _ => self.closure_of(place),
        });
        match closure {
            Some(closure) => self.enter_closure(call, closure, exprs, values, state),
            _ => vec![self.unknown(call, Source::Fresh, state)],
        }
    }

    /// The closure that a local holds which was declared before the loop.
    fn closure_of(&self, (local, field): Place) -> Option<HirId> {
        match self.tcx.parent_hir_node(local) {
            Node::LetStmt(LetStmt { init: Some(made), .. }) if field.is_none() => {
                matches!(made.kind, ExprKind::Closure(_)).then_some(made.hir_id)
            }
            _ => None,
        }
    }

    /// A call of `callee`.
    fn apply(
        &mut self,
        call: &'tcx Expr<'tcx>,
        callee: DefId,
        exprs: &[&'tcx Expr<'tcx>],
        values: &[Value],
        mut state: State,
    ) -> Vec<Way> {
        let (tcx, typeck) = (self.tcx, self.code.typeck);
        let source = sources(values);
        if is_ctor(tcx, callee) {
            let known = match values {
                [value] if is_full(tcx, callee) => Known::Full(Box::new(value.known.clone())),
                _ if is_failed(tcx, callee) => Known::Failed,
                _ => Known::Unknown,
            };
            return vec![Way::value(state, Value::new(known, source))];
        }
        let output = typeck.expr_ty(call);
        let is_future = self.code.awaited(output) != output;
        let (catalogue, tries) = (Catalogue::get(tcx), Tries::get(tcx));
        if let Some(trial) = trial(&self.code, callee, exprs) {
            return match is_future {
                true => vec![Way::value(state, Value::new(Known::Future(call.hir_id), source))],
                false => self.attempt(call, trial, output, source, state),
            };
        }
        if catalogue.poll(callee).is_some() || catalogue.yields(callee) {
            let known = match values {
                _ if is_future => Known::Future(call.hir_id),
                [value, ..] if output.is_bool() => value.known.clone(),
                _ => Known::Unknown,
            };
            return vec![Way::value(state, Value::new(known, source))];
        }
        if tries.limits(callee) {
            let future = values.iter().find(|value| is_pending(&value.known));
            let known = future.map_or(Known::Unknown, |value| {
                Known::Limited(Box::new(value.known.clone()))
            });
            return vec![Way::value(state, Value::new(known, source))];
        }
        if tries.wraps(callee)
            && let Some(value) = values.first()
        {
            return vec![Way::value(state, value.clone())];
        }
        if catalogue.is_executor(callee)
            && let Some((of, value)) = exprs
                .iter()
                .zip(values)
                .find(|(_, value)| is_pending(&value.known))
        {
            return self.wait(of, value.known.clone(), value.source, state);
        }
        if let Some(ways) = self.adapt(call, callee, exprs, values, &state) {
            return ways;
        }
        if output.is_never() {
            return vec![Way::new(state, Exit::Leaves)];
        }
        if let Some((_, _)) = self.code.local_function(call)
            && self.calls.len() < DEPTH
        {
            return self.enter_function(call, exprs, values, state);
        }
        if is_future {
            return vec![Way::value(state, Value::new(Known::Future(call.hir_id), source))];
        }
        let is_own = |tried: Tried| {
            tried.trial == Trial::Open && self.has_effect(call.hir_id, &["file"], |span| span == call.span)
        };
        if self.waits_at(call, callee, exprs) || state.tried.is_some_and(is_own) {
            // What is done to files may be what helps the next time.
            return vec![Way::new(state, Exit::Waits)];
        }
        let is_excuse = output.is_bool() && is_excused(tcx.item_name(callee));
        if is_excuse && matches!(values, [value] if value.source == Source::Told) {
            return vec![Way::value(state, Value::new(Known::Is(false), Source::Told))];
        }
        if tcx.item_name(callee) == sym::store
            && upstream::is_std(tcx, callee)
            && let ([to, _], [_, value]) = (exprs, values.get(..2).unwrap_or_default())
        {
            // An atomic flag.
            if let Some(place) = self.code.place(to) {
                state.assign(place, value.clone(), false);
            }
            return vec![Way::value(state, Value::of(Source::Same))];
        }
        let is_fresh = tries.is_fresh(tcx, callee);
        let mut changes = is_fresh;
        for expr in exprs {
            let is_lent = matches!(typeck.expr_ty_adjusted(expr).kind(), ty::Ref(_, _, mutability) if mutability.is_mut());
            let is_changed = is_fresh || is_lent && !self.is_in_place(callee);
            if let Some(place) = self.code.place(expr).filter(|_| is_changed) {
                state.change(place);
                changes = true;
            }
        }
        let is_told = !values.is_empty() && values.iter().all(|value| value.source == Source::Told);
        let source = match () {
            () if changes => Source::Fresh,
            () if is_told || upstream::is_std(tcx, callee) => source,
            () => source.max(Source::Likely),
        };
        vec![self.unknown(call, source, state)]
    }

    /// The ways through the `.await` of `awaited`, whose value is `future`.
    pub(super) fn wait(
        &mut self,
        awaited: &'tcx Expr<'tcx>,
        future: Known,
        source: Source,
        state: State,
    ) -> Vec<Way> {
        let waits = |state| vec![Way::new(state, Exit::Waits)];
        let made = match future {
            Known::Future(made) => self.tcx.hir_expect_expr(made),
            Known::Limited(inner) => {
                let ways = self.wait(awaited, *inner, source, state);
                return map(ways, |value| {
                    Value::new(Known::Full(Box::new(value.known)), value.source)
                });
            }
            _ => return waits(state),
        };
        if let ExprKind::Closure(block) = made.kind {
            return self.enter(awaited.hir_id, block.body, state);
        }
        let code = Code::of(self.tcx, self.tcx.hir_enclosing_body_owner(made.hir_id));
        let Some((callee, exprs)) = hir::called(code.typeck, made) else {
            return waits(state);
        };
        let catalogue = Catalogue::get(self.tcx);
        if let Some(trial) = trial(&code, callee, &exprs) {
            let output = code.awaited(code.typeck.expr_ty(made));
            return self.attempt(made, trial, output, source, state);
        }
        if Tries::get(self.tcx).chooses(callee)
            && let [closure] = exprs.as_slice()
        {
            return self.choose(awaited, closure, source, state);
        }
        match catalogue.poll(callee).is_some() || catalogue.yields(callee) {
            true => vec![Way::value(state, Value::of(source))],
            false => waits(state),
        }
    }

    /// Whether the loop over `iterated` waits for each item.
    pub(super) fn iterates_by_waiting(&self, iterated: &'tcx Expr<'tcx>) -> bool {
        let ty = self.code.typeck.expr_ty(iterated);
        LoopCalls::get(self.tcx).streams(ty).is_some()
            || self.has_effect(iterated.hir_id, &WAITS, |span| {
                span.source_callsite() == iterated.span.source_callsite()
            })
    }

    /// Whether a value that `block` drops at its end waits there.
    pub(super) fn waits_at_end(&self, block: &Block<'tcx>) -> bool {
        let end = self.tcx.sess.source_map().end_point(block.span);
        !block.stmts.is_empty() && self.has_effect(block.hir_id, &WAITS, |span| span == end)
    }

    /// A call that reaches out, with arguments from `source`.
    fn attempt(
        &mut self,
        leaf: &'tcx Expr<'tcx>,
        trial: Trial,
        output: Ty<'tcx>,
        source: Source,
        mut state: State,
    ) -> Vec<Way> {
        let Some(known) = self.failure(output).filter(|_| source < Source::Fresh) else {
            return vec![Way::new(state, Exit::Waits)];
        };
        match state.tried {
            Some(tried) if tried.leaf == leaf.hir_id && state.is_repeated => {
                return vec![Way::new(state, Exit::Again)];
            }
            Some(tried) if tried.leaf == leaf.hir_id => {
                state.is_repeated = true;
                return vec![Way::value(state, Value::new(known, Source::Told))];
            }
            Some(_) => return vec![Way::new(state, Exit::Waits)],
            None => {}
        }
        let mut ways = Vec::new();
        if trial == Trial::Open {
            // One that is there holds nobody up.
            ways.push(Way::value(state.clone(), Value::of(Source::Fresh)));
        }
        state.tried = Some(Tried {
            leaf: leaf.hir_id,
            trial,
            call: self.calls.first().copied().unwrap_or(leaf.hir_id),
        });
        ways.push(Way::value(state, Value::new(known, Source::Told)));
        ways
    }

    /// The failure that a value of `ty` tells.
    pub(super) fn failure(&self, ty: Ty<'tcx>) -> Option<Known> {
        let ty::Adt(adt, args) = ty.kind() else {
            return None;
        };
        match self.tcx.get_diagnostic_name(adt.did())? {
            sym::Result => Some(Known::Failed),
            sym::Option => Some(Known::Full(Box::new(self.failure(args.type_at(0))?))),
            _ => None,
        }
    }

    /// What the methods of `Option` and `Result`, and those of traits that are called on these, make of a value of
    /// which something is known.
    fn adapt(
        &mut self,
        call: &'tcx Expr<'tcx>,
        callee: DefId,
        exprs: &[&'tcx Expr<'tcx>],
        values: &[Value],
        state: &State,
    ) -> Option<Vec<Way>> {
        let (value, others) = values.split_first()?;
        let known = match &value.known {
            Known::Failed => None,
            Known::Full(inner) => Some(inner),
            _ => return self.ask(callee, exprs, value, state),
        };
        let is_local = self.code.local_function(call).is_some();
        let may_fail = |ty: Ty<'tcx>| {
            ty.ty_adt_def()
                .and_then(|adt| self.tcx.get_diagnostic_name(adt.did()))
        };
        let takes = exprs
            .first()
            .map(|receiver| self.code.typeck.expr_ty(receiver).peel_refs());
        if is_local || !takes.is_some_and(|ty| FAILS.contains(&may_fail(ty))) {
            return None;
        }
        let mut states = vec![Way::value(state.clone(), Value::of(Source::Told))];
        let name = self.tcx.item_name(callee);
        let gives = FAILS.contains(&may_fail(self.code.typeck.expr_ty(call)));
        let runs_on_failure = [
            "inspect_err",
            "map_err",
            "ok_or_else",
            "or_else",
            "unwrap_or_else",
            "with_context",
        ];
        if known.is_none() && runs_on_failure.contains(&name.as_str()) {
            states = match others {
                [
                    Value {
                        known: Known::Closure(closure),
                        ..
                    },
                ] => {
                    let given = [Value::of(value.source)];
                    self.enter_closure(call, *closure, &[], &given, state.clone())
                }
                _ if self.is_far(exprs.get(1)?) => states,
                _ => return None,
            };
        }
        let made = match (name.as_str(), known) {
            ("is_ok_and" | "is_some_and", None) => Known::Is(false),
            ("is_ok" | "is_some", known) => Known::Is(known.is_some()),
            ("is_err" | "is_none", known) => Known::Is(known.is_none()),
            ("expect" | "unwrap", None) => return Some(vec![Way::new(state.clone(), Exit::Leaves)]),
            ("expect" | "unwrap" | "flatten" | "transpose", Some(inner)) => (**inner).clone(),
            ("or_else" | "unwrap_or_else", None) => return Some(states),
            ("map_or" | "or" | "unwrap_or", None) => {
                return Some(vec![Way::value(state.clone(), others.first()?.clone())]);
            }
            ("unwrap_or_default" | "err", None) => Known::Unknown,
            (_, None) if gives => Known::Failed,
            (
                "as_deref" | "as_deref_mut" | "as_mut" | "as_ref" | "cloned" | "copied" | "inspect"
                | "map_err" | "ok",
                Some(inner),
            ) => Known::Full(inner.clone()),
            _ => return None,
        };
        Some(map(states, |_| Value::new(made.clone(), value.source)))
    }

    /// What a question tells about the place that it is asked of.
    fn ask(
        &self,
        callee: DefId,
        exprs: &[&'tcx Expr<'tcx>],
        value: &Value,
        state: &State,
    ) -> Option<Vec<Way>> {
        let empty = match self.tcx.item_name(callee).as_str() {
            "is_err" | "is_none" => true,
            "is_ok" | "is_some" => false,
            _ => return None,
        };
        let place = self
            .optional_place(exprs.first()?)
            .filter(|_| upstream::is_std(self.tcx, callee))?;
        let asks = Value::new(Known::Asks(state.resolve(place), empty), value.source);
        Some(vec![Way::value(state.clone(), asks)])
    }

    /// Whether `expr` is a constructor, or a function of another crate.
    fn is_far(&self, expr: &'tcx Expr<'tcx>) -> bool {
        matches!(*self.code.typeck.expr_ty(expr).kind(), ty::FnDef(function, _)
            if is_ctor(self.tcx, function) || !function.is_local())
    }

    /// Whether `callee` only gives a reference to what is in an `Option` or `Result`.
    fn is_in_place(&self, callee: DefId) -> bool {
        upstream::is_std(self.tcx, callee) && IN_PLACE.contains(&self.tcx.item_name(callee).as_str())
    }

    /// Goes into the function of this crate that `call` calls.
    fn enter_function(
        &mut self,
        call: &'tcx Expr<'tcx>,
        exprs: &[&'tcx Expr<'tcx>],
        values: &[Value],
        mut state: State,
    ) -> Vec<Way> {
        let body = self
            .code
            .local_function(call)
            .map(|(function, _)| self.tcx.hir_body_owned_by(function));
        let Some(body) = body.filter(|body| body.params.len() == values.len()) else {
            return vec![Way::new(state, Exit::Waits)];
        };
        self.give(body, exprs, values, &mut state);
        self.enter(call.hir_id, body.id(), state)
    }

    fn enter_closure(
        &mut self,
        call: &'tcx Expr<'tcx>,
        closure: HirId,
        exprs: &[&'tcx Expr<'tcx>],
        values: &[Value],
        mut state: State,
    ) -> Vec<Way> {
        let ExprKind::Closure(closure) = self.tcx.hir_expect_expr(closure).kind else {
            return vec![Way::new(state, Exit::Waits)];
        };
        let body = self.tcx.hir_body(closure.body);
        self.give(body, exprs, values, &mut state);
        self.enter(call.hir_id, closure.body, state)
    }

    /// Declares the parameters of `body`; what is lent to them stays where it is.
    fn give(&mut self, body: &Body<'tcx>, exprs: &[&'tcx Expr<'tcx>], values: &[Value], state: &mut State) {
        let places = exprs.iter().map(|expr| self.lent_place(expr)).chain(repeat(None));
        let places: Vec<_> = places.take(values.len()).collect();
        let of_body = Code::of(self.tcx, self.tcx.hir_body_owner_def_id(body.id()));
        let code = std::mem::replace(&mut self.code, of_body);
        for ((param, place), value) in body.params.iter().zip(places).zip(values) {
            self.declare(param.pat, place, &value.known, value.source, state);
        }
        self.code = code;
    }

    /// The ways through a body that `call` runs.
    fn enter(&mut self, call: HirId, body: BodyId, state: State) -> Vec<Way> {
        if self.calls.len() > DEPTH {
            return vec![Way::new(state, Exit::Waits)];
        }
        let code = Code::of(self.tcx, self.tcx.hir_body_owner_def_id(body));
        let code = std::mem::replace(&mut self.code, code);
        let inner = std::mem::take(&mut self.inner);
        self.calls.push(call);
        let mut ways = self.run(self.tcx.hir_body(body).value, state);
        self.calls.pop();
        self.inner = inner;
        self.code = code;
        for way in &mut ways {
            if let Exit::Return(value) = &way.exit {
                way.exit = Exit::Value(value.clone());
            }
        }
        ways
    }

    /// A call of which no more is known than how long it takes.
    fn unknown(&self, call: &'tcx Expr<'tcx>, source: Source, state: State) -> Way {
        let is_named = hir::called(self.code.typeck, call)
            .is_some_and(|(callee, _)| !self.tcx.trait_of_assoc(callee).is_some_and(|of| of.is_local()));
        let owner = self.tcx.hir_enclosing_body_owner(call.hir_id);
        match is_named || AsyncContext::of(self.tcx, owner).is_some() {
            true => Way::value(state, Value::of(if is_named { source } else { Source::Fresh })),
            // Whoever wrote it for a thread may let that thread sleep.
            false => Way::new(state, Exit::Waits),
        }
    }

    /// Whether `call`, which is not gone into, waits for somebody or something.
    fn waits_at(&self, call: &'tcx Expr<'tcx>, callee: DefId, exprs: &[&'tcx Expr<'tcx>]) -> bool {
        if self.tcx.is_foreign_item(callee) {
            return true;
        }
        let typeck = self.code.typeck;
        let output = typeck.expr_ty(call);
        let takes_time = |expr: &&Expr<'tcx>| {
            typeck
                .expr_ty(expr)
                .walk()
                .filter_map(|part| part.as_type())
                .any(|ty| {
                    ty.ty_adt_def()
                        .is_some_and(|adt| self.tcx.is_diagnostic_item(Symbol::intern("Duration"), adt.did()))
                })
        };
        // A timed wait, and no builder that is told a time.
        if !output.is_adt() && !upstream::is_std(self.tcx, callee) && exprs.iter().any(takes_time) {
            return true;
        }
        let closures = exprs
            .iter()
            .filter(|expr| matches!(expr.kind, ExprKind::Closure(_)));
        let closures: Vec<Span> = closures.map(|expr| expr.span).collect();
        self.has_effect(call.hir_id, &WAITS, |span| {
            span == call.span || closures.iter().any(|closure| closure.contains(span))
        })
    }

    /// Whether what runs in the body around `node`, at a place that `is_there`, has one of the effects `kinds`.
    fn has_effect(&self, node: HirId, kinds: &[&str], is_there: impl Fn(Span) -> bool) -> bool {
        let effects = Effects::get(self.tcx);
        let owner = self.tcx.hir_enclosing_body_owner(node);
        let mut sites = effects.sites(owner).iter().filter(|site| is_there(site.span));
        sites.any(|site| {
            let found = effects.of_site(self.tcx, site);
            found
                .iter()
                .any(|effect| kinds.iter().any(|kind| effect.kind == Kind::named(kind)))
        })
    }
}

/// What a call of `callee` with the values of `exprs` tries outside the program.
pub(super) fn trial<'tcx>(code: &Code<'tcx>, callee: DefId, exprs: &[&'tcx Expr<'tcx>]) -> Option<Trial> {
    let accepts = || {
        let from = code.typeck.expr_ty(exprs.first()?);
        let accepts = code.calls.gives_next(callee) && code.calls.streams(from) == Some(Brings::Connection);
        accepts.then_some(Trial::Accept)
    };
    Tries::get(code.tcx).trial(callee).or_else(accepts)
}

/// Whether it is a future of which it is known what it does.
fn is_pending(known: &Known) -> bool {
    matches!(known, Known::Future(_) | Known::Limited(_))
}

fn is_ctor(tcx: TyCtxt<'_>, function: DefId) -> bool {
    matches!(tcx.def_kind(function), DefKind::Ctor(..))
}
