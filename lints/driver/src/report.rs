//! What the lints about effects in async code share: which sites of a future are findings, and how a finding is
//! told, from the call in the user's code over each hop to the cause and the way out.

use std::sync::OnceLock;
use std::{env, path};

use clippy_utils::diagnostics::span_lint_hir_and_then;
use clippy_utils::is_in_test;
use heddle_protocol::Kind;
use rustc_errors::Applicability;
use rustc_hir::def::{DefKind, Res};
use rustc_hir::{Body, Expr, ExprKind, HirId, QPath};
use rustc_lint::LateContext;
use rustc_lint_defs::Lint;
use rustc_middle::ty::TyCtxt;
use rustc_session::Session;
use rustc_session::config::Input;
use rustc_span::{DesugaringKind, Span};

use crate::bug;
use crate::catalogue::{Cause, Fix, Runtime, function_exists};
use crate::config::config;
use crate::effects::context::AsyncContext;
use crate::effects::graph::Origin;
use crate::effects::sites::{Site, Target};
use crate::effects::way::{Hop, Place, written};
use crate::effects::{Effect, Effects, hir};
use crate::runtime;

/// What a finding says, while it is put together. Named once, because rustc changes the type.
pub(crate) type Diag<'a> = rustc_errors::Diag<'a>;

/// A call in async code that has an effect it should not have there.
pub(crate) struct Finding {
    /// Where it stands.
    pub(crate) site: &'static Site,
    /// The worst of the effects that were asked for.
    pub(crate) effect: Effect,
    /// Who runs it.
    pub(crate) context: AsyncContext,
    /// What is called there, as a message says it.
    pub(crate) called: String,
    /// From there to the cause; empty for a call of the catalogue.
    pub(crate) hops: Vec<Hop>,
    /// Other effects of the same call that were asked for.
    also: Vec<Kind>,
    span: Span,
}

/// The findings in `body` whose effects are `wanted`: none unless an executor drives it.
///
/// One cause counts once in a future, at the first call that comes to it.
pub(crate) fn findings<'tcx>(
    cx: &LateContext<'tcx>,
    body: &Body<'tcx>,
    wanted: impl Fn(Kind) -> bool,
) -> Vec<Finding> {
    let tcx = cx.tcx;
    let owner = tcx.hir_body_owner_def_id(body.id());
    bug::contain(tcx, owner, || {
        let Some(context) = AsyncContext::of(tcx, owner) else {
            return Vec::new();
        };
        if is_unchecked(cx, body) {
            return Vec::new();
        }
        let effects = Effects::get(tcx);
        let wanted = |kind: Kind| wanted(kind) && !(context.polls() && kind.until_ready());
        let mut found = Vec::new();
        for site in effects.sites(owner) {
            let of_site = finding(tcx, effects, context, site, &wanted);
            // Nobody is held up by the start of a program, but it has no reason to sleep either, and what panics
            // panics there too.
            let counts = |it: &Finding| {
                let panics = |executor| effects.is_driven_by(owner, executor);
                it.effect.kind == Kind::named("sleep")
                    || it.effect.origin.panics_inside().is_some_and(panics)
                    || !effects.runs_alone(owner, site)
            };
            found.extend(of_site.filter(counts));
        }
        drop_repetitions(&mut found);
        found
    })
}

/// Whether the configuration leaves out this body: it is test code.
pub(crate) fn is_unchecked<'tcx>(cx: &LateContext<'tcx>, body: &Body<'tcx>) -> bool {
    is_unchecked_test(cx.tcx, body.value.hir_id)
}

/// Whether the configuration leaves out what stands here: it is test code.
pub(crate) fn is_unchecked_test(tcx: TyCtxt<'_>, place: HirId) -> bool {
    static IN_TARGET: OnceLock<bool> = OnceLock::new();
    // The process compiles one crate.
    !config().check_tests && (*IN_TARGET.get_or_init(|| is_test_target(tcx.sess)) || is_in_test(tcx, place))
}

/// Whether the crate is a test or a benchmark of its package. Those with a `main` of their own are no tests
/// to rustc, so the folder that Cargo looks for them in decides.
fn is_test_target(session: &Session) -> bool {
    let lies_with_tests = || {
        let Input::File(root) = &session.io.input else {
            return None;
        };
        let package = env::var_os("CARGO_MANIFEST_DIR")?;
        let root = path::absolute(root).ok()?;
        let inside = root.strip_prefix(package).ok()?;
        Some(inside.starts_with("benches") || inside.starts_with("tests"))
    };
    session.is_test_crate() || lies_with_tests() == Some(true)
}

/// How far it is from `site` by way of `hops`, to end a message with: nothing for the cause itself.
pub(crate) fn distance(site: &Site, hops: &[Hop]) -> String {
    match hops.len() {
        _ if site.is_cause() => String::new(),
        0 | 1 => ", one call down".to_owned(),
        hops => format!(", {hops} calls down"),
    }
}

/// A note for each hop of a way.
pub(crate) fn show_hops(diag: &mut Diag<'_>, hops: &[Hop]) {
    for hop in hops {
        match &hop.place {
            Place::Here(span) => diag.span_note(*span, hop.says.clone()),
            Place::Upstream(place) => diag.note(format!("{} ({place})", hop.says)),
        };
    }
}

fn finding(
    tcx: TyCtxt<'_>,
    effects: &Effects,
    context: AsyncContext,
    site: &'static Site,
    wanted: &impl Fn(Kind) -> bool,
) -> Option<Finding> {
    let mut of_site = effects.of_site(tcx, site);
    of_site.retain(|effect| wanted(effect.kind) && effect.depth <= config().max_depth);
    let mut of_site = of_site.into_iter();
    let effect = of_site.next()?;
    let (called, hops) = effects.way(tcx, site, effect.kind);
    Some(Finding {
        site,
        effect,
        context,
        called,
        hops,
        also: of_site.map(|effect| effect.kind).collect(),
        span: shown(tcx, site),
    })
}

/// Where the user wrote the call: what is looped over for the calls that a `for` makes, the macro's call for what
/// a macro makes, the function's name for what an attribute adds to it, such as the drops at its end.
fn shown(tcx: TyCtxt<'_>, site: &Site) -> Span {
    if site.span.is_desugaring(DesugaringKind::ForLoop)
        && let Some(call) = hir::call_at(tcx, site.owner, site.span)
        && let ExprKind::Call(_, [iterated, ..]) = call.kind
    {
        return written(iterated.span);
    }
    let span = written(site.span);
    let function = tcx.typeck_root_def_id(site.owner.to_def_id());
    match tcx.def_ident_span(function) {
        // Nothing that a function does stands before its name.
        Some(name) if !name.from_expansion() && span.lo() < name.lo() => name,
        _ => span,
    }
}

/// Leaves the first of those that have the same cause: the same call by another way, the turns of a `for` loop
/// over something that was reported, a macro's line at its next use.
fn drop_repetitions(findings: &mut Vec<Finding>) {
    let mut known: Vec<(Span, Span, Option<String>)> = Vec::new();
    findings.retain(|finding| {
        let (span, source) = (finding.span, finding.site.span);
        let cause = finding.hops.last().map(|hop| match &hop.place {
            Place::Here(span) => format!("{} {span:?}", hop.says),
            Place::Upstream(place) => format!("{} {place}", hop.says),
        });
        let is_turn = source.is_desugaring(DesugaringKind::ForLoop);
        let repeated = known.iter().any(|(earlier, earlier_source, earlier_cause)| {
            *earlier == span
                || is_turn && (span.contains(*earlier) || earlier.contains(span))
                || source.from_expansion()
                    && source.lo() == earlier_source.lo()
                    && source.hi() == earlier_source.hi()
                || cause.is_some() && cause == *earlier_cause
        });
        if !repeated {
            known.push((span, source, cause));
        }
        !repeated
    });
}

impl Finding {
    /// Whether the call itself is one of the catalogue, so that its entry knows the way out.
    pub(crate) fn is_direct(&self) -> bool {
        self.site.is_cause()
    }

    /// How far away the cause is, to end a message with.
    pub(crate) fn distance(&self) -> String {
        distance(self.site, &self.hops)
    }

    /// Reports it under `lint`; `decorate` adds notes and the way out.
    pub(crate) fn emit(
        &self,
        cx: &LateContext<'_>,
        lint: &'static Lint,
        message: String,
        decorate: impl FnOnce(&mut Diag<'_>),
    ) {
        span_lint_hir_and_then(cx, lint, self.site.node, self.span, message, decorate);
    }

    /// A note for each hop on the way to the cause.
    pub(crate) fn show_way(&self, diag: &mut Diag<'_>) {
        show_hops(diag, &self.hops);
    }

    /// The note that says what the cause does, how sure that is, and what follows.
    pub(crate) fn explain(&self, diag: &mut Diag<'_>, consequence: &str) {
        let also = match self.also.as_slice() {
            [] => String::new(),
            kinds => {
                let kinds: Vec<_> = kinds.iter().map(|kind| kind.name()).collect();
                format!("; the call comes to {} as well", kinds.join(", "))
            }
        };
        let cause = self.effect.explanation(self.is_direct());
        diag.note(format!("{cause}; {consequence}{also}"));
    }

    /// The way out of blocking, for the runtime in use: as code where that is the whole repair.
    pub(crate) fn ways_out(&self, cx: &LateContext<'_>, diag: &mut Diag<'_>) {
        if let [runtime] = runtime::in_use(cx.tcx).as_slice()
            && self.suggest_twin(cx, diag, runtime)
        {
            return;
        }
        runtime::help(cx.tcx, diag, |runtime| self.way_out(runtime));
    }

    /// The call of the catalogue that stands in the user's code.
    fn cause(&self) -> Option<Cause> {
        match self.effect.origin {
            Origin::Here(cause) if self.is_direct() => Some(cause),
            _ => None,
        }
    }

    /// Whether it is the end of a value's life that has the effect.
    fn is_drop(&self) -> bool {
        self.called.ends_with("Drop>::drop`") || self.called.starts_with("dropping")
    }

    fn may_await(&self) -> bool {
        self.context.may_await() && !self.site.in_closure
    }

    /// Offers to write the async twin and `.await` in the call's place; `false` if the source does not allow it.
    fn suggest_twin(&self, cx: &LateContext<'_>, diag: &mut Diag<'_>, runtime: &Runtime) -> bool {
        // One that gives another type changes the code around it too, which nobody has written yet.
        let Some((twin, Fix::MachineApplicable)) = self.cause().and_then(|cause| cause.twin(&runtime.krate))
        else {
            return false;
        };
        let Some(call) = hir::call_at(cx.tcx, self.site.owner, self.site.span) else {
            return false;
        };
        let ExprKind::Call(function, values) = call.kind else {
            return false;
        };
        let writable = self.may_await()
            && !call.span.from_expansion()
            && !function.span.from_expansion()
            && function_exists(cx.tcx, &twin);
        if !writable {
            return false;
        }
        let applicability = match values.iter().all(|value| is_plain(cx, value)) {
            true => Applicability::MachineApplicable,
            false => Applicability::MaybeIncorrect,
        };
        diag.multipart_suggestion(
            format!("use {}'s own and await it", runtime.name),
            vec![
                (function.span, twin),
                (call.span.shrink_to_hi(), ".await".to_owned()),
            ],
            applicability,
        );
        true
    }

    /// The way out in words.
    fn way_out(&self, runtime: &Runtime) -> String {
        let what = if self.is_direct() {
            "the blocking part"
        } else {
            "it"
        };
        let offload = match self.site.target {
            Target::Await(_) => format!(
                "await it on a thread that may wait: `{}(|| ..)` with an executor in it",
                runtime.offload
            ),
            _ if self.is_drop() => format!(
                "drop it on a thread that may wait: `{}(|| drop(..))`",
                runtime.offload
            ),
            _ => format!("move {what} into `{}(|| ..)`", runtime.offload),
        };
        let twin = self.cause().and_then(|cause| cause.twin(&runtime.krate));
        let instead = self.cause().and_then(|cause| cause.instead(&runtime.krate));
        match (twin, instead) {
            // Nobody needs another thread to sleep.
            (Some((twin, _)), _) if self.may_await() && self.effect.kind == Kind::named("sleep") => {
                format!("use `{twin}(..).await`")
            }
            (Some((twin, _)), _) if self.may_await() => format!("use `{twin}(..).await`, or {offload}"),
            (_, Some(instead)) if self.may_await() => format!("use {instead}"),
            _ if self.site.in_closure => {
                format!("this closure cannot await: {offload}, or collect first and await outside it")
            }
            _ if !self.context.may_await() => format!(
                "this method cannot wait: hold a future of {} and poll it, or {offload} and poll its handle",
                runtime.name
            ),
            _ => offload,
        }
    }
}

/// Whether `value` makes no temporary that would have to live across the await.
fn is_plain(cx: &LateContext<'_>, value: &Expr<'_>) -> bool {
    let typeck = cx.tcx.typeck(value.hir_id.owner.def_id);
    match value.kind {
        ExprKind::Lit(_) => true,
        ExprKind::Path(QPath::Resolved(_, path)) => matches!(path.res, Res::Local(_) | Res::Def(..)),
        ExprKind::AddrOf(_, _, inner) | ExprKind::Field(inner, _) | ExprKind::Unary(_, inner) => {
            is_plain(cx, inner)
        }
        ExprKind::Binary(_, left, right) => is_plain(cx, left) && is_plain(cx, right),
        // A constructor of plain data, such as `Duration::from_secs(1)`.
        ExprKind::Call(function, values) => {
            matches!(function.kind, ExprKind::Path(ref path)
                if matches!(typeck.qpath_res(path, function.hir_id), Res::Def(DefKind::AssocFn | DefKind::Ctor(..), _)))
                && !typeck.expr_ty(value).needs_drop(cx.tcx, cx.typing_env())
                && values.iter().all(|value| is_plain(cx, value))
        }
        _ => false,
    }
}
