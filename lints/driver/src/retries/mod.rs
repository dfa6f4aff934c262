//! Calls that a loop tries again as soon as they have failed.
//!
//! [`retried`] goes through a turn of the loop in thought, where the first call that reaches out of the program
//! fails, and from the end of that turn on to the same call. If every way there leads back or out of the loop, if
//! none waits for anything, and none out of it depends on what may differ from turn to turn, as a counter does, then
//! the loop tries as fast as it can. [`state`] is what is known on one way, [`calls`] what calls do, [`patterns`]
//! which arm is taken.

mod calls;
mod choices;
mod patterns;
mod reach;
mod state;

use rustc_hir::def::{DefKind, Res};
use rustc_hir::{
    BinOpKind, Block, ClosureKind, Expr, ExprKind, HirId, LetStmt, LoopSource, MatchSource, Pat, QPath, Stmt,
    StmtKind, StructTailExpr, UnOp,
};
use rustc_middle::ty::TyCtxt;

use crate::catalogue::{Brings, LoopCalls, Trial};
use crate::loops::Code;
use patterns::is_excused_path;
pub(crate) use state::Tried;
use state::{Exit, Known, Place, Source, State, Value, Way};

/// How many steps are taken before a loop counts as one that does something else.
const STEPS: usize = 8000;

/// How many ways are followed side by side.
const WAYS: usize = 64;

/// The call that the loop `whole` tries again as soon as it fails.
pub(crate) fn retried<'tcx>(tcx: TyCtxt<'tcx>, whole: &'tcx Expr<'tcx>) -> Option<Tried> {
    let owner = tcx.hir_enclosing_body_owner(whole.hir_id);
    if !reach::reaches_trial(tcx, tcx.typeck_root_def_id_local(owner)) {
        return None;
    }
    let mut run = Run {
        tcx,
        code: Code::of(tcx, owner),
        calls: Vec::new(),
        inner: Vec::new(),
        steps: 0,
    };
    let turn = run.turn_of(whole)?;
    let first = run.turn(&turn, State::default());
    let mut tried: Vec<Tried> = Vec::new();
    for way in &first {
        tried.extend(way.state.tried.filter(|it| !tried.contains(it)));
    }
    tried
        .into_iter()
        .find(|it| run.comes_back(&turn, first.iter().filter(|way| way.state.tried == Some(*it))))
}

/// What a loop does each time.
struct Turn<'tcx> {
    /// The loop, as `continue` names it.
    id: HirId,
    what: What<'tcx>,
}

enum What<'tcx> {
    Block(&'tcx Block<'tcx>),
    /// The body of a `for` loop, which binds each item, of what accepts connections or of something else.
    Each {
        accepts: Option<&'tcx Expr<'tcx>>,
        pat: &'tcx Pat<'tcx>,
        body: &'tcx Expr<'tcx>,
    },
}

/// What goes through the code.
struct Run<'tcx> {
    tcx: TyCtxt<'tcx>,
    /// The function that it is in.
    code: Code<'tcx>,
    /// The calls that led there from the loop, outermost first.
    calls: Vec<HirId>,
    /// The loops and blocks around it there, within the turn.
    inner: Vec<HirId>,
    steps: usize,
}

impl<'tcx> Run<'tcx> {
    /// What each turn of the loop that begins at `whole` does, if only the code in it tells when it ends.
    fn turn_of(&self, whole: &'tcx Expr<'tcx>) -> Option<Turn<'tcx>> {
        match whole.kind {
            ExprKind::Loop(block, _, LoopSource::Loop | LoopSource::While, _) => Some(Turn {
                id: whole.hir_id,
                what: What::Block(block),
            }),
            ExprKind::DropTemps(Expr {
                kind: ExprKind::Match(iterator, [arm], MatchSource::ForLoopDesugar),
                ..
            }) => {
                let ExprKind::Call(_, [iterated]) = iterator.kind else {
                    return None;
                };
                let calls = LoopCalls::get(self.tcx);
                let ty = self.code.typeck.expr_ty(iterated);
                let accepts = calls.streams(ty) == Some(Brings::Connection);
                if !accepts && !calls.is_endless(ty) {
                    return None;
                }
                let (id, pat, body) = for_turn(arm.body)?;
                let accepts = accepts.then_some(iterated);
                Some(Turn {
                    id,
                    what: What::Each { accepts, pat, body },
                })
            }
            _ => None,
        }
    }

    /// The ways through a turn.
    fn turn(&mut self, turn: &Turn<'tcx>, mut state: State) -> Vec<Way> {
        match turn.what {
            What::Block(block) => self.block(block, state),
            What::Each {
                accepts: None,
                pat,
                body,
            } => {
                pat.each_binding(|_, local, _, _| state.declare(local, Value::of(Source::Fresh)));
                self.run(body, state)
            }
            What::Each { accepts: Some(_), .. } if state.is_repeated => {
                vec![Way::new(state, Exit::Again)]
            }
            What::Each {
                accepts: Some(from),
                pat,
                body,
            } => {
                let Some(known) = self.failure(self.code.typeck.pat_ty(pat)) else {
                    return Vec::new();
                };
                state.is_repeated = state.tried.is_some();
                state.tried = Some(Tried {
                    leaf: from.hir_id,
                    trial: Trial::Accept,
                    call: from.hir_id,
                });
                self.declare(pat, None, &known, Source::Told, &mut state);
                self.run(body, state)
            }
        }
    }

    /// Whether the ways `first` through a turn, on which a call has failed, lead to the same call again.
    fn comes_back<'a>(&mut self, turn: &Turn<'tcx>, first: impl Iterator<Item = &'a Way>) -> bool {
        let mut ways: Vec<Way> = first.cloned().collect();
        for _ in 0..2 {
            if ways.iter().any(|way| way.exit == Exit::Waits) {
                return false;
            }
            ways.retain(|way| ends_turn(&way.exit, turn.id));
            let next = ways.into_iter().flat_map(|way| self.turn(turn, way.state));
            ways = next.collect();
            distinct(&mut ways);
        }
        !ways.iter().any(|way| way.exit == Exit::Waits) && ways.iter().any(|way| way.exit == Exit::Again)
    }

    /// The ways through `expr`.
    fn run(&mut self, expr: &'tcx Expr<'tcx>, state: State) -> Vec<Way> {
        self.steps += 1;
        if self.steps > STEPS {
            return vec![Way::new(state, Exit::Waits)];
        }
        let mut ways = self.run_kind(expr, state);
        distinct(&mut ways);
        if ways.len() > WAYS {
            let state = ways.swap_remove(0).state;
            return vec![Way::new(state, Exit::Waits)];
        }
        ways
    }

    fn run_kind(&mut self, expr: &'tcx Expr<'tcx>, state: State) -> Vec<Way> {
        match expr.kind {
            ExprKind::DropTemps(inner)
            | ExprKind::Use(inner, _)
            | ExprKind::Type(inner, _)
            | ExprKind::Cast(inner, _)
            | ExprKind::AddrOf(_, _, inner) => self.run(inner, state),
            ExprKind::Path(ref path) => {
                let value = self.path(expr, path, &state);
                vec![Way::value(state, value)]
            }
            ExprKind::Field(of, _) => match place(expr) {
                Some(place) => {
                    let value = state.read(place);
                    vec![Way::value(state, value)]
                }
                None => {
                    let ways = self.run(of, state);
                    map(ways, |value| Value::of(value.source))
                }
            },
            ExprKind::Lit(literal) => {
                let known = match literal.node {
                    rustc_ast::LitKind::Bool(is) => Known::Is(is),
                    _ => Known::Unknown,
                };
                vec![Way::value(state, Value::new(known, Source::Same))]
            }
            ExprKind::Unary(UnOp::Deref, inner) => self.run(inner, state),
            ExprKind::Unary(op, inner) => {
                let ways = self.run(inner, state);
                map(ways, |value| match value.known {
                    Known::Is(is) if op == UnOp::Not => Value::new(Known::Is(!is), value.source),
                    Known::Asks(of, empty) if op == UnOp::Not => {
                        Value::new(Known::Asks(of, !empty), value.source)
                    }
                    _ => Value::of(value.source),
                })
            }
            ExprKind::Binary(op, left, right) => self.binary(op.node, left, right, state),
            ExprKind::Let(made) => {
                let ways = self.run(made.init, state);
                self.then(ways, |this, state, value| {
                    let ways = this.bind(made.pat, made.init, &value, state);
                    let ways = ways
                        .into_iter()
                        .map(|(state, is, source)| Way::value(state, Value::new(Known::Is(is), source)));
                    ways.collect()
                })
            }
            ExprKind::If(condition, then, otherwise) => {
                let ways = self.run(condition, state);
                self.then(ways, |this, state, value| {
                    let mut ways = Vec::new();
                    if value.known != Known::Is(false) {
                        ways.extend(this.run(then, answered(&state, &value.known, true)));
                    }
                    if value.known != Known::Is(true) {
                        let state = answered(&state, &value.known, false);
                        ways.extend(match otherwise {
                            Some(otherwise) => this.run(otherwise, state),
                            None => vec![Way::value(state, Value::of(Source::Same))],
                        });
                    }
                    this.depend(ways, value.source)
                })
            }
            ExprKind::Match(scrutinee, arms, source) => match (source, scrutinee.kind) {
                (MatchSource::AwaitDesugar, ExprKind::Call(_, [future])) => {
                    let ways = self.run(future, state);
                    self.then(ways, |this, state, value| {
                        this.wait(future, value.known, value.source, state)
                    })
                }
                (MatchSource::TryDesugar(_), ExprKind::Call(_, [inner])) => {
                    let ways = self.run(inner, state);
                    self.then(ways, |this, state, value| this.question(value, state))
                }
                (MatchSource::ForLoopDesugar, _) => self.for_each(scrutinee, arms, state),
                _ => {
                    let ways = self.run(scrutinee, state);
                    self.then(ways, |this, state, value| {
                        this.arms(scrutinee, arms, &value, state)
                    })
                }
            },
            ExprKind::Block(block, _) => {
                self.inner.extend([expr.hir_id, block.hir_id]);
                let scope = state.scope();
                let mut ways = self.block(block, state);
                for way in &mut ways {
                    if matches!(&way.exit, Exit::Value(value) if value.is_plain()) {
                        way.state.leave(&scope);
                    }
                }
                self.inner.truncate(self.inner.len() - 2);
                broken(ways, &[expr.hir_id, block.hir_id])
            }
            ExprKind::Loop(block, _, source, _) => {
                self.inner.push(expr.hir_id);
                let mut ways = self.block(block, state);
                self.inner.pop();
                // Where it turns again it is a loop of its own to judge; one of `for` may have no more items.
                ways.retain(|way| source == LoopSource::ForLoop || !ends_turn(&way.exit, expr.hir_id));
                broken(ways, &[expr.hir_id])
            }
            ExprKind::Closure(closure) => {
                let known = match closure.kind {
                    ClosureKind::Coroutine(_) => Known::Future(expr.hir_id),
                    _ => Known::Closure(expr.hir_id),
                };
                vec![Way::value(state, Value::new(known, Source::Same))]
            }
            ExprKind::Assign(to, from, _) => {
                let ways = self.run(from, state);
                self.then(ways, |this, mut state, value| {
                    if let Some(place) = this.code.place(to) {
                        let varies = this
                            .code
                            .place(from)
                            .is_none_or(|from| state.resolve(from) != state.resolve(place))
                            && this.names(from, place.0);
                        state.assign(place, value, varies);
                    }
                    vec![Way::value(state, Value::of(Source::Same))]
                })
            }
            ExprKind::AssignOp(_, to, from) => {
                let mut ways = self.run(from, state);
                self.change(&mut ways, to);
                ways
            }
            ExprKind::Call(..) | ExprKind::MethodCall(..) => self.call(expr, state),
            ExprKind::Ret(value) => {
                let ways = self.optional(value, state);
                self.then(ways, |_, state, value| vec![Way::new(state, Exit::Return(value))])
            }
            ExprKind::Break(to, value) => {
                let ways = self.optional(value, state);
                self.then(ways, |_, state, value| {
                    let exit = to.target_id.map_or(Exit::Waits, |to| Exit::Break(to, value));
                    vec![Way::new(state, exit)]
                })
            }
            ExprKind::Continue(to) => {
                let exit = to.target_id.map_or(Exit::Waits, Exit::Continue);
                vec![Way::new(state, exit)]
            }
            ExprKind::Tup(parts) => {
                let (values, mut ways) = self.each(&parts.iter().collect::<Vec<_>>(), state);
                ways.extend(values.into_iter().map(|(values, state)| {
                    let source = sources(&values);
                    let parts = values.into_iter().map(|value| value.known).collect();
                    Way::value(state, Value::new(Known::Tuple(parts), source))
                }));
                ways
            }
            ExprKind::Array(parts) => self.made_of(parts.iter().collect(), state),
            ExprKind::Struct(_, fields, tail) => {
                let tail = match tail {
                    StructTailExpr::Base(base) => Some(base),
                    _ => None,
                };
                self.made_of(fields.iter().map(|field| field.expr).chain(tail).collect(), state)
            }
            ExprKind::Index(of, at, _) => self.made_of(vec![of, at], state),
            ExprKind::Repeat(item, _) => self.made_of(vec![item], state),
            ExprKind::ConstBlock(_) | ExprKind::OffsetOf(..) => {
                vec![Way::value(state, Value::of(Source::Same))]
            }
            _ => vec![Way::new(state, Exit::Waits)],
        }
    }

    fn block(&mut self, block: &'tcx Block<'tcx>, state: State) -> Vec<Way> {
        let mut ways = vec![Way::value(state, Value::of(Source::Same))];
        for statement in block.stmts {
            ways = self.then(ways, |this, state, _| this.statement(statement, state));
        }
        let mut ways = match block.expr {
            Some(last) => self.then(ways, |this, state, _| this.run(last, state)),
            None => map(ways, |_| Value::of(Source::Same)),
        };
        if self.waits_at_end(block) {
            for way in &mut ways {
                way.exit = Exit::Waits;
            }
        }
        ways
    }

    fn statement(&mut self, statement: &'tcx Stmt<'tcx>, state: State) -> Vec<Way> {
        match statement.kind {
            StmtKind::Let(LetStmt {
                pat,
                init: Some(init),
                els,
                ..
            }) => {
                let ways = self.run(init, state);
                self.then(ways, |this, state, value| {
                    let mut ways = Vec::new();
                    let bound = this.bind(pat, init, &value, state);
                    let mut depends = Source::Told;
                    for (state, is, source) in bound {
                        depends = depends.max(source);
                        match (is, els) {
                            (true, _) => ways.push(Way::value(state, Value::of(Source::Same))),
                            (false, Some(els)) => ways.extend(this.block(els, state)),
                            (false, None) => {}
                        }
                    }
                    this.depend(ways, depends)
                })
            }
            StmtKind::Expr(expr) | StmtKind::Semi(expr) => self.run(expr, state),
            _ => vec![Way::value(state, Value::of(Source::Same))],
        }
    }

    fn binary(
        &mut self,
        op: BinOpKind,
        left: &'tcx Expr<'tcx>,
        right: &'tcx Expr<'tcx>,
        state: State,
    ) -> Vec<Way> {
        let ways = self.run(left, state);
        self.then(ways, |this, state, value| match op {
            BinOpKind::And | BinOpKind::Or => {
                let decides = Known::Is(op == BinOpKind::Or);
                if value.known == decides {
                    return vec![Way::value(state, value)];
                }
                let mut ways = Vec::new();
                if !matches!(value.known, Known::Is(_)) {
                    ways.push(Way::value(state.clone(), Value::new(decides, value.source)));
                }
                let right = this.run(right, state);
                ways.extend(map(right, |right| {
                    Value::new(right.known, right.source.max(value.source))
                }));
                ways
            }
            _ => {
                let is_excused = [left, right]
                    .into_iter()
                    .any(|side| is_excused_path(this.code.typeck, side));
                let right = this.run(right, state);
                map(right, |right| {
                    let told = value.source.min(right.source) == Source::Told;
                    match op {
                        BinOpKind::Eq if is_excused && told => Value::new(Known::Is(false), Source::Told),
                        BinOpKind::Ne if is_excused && told => Value::new(Known::Is(true), Source::Told),
                        _ => Value::of(right.source.max(value.source)),
                    }
                })
            }
        })
    }

    /// The ways through the arms of a `match`.
    fn arms(
        &mut self,
        scrutinee: &'tcx Expr<'tcx>,
        arms: &'tcx [rustc_hir::Arm<'tcx>],
        value: &Value,
        state: State,
    ) -> Vec<Way> {
        let mut depends = Source::Told;
        let mut open = vec![state];
        let mut ways = Vec::new();
        for arm in arms {
            let mut left = Vec::new();
            for state in open {
                for (state, is, source) in self.bind(arm.pat, scrutinee, value, state) {
                    depends = depends.max(source);
                    if !is {
                        left.push(state);
                        continue;
                    }
                    let Some(guard) = arm.guard else {
                        ways.extend(self.run(arm.body, state));
                        continue;
                    };
                    let guarded = self.run(guard, state);
                    ways.extend(self.then(guarded, |this, state, value| {
                        depends = depends.max(value.source);
                        if value.known != Known::Is(true) {
                            left.push(state.clone());
                        }
                        match value.known {
                            Known::Is(false) => Vec::new(),
                            _ => this.run(arm.body, state),
                        }
                    }));
                }
            }
            open = left;
        }
        self.depend(ways, depends)
    }

    /// The ways through a `for` loop: some items, or none.
    fn for_each(
        &mut self,
        iterator: &'tcx Expr<'tcx>,
        arms: &'tcx [rustc_hir::Arm<'tcx>],
        state: State,
    ) -> Vec<Way> {
        let ([arm], ExprKind::Call(_, [iterated])) = (arms, iterator.kind) else {
            return vec![Way::new(state, Exit::Waits)];
        };
        if self.iterates_by_waiting(iterated) {
            return vec![Way::new(state, Exit::Waits)];
        }
        let ways = self.run(iterated, state);
        self.then(ways, |this, state, _| {
            let mut ways = vec![Way::value(state.clone(), Value::of(Source::Same))];
            if let Some((turn, pat, body)) = for_turn(arm.body) {
                let mut state = state;
                pat.each_binding(|_, local, _, _| state.declare(local, Value::of(Source::Fresh)));
                this.inner.push(turn);
                let of_turn = this.run(body, state);
                this.inner.pop();
                ways.extend(of_turn.into_iter().map(|mut way| {
                    if matches!(way.exit, Exit::Continue(to) if to == turn) {
                        way.exit = Exit::Value(Value::of(Source::Same));
                    }
                    way
                }));
                ways = broken(ways, &[turn]);
            }
            ways
        })
    }

    /// `?` on a value.
    fn question(&mut self, value: Value, state: State) -> Vec<Way> {
        let failed = Way::new(
            state.clone(),
            Exit::Return(Value::new(Known::Failed, value.source)),
        );
        match value.known {
            Known::Failed => vec![failed],
            Known::Full(inner) => vec![Way::value(state, Value::new(*inner, value.source))],
            _ => {
                let source = value.source;
                let ways = vec![failed, Way::value(state, Value::of(source))];
                // What other crates make of the same values is taken to fail or not, each time.
                if source > Source::Likely {
                    self.depend(ways, source)
                } else {
                    ways
                }
            }
        }
    }

    fn optional(&mut self, expr: Option<&'tcx Expr<'tcx>>, state: State) -> Vec<Way> {
        match expr {
            Some(expr) => self.run(expr, state),
            None => vec![Way::value(state, Value::of(Source::Same))],
        }
    }

    fn made_of(&mut self, parts: Vec<&'tcx Expr<'tcx>>, state: State) -> Vec<Way> {
        let (values, mut ways) = self.each(&parts, state);
        ways.extend(
            values
                .into_iter()
                .map(|(values, state)| Way::value(state, Value::of(sources(&values)))),
        );
        ways
    }

    /// The values of `exprs`, one after the other, and the ways that do not come to their end.
    fn each(&mut self, exprs: &[&'tcx Expr<'tcx>], state: State) -> (Vec<(Vec<Value>, State)>, Vec<Way>) {
        let mut done = vec![(Vec::new(), state)];
        let mut others = Vec::new();
        for expr in exprs {
            let mut next = Vec::new();
            for (values, state) in done {
                for way in self.run(expr, state) {
                    match way.exit {
                        Exit::Value(value) => {
                            let mut values: Vec<Value> = values.clone();
                            values.push(value);
                            next.push((values, way.state));
                        }
                        _ => others.push(way),
                    }
                }
            }
            done = next;
        }
        (done, others)
    }

    /// Goes on where the ways have a value.
    fn then(
        &mut self,
        ways: Vec<Way>,
        mut go_on: impl FnMut(&mut Self, State, Value) -> Vec<Way>,
    ) -> Vec<Way> {
        let mut all = Vec::new();
        for way in ways {
            match way.exit {
                Exit::Value(value) => all.extend(go_on(self, way.state, value)),
                _ => all.push(way),
            }
        }
        all
    }

    /// What becomes of ways between which a value decides: one that may differ from turn to turn may be a bound.
    fn depend(&self, mut ways: Vec<Way>, on: Source) -> Vec<Way> {
        for way in &mut ways {
            if on > Source::Same && self.leaves(&way.exit) {
                way.exit = Exit::Waits;
            }
            if let Exit::Value(value) | Exit::Return(value) | Exit::Break(_, value) = &mut way.exit {
                value.source = value.source.max(on);
            }
        }
        ways
    }

    /// Whether `exit` ends the loop.
    fn leaves(&self, exit: &Exit) -> bool {
        match exit {
            Exit::Leaves => true,
            Exit::Return(_) => self.calls.is_empty(),
            Exit::Break(to, _) => !self.inner.contains(to),
            _ => false,
        }
    }

    fn path(&self, expr: &'tcx Expr<'tcx>, path: &QPath<'tcx>, state: &State) -> Value {
        match self.code.typeck.qpath_res(path, expr.hir_id) {
            Res::Local(local) => state.read((local, None)),
            Res::Def(DefKind::Ctor(..), ctor) if patterns::is_failed(self.tcx, ctor) => {
                Value::new(Known::Failed, Source::Same)
            }
            _ => Value::of(Source::Same),
        }
    }

    /// Notes that what `expr` is a part of changes.
    fn change(&self, ways: &mut [Way], expr: &'tcx Expr<'tcx>) {
        if let Some(place) = self.code.place(expr) {
            for way in ways {
                way.state.change(place);
            }
        }
    }

    fn names(&self, expr: &'tcx Expr<'tcx>, local: HirId) -> bool {
        crate::flows::Flows::mentions(self.tcx, expr, &std::iter::once(local).collect())
    }
}

/// Whether `exit` is one to the next turn of `turn`.
fn ends_turn(exit: &Exit, turn: HirId) -> bool {
    match exit {
        Exit::Value(_) => true,
        Exit::Continue(of) => *of == turn,
        _ => false,
    }
}

/// The place that `expr` is, or a reference to it.
fn place(mut expr: &Expr<'_>) -> Option<Place> {
    let mut field = None;
    loop {
        expr = match expr.kind {
            ExprKind::Path(QPath::Resolved(None, path)) => match path.res {
                Res::Local(local) => return Some((local, field)),
                _ => return None,
            },
            ExprKind::Field(of, name) => {
                field = Some(name.name);
                of
            }
            ExprKind::AddrOf(_, _, of) | ExprKind::Unary(UnOp::Deref, of) | ExprKind::DropTemps(of) => of,
            _ => return None,
        };
    }
}

/// `state` where the answer to a question is `yes`.
fn answered(state: &State, question: &Known, yes: bool) -> State {
    let mut state = state.clone();
    if let Known::Asks(place, empty) = question {
        state.learn(*place, if *empty == yes { Known::Failed } else { full() });
    }
    state
}

/// Something that is there.
fn full() -> Known {
    Known::Full(Box::new(Known::Unknown))
}

/// The last of the sources of `values`.
fn sources(values: &[Value]) -> Source {
    values
        .iter()
        .map(|value| value.source)
        .max()
        .unwrap_or(Source::Same)
}

fn map(mut ways: Vec<Way>, of: impl Fn(Value) -> Value) -> Vec<Way> {
    for way in &mut ways {
        if let Exit::Value(value) = &mut way.exit {
            *value = of(value.clone());
        }
    }
    ways
}

/// The ways out of a loop or block, which go on with the value that they have broken it with.
fn broken(mut ways: Vec<Way>, of: &[HirId]) -> Vec<Way> {
    for way in &mut ways {
        if let Exit::Break(to, value) = &way.exit
            && of.contains(to)
        {
            way.exit = Exit::Value(value.clone());
        }
    }
    ways
}

fn distinct(ways: &mut Vec<Way>) {
    let mut kept: Vec<Way> = Vec::new();
    for way in ways.drain(..) {
        if !kept.contains(&way) {
            kept.push(way);
        }
    }
    *ways = kept;
}

/// The loop that a `for` loop stands for, what it binds each item to, and the code that runs for each.
fn for_turn<'tcx>(body: &'tcx Expr<'tcx>) -> Option<(HirId, &'tcx Pat<'tcx>, &'tcx Expr<'tcx>)> {
    let ExprKind::Loop(block, ..) = body.kind else {
        return None;
    };
    let next = block.stmts.first().and_then(|statement| match statement.kind {
        StmtKind::Expr(next) | StmtKind::Semi(next) => Some(next),
        _ => None,
    });
    let ExprKind::Match(_, [_, some], _) = next.or(block.expr)?.kind else {
        return None;
    };
    let pat = match some.pat.kind {
        rustc_hir::PatKind::TupleStruct(_, [pat], _) => pat,
        rustc_hir::PatKind::Struct(_, [field], _) => field.pat,
        _ => return None,
    };
    Some((body.hir_id, pat, some.body))
}
