//! `block_on_in_drop`: an executor that the drop of a value starts, wherever that value is dropped.

use clippy_utils::diagnostics::span_lint_hir_and_then;
use heddle_protocol::Kind;
use rustc_data_structures::fx::FxHashSet;
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_hir::intravisit::{self, Visitor};
use rustc_hir::{Body, Expr, ExprKind};
use rustc_lint::{LateContext, LateLintPass};
use rustc_lint_defs::declare_lint_pass;
use rustc_middle::ty::{self, FieldDef, Ty, TyCtxt, TypeckResults};
use rustc_span::Span;

use crate::bug;
use crate::config::config;
use crate::effects::context::AsyncContext;
use crate::effects::drops::dropped_by;
use crate::effects::sites::Site;
use crate::effects::way::{Hop, written};
use crate::effects::{Effect, Effects};
use crate::{report, runtime};

/// How deep types are looked into.
const DEPTH: usize = 8;

declare_heddle_lint! {
    /// ### What it does
    /// Finds `block_on` of any executor in `Drop::drop`, there or in a function that it calls, for types whose values
    /// are used in async code.
    ///
    /// ### Why is this bad?
    /// Nobody sees where a value is dropped: at the end of a scope, with the last `Arc`, with a task that is
    /// cancelled. On a thread that drives a future already, tokio's `block_on` panics, and a panic in a drop can
    /// end the process. Other executors park the thread, and if what they wait for runs on it, for ever.
    ///
    /// ### Known limits
    /// Drops that are seen in async code are told by `block_on_in_async`, where they happen, and not once more here.
    ///
    /// A type counts as used in async code where an async body of the same crate has values of it, or of a type that
    /// contains it, or where the drop asks tokio for the runtime around it. Futures that ordinary code only hands to
    /// `block_on` do not count, unless they make such values themselves: a blocking client may block in its drop too.
    ///
    /// Quiet are drops that start a task or a thread for what is left to do, `block_in_place`, which is still wrong
    /// on a runtime with one thread, code that only runs where `Handle::try_current()` found no runtime, and tests.
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    /// - `max-depth`: the longest way that is reported; 20 by default.
    ///
    /// ### Example
    /// ```rust
    /// use std::sync::Arc;
    ///
    /// struct Upload {
    ///     runtime: tokio::runtime::Handle,
    /// }
    ///
    /// impl Upload {
    ///     async fn finish(&self) {}
    /// }
    ///
    /// impl Drop for Upload {
    ///     fn drop(&mut self) {
    ///         self.runtime.block_on(self.finish());
    ///     }
    /// }
    ///
    /// async fn send(upload: Arc<Upload>) {
    ///     upload.finish().await;
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// use std::sync::Arc;
    ///
    /// struct Upload {
    ///     runtime: tokio::runtime::Handle,
    ///     number: u32,
    /// }
    ///
    /// async fn finish(number: u32) {}
    ///
    /// impl Drop for Upload {
    ///     fn drop(&mut self) {
    ///         self.runtime.spawn(finish(self.number));
    ///     }
    /// }
    ///
    /// async fn send(upload: Arc<Upload>) {
    ///     finish(upload.number).await;
    /// }
    /// ```
    pub BLOCK_ON_IN_DROP, Warn, "an executor that the drop of a value starts"
}

declare_lint_pass!(BlockOnInDrop => [BLOCK_ON_IN_DROP]);

impl<'tcx> LateLintPass<'tcx> for BlockOnInDrop {
    fn check_body(&mut self, cx: &LateContext<'tcx>, body: &Body<'tcx>) {
        let owner = cx.tcx.hir_body_owner_def_id(body.id());
        let found = bug::contain(cx.tcx, owner, || {
            let dropped = dropped_by(cx.tcx, owner)?;
            find(cx, body, owner, dropped)
        });
        if let Some(found) = found {
            report(cx, &found);
        }
    }
}

/// An executor that the drop of a value starts.
struct Found {
    site: &'static Site,
    effect: Effect,
    called: String,
    hops: Vec<Hop>,
    /// The type, as a message says it.
    ty: String,
    /// Where async code uses it; `None` where the drop itself asks for a runtime.
    used: Option<Span>,
}

fn find<'tcx>(
    cx: &LateContext<'tcx>,
    body: &Body<'tcx>,
    owner: LocalDefId,
    dropped: DefId,
) -> Option<Found> {
    let tcx = cx.tcx;
    let effects = Effects::get(tcx);
    let executor = Kind::named("executor");
    let started = |site: &'static Site| {
        let mut of_site = effects.of_site(tcx, site).into_iter();
        let effect = of_site.find(|effect| effect.kind == executor && effect.depth <= config().max_depth)?;
        // What this one drops has its own finding.
        let of_other = effects.leads_through(site, executor, |function| dropped_by(tcx, function).is_some());
        (!of_other).then_some((site, effect))
    };
    let (site, effect) = effects.sites(owner).iter().find_map(started)?;
    if report::is_unchecked(cx, body) || is_told_in_async(cx, owner) {
        return None;
    }
    let asks = |site: &Site| {
        let of_site = effects.of_site(tcx, site);
        of_site.iter().any(|effect| effect.kind == Kind::named("tokio-context"))
    };
    let used = use_in_async(tcx, dropped, owner);
    if used.is_none() && !effects.sites(owner).iter().any(asks) && !runtime::is_asked_for(cx, body) {
        return None;
    }
    let (called, hops) = effects.way(tcx, site, executor);
    let ty = tcx.item_name(dropped).to_string();
    Some(Found { site, effect, called, hops, ty, used })
}

fn report(cx: &LateContext<'_>, found: &Found) {
    let distance = report::distance(found.site, &found.hops);
    let ty = &found.ty;
    let message = format!("{} starts an executor on the thread that drops the `{ty}`{distance}", found.called);
    let span = written(found.site.span);
    span_lint_hir_and_then(cx, BLOCK_ON_IN_DROP, found.site.node, span, message, |diag| {
        report::show_hops(diag, &found.hops);
        match found.used {
            Some(used) => diag.span_note(
                used,
                format!("async code uses values of `{ty}` and may be the last to own one"),
            ),
            None => diag.note("this drop asks tokio for the runtime around it, so that it runs in async code"),
        };
        let cause = found.effect.explanation(found.site.is_cause());
        diag.note(format!("{cause}; that thread may drive a future already"));
        ways_out(cx, diag);
    });
}

fn ways_out(cx: &LateContext<'_>, diag: &mut report::Diag<'_>) {
    diag.help("give the type an async method such as `close`, which its users await before they drop the value");
    let starts: Vec<String> = runtime::in_use(cx.tcx)
        .iter()
        .map(|runtime| format!("`{}`", runtime.start))
        .collect();
    let how = match starts.is_empty() {
        true => "as a task or on a thread of its own".to_owned(),
        false => starts.join(" or "),
    };
    diag.help(format!("otherwise let the drop only start what is left to do: {how}"));
}

/// Whether `block_on_in_async` reports this drop where it happens.
fn is_told_in_async(cx: &LateContext<'_>, drop: LocalDefId) -> bool {
    let executor = Kind::named("executor");
    let effects = Effects::get(cx.tcx);
    cx.tcx.hir_body_owners().any(|owner| {
        let told = report::findings(cx, cx.tcx.hir_body_owned_by(owner), |kind| kind == executor);
        told.iter()
            .any(|finding| effects.leads_through(finding.site, executor, |function| function == drop))
    })
}

/// Where async code of this crate has a value of the type `adt` that may be dropped there.
fn use_in_async(tcx: TyCtxt<'_>, adt: DefId, drop: LocalDefId) -> Option<Span> {
    let effects = Effects::get(tcx);
    tcx.hir_body_owners().find_map(|owner| {
        AsyncContext::of(tcx, owner)?;
        let body = tcx.hir_body_owned_by(owner);
        if tcx.typeck_root_def_id_local(owner) == drop
            || report::is_unchecked_test(tcx, body.value.hir_id)
        {
            return None;
        }
        let mut uses = Uses {
            tcx,
            typeck: tcx.typeck(owner),
            adt,
            only_made: effects.begins_alone(owner),
            found: None,
        };
        uses.visit_expr(body.value);
        let captured = tcx.type_of(owner).instantiate_identity().skip_normalization();
        if let ty::Coroutine(_, args) = captured.kind()
            && args.as_coroutine().upvar_tys().iter().any(|ty| uses.has(ty))
        {
            let function = tcx.typeck_root_def_id_local(owner);
            uses.found.get_or_insert(tcx.def_span(function));
        }
        uses.found
    })
}

/// Searches a body for values of a type.
struct Uses<'tcx> {
    tcx: TyCtxt<'tcx>,
    typeck: &'tcx TypeckResults<'tcx>,
    adt: DefId,
    /// Whether only values that are made here count, not those that are borrowed from ordinary code.
    only_made: bool,
    found: Option<Span>,
}

impl<'tcx> Uses<'tcx> {
    fn has(&self, ty: Ty<'tcx>) -> bool {
        self.contains(ty, DEPTH, &mut FxHashSet::default())
    }

    fn contains(&self, ty: Ty<'tcx>, depth: usize, visited: &mut FxHashSet<Ty<'tcx>>) -> bool {
        if depth == 0 || !visited.insert(ty) {
            return false;
        }
        let mut inside = |ty| self.contains(ty, depth - 1, visited);
        match *ty.kind() {
            ty::Ref(_, inner, _) => !self.only_made && inside(inner),
            ty::Array(inner, _) | ty::Slice(inner) => inside(inner),
            ty::Tuple(parts) => parts.iter().any(inside),
            ty::Closure(_, args) => inside(args.as_closure().tupled_upvars_ty()),
            ty::Adt(adt, _) if adt.did() == self.adt => true,
            ty::Adt(adt, _) if adt.is_phantom_data() => false,
            ty::Adt(adt, args) => {
                let mut field = |field: &FieldDef| inside(field.ty(self.tcx, args).skip_normalization());
                adt.did().is_local() && adt.all_fields().any(&mut field) || args.types().any(inside)
            }
            _ => false,
        }
    }
}

impl<'tcx> Visitor<'tcx> for Uses<'tcx> {
    fn visit_expr(&mut self, expr: &'tcx Expr<'tcx>) {
        let is_made = matches!(expr.kind, ExprKind::Call(..) | ExprKind::MethodCall(..) | ExprKind::Struct(..));
        if (is_made || !self.only_made) && self.typeck.expr_ty_opt(expr).is_some_and(|ty| self.has(ty)) {
            self.found.get_or_insert(written(expr.span));
        }
        if self.found.is_none() {
            intravisit::walk_expr(self, expr);
        }
    }
}
