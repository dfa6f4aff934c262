//! `sequential_awaits`: reads that are awaited in turn although neither needs the other.

use clippy_utils::diagnostics::span_lint_hir_and_then;
use clippy_utils::is_lint_allowed;
use clippy_utils::source::snippet_opt;
use clippy_utils::ty::implements_trait;
use rustc_errors::{Applicability, MultiSpan};
use rustc_hir::intravisit::{self, Visitor};
use rustc_hir::{
    Block, Body, Expr, ExprKind, LetStmt, MatchSource, PatKind, Stmt, StmtKind,
};
use rustc_lint::{LateContext, LateLintPass};
use rustc_lint_defs::declare_lint_pass;
use rustc_middle::ty::{self, Ty, TypeckResults};
use rustc_span::{Span, sym};

use crate::catalogue::joins;
use crate::effects::context::AsyncContext;
use crate::reads::{Reads, awaited};
use crate::{bug, report, runtime};

declare_heddle_lint! {
    /// ### What it does
    /// Finds reads that are awaited one directly after the other, in statements or in the fields of a value, although
    /// none uses what another gives: two downloads, files or look-ups. Reads are the calls that the catalogue lists,
    /// and async functions of the crate that await nothing but reads and do nothing else that others can see.
    ///
    /// ### Why is this bad?
    /// `.await` waits: the second read begins when the first is over. Nothing in the code asks for that order, and
    /// the caller waits for the sum of both instead of for the longer one.
    ///
    /// ### Known limits
    /// Off by default, for one read at a time may be meant, to spare what answers. Only what is proved is found:
    /// quiet are functions of other crates that the catalogue does not list, trait objects, database queries, all
    /// that writes, prints, sends, locks or sleeps, and values that something may change while they are read, behind
    /// `&mut`, a lock, a cell or an atomic. A `reqwest::Client` may be shared. Other statements in between
    /// keep it quiet too.
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    /// - `runtime`: the runtime that the way out is written for.
    ///
    /// ### Example
    /// ```rust
    /// async fn page() -> std::io::Result<String> {
    ///     let head = tokio::fs::read_to_string("head.html").await?;
    ///     let body = tokio::fs::read_to_string("body.html").await?;
    ///     Ok(head + &body)
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// async fn page() -> std::io::Result<String> {
    ///     let (head, body) = tokio::try_join!(
    ///         tokio::fs::read_to_string("head.html"),
    ///         tokio::fs::read_to_string("body.html"),
    ///     )?;
    ///     Ok(head + &body)
    /// }
    /// ```
    pub SEQUENTIAL_AWAITS, Allow, "reads that are awaited in turn although neither needs the other"
}

declare_lint_pass!(SequentialAwaits => [SEQUENTIAL_AWAITS]);

impl<'tcx> LateLintPass<'tcx> for SequentialAwaits {
    fn check_body(&mut self, cx: &LateContext<'tcx>, body: &Body<'tcx>) {
        let owner = cx.tcx.hir_body_owner_def_id(body.id());
        if !cx.tcx.coroutine_is_async(owner.to_def_id()) || is_lint_allowed(cx, SEQUENTIAL_AWAITS, body.value.hir_id) {
            return;
        }
        bug::contain(cx.tcx, owner, || {
            let awaits = AsyncContext::of(cx.tcx, owner).is_some_and(AsyncContext::may_await);
            if awaits && !report::is_unchecked(cx, body) {
                let typeck = cx.tcx.typeck(owner);
                let mut runs = Runs { cx, typeck, reads: Reads::new(cx.tcx) };
                runs.visit_expr(cx.tcx.hir_body(body.id()).value);
            }
        });
    }
}

/// A read that is awaited, with what is done to its output.
#[derive(Clone, Copy)]
struct Step<'tcx> {
    /// The statement that names the output.
    made: Option<&'tcx LetStmt<'tcx>>,
    /// The call that makes the future.
    future: &'tcx Expr<'tcx>,
    /// What the future gives.
    output: Ty<'tcx>,
    /// Whether `?` looks at it.
    is_tried: bool,
}

/// Finds the runs of reads in one body.
struct Runs<'a, 'tcx> {
    cx: &'a LateContext<'tcx>,
    typeck: &'tcx TypeckResults<'tcx>,
    reads: Reads<'tcx>,
}

impl<'tcx> Visitor<'tcx> for Runs<'_, 'tcx> {
    fn visit_block(&mut self, block: &'tcx Block<'tcx>) {
        let statements = block.stmts.iter().map(|statement| self.statement(statement));
        self.find(statements.collect());
        intravisit::walk_block(self, block);
    }

    fn visit_expr(&mut self, expr: &'tcx Expr<'tcx>) {
        let values: Vec<&Expr<'_>> = match expr.kind {
            ExprKind::Tup(values) | ExprKind::Array(values) => values.iter().collect(),
            ExprKind::Struct(_, fields, _) => fields.iter().map(|field| field.expr).collect(),
            _ => Vec::new(),
        };
        if values.len() > 1 && !expr.span.from_expansion() {
            let steps: Vec<_> = values.iter().map(|value| self.step(value)).collect();
            // The whole tuple is what a macro gives.
            let is_whole = matches!(expr.kind, ExprKind::Tup(_)) && steps.iter().all(Option::is_some);
            match is_whole {
                true => self.find_in(&steps.into_iter().flatten().collect::<Vec<_>>(), Some(expr.span)),
                false => self.find(steps),
            }
        }
        intravisit::walk_expr(self, expr);
    }
}

impl<'tcx> Runs<'_, 'tcx> {
    /// `let name = read(..).await;`
    fn statement(&self, statement: &'tcx Stmt<'tcx>) -> Option<Step<'tcx>> {
        let StmtKind::Let(made @ LetStmt { init: Some(init), els: None, .. }) = statement.kind else {
            return None;
        };
        let mut is_named = false;
        made.pat.each_binding(|_, _, _, _| is_named = true);
        if !is_named || made.span.from_expansion() {
            return None;
        }
        Some(Step { made: Some(made), ..self.step(init)? })
    }

    fn step(&self, expr: &'tcx Expr<'tcx>) -> Option<Step<'tcx>> {
        let (expr, is_tried) = match expr.kind {
            ExprKind::Match(made, _, MatchSource::TryDesugar(_)) => match made.kind {
                ExprKind::Call(_, [tried]) => (tried, true),
                _ => return None,
            },
            _ => (expr, false),
        };
        let future = awaited(expr)?;
        let output = self.typeck.expr_ty(expr);
        let is_read = !future.span.from_expansion()
            && !gives_nothing(self.cx, output)
            && self.reads.is_read(self.typeck.hir_owner.def_id, future);
        is_read.then_some(Step { made: None, future, output, is_tried })
    }

    /// Reports the longest runs among steps that follow each other; `None` is anything else.
    fn find(&self, steps: Vec<Option<Step<'tcx>>>) {
        let mut run: Vec<Step<'tcx>> = Vec::new();
        for step in steps.into_iter().chain([None]) {
            match step {
                Some(step) if run.iter().all(|earlier| self.are_apart(earlier, &step)) => run.push(step),
                step => {
                    self.find_in(&run, None);
                    run = step.into_iter().collect();
                }
            }
        }
    }

    /// Reports `run`, of which `whole` is the expression if it is one, unless its steps need each other.
    fn find_in(&self, run: &[Step<'tcx>], whole: Option<Span>) {
        let pairs = || run.iter().enumerate().flat_map(|(at, step)| run[..at].iter().map(move |it| (it, step)));
        if run.len() > 1 && pairs().all(|(earlier, step)| self.are_apart(earlier, step)) {
            self.report(run, whole);
        }
    }

    /// Whether `later` uses nothing that `earlier` gives and takes nothing away from it.
    fn are_apart(&self, earlier: &Step<'tcx>, later: &Step<'tcx>) -> bool {
        let (mut locals, mut names) = (Vec::new(), Vec::new());
        if let Some(made) = earlier.made {
            made.pat.each_binding(|_, local, _, name| {
                locals.push(local);
                names.push(name.name);
            });
        }
        let mut is_apart = true;
        if let Some(made) = later.made {
            made.pat.each_binding(|_, _, _, name| is_apart &= !names.contains(&name.name));
        }
        is_apart
            && !self.reads.names_any(later.future, &locals)
            && !self.reads.takes_from(earlier.future, later.future)
    }

    fn report(&self, run: &[Step<'tcx>], whole: Option<Span>) {
        let (first, last) = (&run[0], &run[run.len() - 1]);
        let spans: Vec<Span> = run.iter().map(|step| step.future.span).collect();
        let node = last.made.map_or(last.future.hir_id, |made| made.hir_id);
        let message = match run.len() {
            2 => "these two reads run one after the other, and neither needs the other".to_owned(),
            many => format!("these {many} reads run one after the other, and none needs another"),
        };
        span_lint_hir_and_then(self.cx, SEQUENTIAL_AWAITS, node, MultiSpan::from_spans(spans), message, |diag| {
            diag.note("each begins when the one before it is over; side by side they take as long as the longest");
            let place = whole.or_else(|| Some(first.made?.span.to(last.made?.span)));
            self.way_out(diag, run, place);
        });
    }

    /// Offers to write the join in the place of the run, or says which one to write.
    fn way_out(&self, diag: &mut report::Diag<'_>, run: &[Step<'tcx>], place: Option<Span>) {
        let tcx = self.cx.tcx;
        let runtimes = runtime::in_use(tcx);
        let joins = joins(tcx, runtimes.first().map(|runtime| runtime.krate.as_str()));
        let fitting = joins.into_iter().find(|join| join.all.ends_with('!') || run.len() == 2);
        let tried = run.iter().filter(|step| step.is_tried).count();
        let ends_alike = tried == 0 || tried == run.len() && have_one_error(run);
        let Some(join) = fitting else {
            diag.help("await them side by side: `join!` of the crate `futures` does it, and `tokio::join!` for tokio");
            return;
        };
        let path = if ends_alike && tried > 0 { &join.ok } else { &join.all };
        let code = place.filter(|_| ends_alike).and_then(|_| self.joined(run, path));
        if let (Some(place), Some(code)) = (place, code) {
            let applicability = self.applicability(run, place);
            diag.span_suggestion_verbose(place, "await them side by side", code, applicability);
            return;
        }
        let wait = if path.ends_with('!') { "" } else { ".await" };
        diag.help(match (tried, ends_alike) {
            (0, _) => format!("await them side by side: `{path}(..){wait}` gives all that they read"),
            (_, true) => format!("await them side by side: `{path}(..){wait}?` gives all that they read"),
            (_, false) => format!("await them side by side: of what `{path}(..){wait}` gives, `?` takes each for itself"),
        });
    }

    /// The source that awaits `run` in `path`.
    fn joined(&self, run: &[Step<'tcx>], path: &str) -> Option<String> {
        let source = |span| snippet_opt(self.cx, span);
        let all = |texts: Option<Vec<String>>| texts.map(|texts| texts.join(", "));
        let futures = all(run.iter().map(|step| source(step.future.span)).collect())?;
        let wait = if path.ends_with('!') { "" } else { ".await" };
        let tried = if run[0].is_tried { "?" } else { "" };
        let joined = format!("{path}({futures}){wait}{tried}");
        let Some(lets) = run.iter().map(|step| step.made).collect::<Option<Vec<_>>>() else {
            return Some(joined);
        };
        let names = all(lets.iter().map(|made| source(made.pat.span)).collect())?;
        let typed = |made: &&LetStmt<'_>| made.ty.map_or(Some("_".to_owned()), |ty| source(ty.span));
        let types = match lets.iter().any(|made| made.ty.is_some()) {
            true => format!(": ({})", all(lets.iter().map(typed).collect())?),
            false => String::new(),
        };
        Some(format!("let ({names}){types} = {joined};"))
    }

    /// Whether the source in `place` can be replaced without another look: nothing but the run stands there, and no
    /// temporary would have to live longer, nor an output change threads that did not before.
    fn applicability(&self, run: &[Step<'tcx>], place: Span) -> Applicability {
        let send = self.cx.tcx.get_diagnostic_item(sym::Send);
        let is_whole = run.iter().all(|step| {
            let is_name = step.made.is_none_or(|made| matches!(made.pat.kind, PatKind::Binding(.., None)));
            let moves = send.is_some_and(|send| implements_trait(self.cx, step.output, send, &[]));
            is_name && moves && self.reads.is_lasting(step.future)
        });
        let has_comment = snippet_opt(self.cx, place).is_none_or(|text| text.contains("//") || text.contains("/*"));
        match is_whole && !has_comment {
            true => Applicability::MachineApplicable,
            false => Applicability::MaybeIncorrect,
        }
    }
}

/// Whether a future with this output is awaited for what it does, not for what it gives.
fn gives_nothing(cx: &LateContext<'_>, output: Ty<'_>) -> bool {
    let given = match output.kind() {
        ty::Adt(adt, args) if cx.tcx.is_diagnostic_item(sym::Result, adt.did()) => args.type_at(0),
        _ => output,
    };
    given.is_unit() || given.is_never()
}

/// Whether the errors of all steps have the same type.
fn have_one_error(run: &[Step<'_>]) -> bool {
    let mut errors = run.iter().map(|step| match step.output.kind() {
        ty::Adt(_, args) => args.types().nth(1),
        _ => None,
    });
    let first = errors.next().flatten();
    first.is_some() && errors.all(|error| error == first)
}
