//! `block_in_place_on_current_thread`: tokio's `block_in_place` in a program whose runtimes have one thread.

use heddle_protocol::Kind;
use rustc_hir::def::Res;
use rustc_hir::def_id::DefId;
use rustc_hir::intravisit::{self, Visitor};
use rustc_hir::{Body, Expr, ExprKind};
use rustc_lint::{LateContext, LateLintPass};
use rustc_lint_defs::declare_lint_pass;
use rustc_middle::ty::{TyCtxt, TypeckResults};
use rustc_span::Span;

use crate::bug;
use crate::catalogue::Catalogue;
use crate::effects::Effects;
use crate::effects::graph::Origin;
use crate::effects::way::written;
use crate::report::{self, Finding};

declare_heddle_lint! {
    /// ### What it does
    /// Finds `tokio::task::block_in_place` in async code, or in a function that it calls, of programs all of whose
    /// runtimes have one thread: `#[tokio::main(flavor = "current_thread")]`, `Builder::new_current_thread()`.
    ///
    /// ### Why is this bad?
    /// `block_in_place` hands the other tasks of its thread to another one. Where the runtime has only one thread it
    /// panics: "can call blocking only when running on the multi-threaded runtime".
    ///
    /// ### Known limits
    /// Programs alone are checked: a library does not know its callers' runtime. Quiet are programs that make a
    /// runtime with several threads as well, have a dependency make one, drive futures with other executors, or ask
    /// `Handle::runtime_flavor()`. A runtime that a dependency makes at its first use is not seen. Quiet are
    /// closures that leave the thread, where `block_in_place` does nothing, and tests.
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    /// - `max-depth`: the longest way that is reported; 20 by default.
    ///
    /// ### Example
    /// ```rust
    /// #[tokio::main(flavor = "current_thread")]
    /// async fn main() {
    ///     let text = tokio::task::block_in_place(|| std::fs::read_to_string("file"));
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// #[tokio::main(flavor = "current_thread")]
    /// async fn main() {
    ///     let text = tokio::task::spawn_blocking(|| std::fs::read_to_string("file")).await;
    /// }
    /// ```
    pub BLOCK_IN_PLACE_ON_CURRENT_THREAD, Warn, "`block_in_place` in a program whose runtimes have one thread"
}

declare_lint_pass!(BlockInPlaceOnCurrentThread => [BLOCK_IN_PLACE_ON_CURRENT_THREAD]);

impl<'tcx> LateLintPass<'tcx> for BlockInPlaceOnCurrentThread {
    fn check_body(&mut self, cx: &LateContext<'tcx>, body: &Body<'tcx>) {
        if cx.tcx.entry_fn(()).is_none() {
            return; // its callers choose the runtime
        }
        let kind = Kind::named("block-in-place");
        let findings = report::findings(cx, body, |it| it == kind);
        if findings.is_empty() {
            return;
        }
        let owner = cx.tcx.hir_body_owner_def_id(body.id());
        if let Some(runtime) = bug::contain(cx.tcx, owner, || only_runtime(cx.tcx)) {
            for finding in &findings {
                report(cx, finding, runtime);
            }
        }
    }
}

fn report(cx: &LateContext<'_>, finding: &Finding, runtime: Span) {
    let message = match finding.is_direct() {
        true => format!("{} is called on a runtime with one thread", finding.called),
        false => format!(
            "{} comes to `block_in_place` on a runtime with one thread{}",
            finding.called,
            finding.distance(),
        ),
    };
    finding.emit(cx, BLOCK_IN_PLACE_ON_CURRENT_THREAD, message, |diag| {
        finding.show_way(diag);
        diag.span_note(runtime, "this runtime has one thread, and the program makes none with more");
        finding.explain(diag, "here it panics");
        diag.help("use `tokio::task::spawn_blocking(..).await`, which has threads of its own on every runtime");
        diag.help("otherwise give the program a runtime with several threads: `Builder::new_multi_thread()`, or `#[tokio::main]` without a flavor");
    });
}

/// Where the program makes a runtime with one thread, if it surely has none with several.
fn only_runtime(tcx: TyCtxt<'_>) -> Option<Span> {
    let mut runtimes = Runtimes {
        tcx,
        typeck: None,
        one_thread: None,
        others: false,
    };
    let effects = Effects::get(tcx);
    for owner in tcx.hir_body_owners() {
        runtimes.typeck = Some(tcx.typeck(owner));
        runtimes.visit_expr(tcx.hir_body_owned_by(owner).value);
        runtimes.others |= effects.sites(owner).iter().any(|site| {
            let of_site = effects.of_site(tcx, site);
            let mut runtime = of_site.iter().filter(|effect| effect.kind == Kind::named("runtime"));
            runtime.any(|effect| matches!(effect.origin, Origin::Upstream(_)))
        });
    }
    runtimes.one_thread.filter(|_| !runtimes.others)
}

/// Searches bodies for what makes runtimes.
struct Runtimes<'tcx> {
    tcx: TyCtxt<'tcx>,
    /// The types of the body that is being searched.
    typeck: Option<&'tcx TypeckResults<'tcx>>,
    one_thread: Option<Span>,
    /// Whether something else than tokio's thread may drive a future, or the program asks what does.
    others: bool,
}

impl<'tcx> Visitor<'tcx> for Runtimes<'tcx> {
    fn visit_expr(&mut self, expr: &'tcx Expr<'tcx>) {
        if let Some(function) = self.function(expr) {
            let catalogue = Catalogue::get(self.tcx);
            if catalogue.starts_one_thread(function) {
                self.one_thread.get_or_insert_with(|| place(self.tcx, function, expr));
            }
            self.others |= catalogue.starts_many_threads(function)
                || catalogue.foreign(function).is_some()
                || catalogue.tells_flavor(function);
        }
        intravisit::walk_expr(self, expr);
    }
}

impl Runtimes<'_> {
    /// The function that `expr` names or calls as a method.
    fn function(&self, expr: &Expr<'_>) -> Option<DefId> {
        let typeck = self.typeck?;
        match &expr.kind {
            ExprKind::Path(path) => match typeck.qpath_res(path, expr.hir_id) {
                Res::Def(_, function) => Some(function),
                _ => None,
            },
            ExprKind::MethodCall(..) => typeck.type_dependent_def_id(expr.hir_id),
            _ => None,
        }
    }
}

/// Where the user wrote the `function` that `expr` names. `#[tokio::main]` says of its own code that it stands where
/// the body's last statement does.
fn place(tcx: TyCtxt<'_>, function: DefId, expr: &Expr<'_>) -> Span {
    let written = written(expr.span);
    let source = tcx.sess.source_map().span_to_snippet(written);
    match source {
        Ok(source) if source.contains(tcx.item_name(function).as_str()) => written,
        _ => tcx.def_span(expr.hir_id.owner),
    }
}
