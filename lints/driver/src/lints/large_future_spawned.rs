//! `large_future_spawned`: a large future that is moved by value into a task or an executor.

use clippy_utils::diagnostics::span_lint_hir_and_then;
use clippy_utils::fn_def_id;
use clippy_utils::ty::implements_trait;
use rustc_errors::Applicability;
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_hir::intravisit::{self, Visitor};
use rustc_hir::{Expr, ExprKind};
use rustc_lint::{LateContext, LateLintPass, LintContext};
use rustc_lint_defs::declare_lint_pass;
use rustc_middle::ty::{self, EarlyBinder, Ty, TyCtxt, TypeVisitableExt, TypeckResults, TypingEnv};
use rustc_span::{DesugaringKind, Span, Symbol};

use crate::catalogue::Catalogue;
use crate::config::config;
use crate::effects::foreign::plain_name;
use crate::effects::way::written;
use crate::{bug, discard, report};

/// How many futures within futures are looked into for what makes the outermost one large.
const DEPTH: usize = 8;

declare_heddle_lint! {
    /// ### What it does
    /// Finds futures of more than 16 KiB that are given by value to `spawn` or `block_on` of any runtime, or to a
    /// function of the same crate that hands them on. The message says what takes up most of the future.
    ///
    /// ### Why is this bad?
    /// A future holds all that lives across its awaits, and the futures that it awaits with all that lives in them.
    /// tokio and smol put large ones on the heap, but only once they have them: until then the future is built on the
    /// stack of the caller and copied from call to call there, and most threads have a stack of 2 MiB. Executors that
    /// `block_on` the calling thread may leave it on the stack for good.
    ///
    /// Boxed at the call it is moved once. What makes it large is often better boxed itself: a `Vec<u8>` instead of an
    /// array as a buffer.
    ///
    /// ### Known limits
    /// clippy's `large_futures` asks the same of awaits and is left those, also where such an await makes a block large
    /// that is written at the call. Futures whose size depends on type
    /// parameters are quiet, and so are calls that a macro of another crate writes, as `#[tokio::main]` does, and
    /// tests. Combinators, such as `join!`, are not among the calls that are checked.
    ///
    /// ### Configuration
    /// - `large-future-bytes`: the size above which futures are reported; 16384 by default, as in clippy's lint, and
    ///   because tokio itself boxes futures above it in a release build.
    /// - `check-tests`: whether tests are checked too; `false` by default.
    ///
    /// ### Example
    /// ```rust
    /// async fn copy(mut from: tokio::net::TcpStream) -> std::io::Result<()> {
    ///     use tokio::io::AsyncReadExt;
    ///     let mut buffer = [0; 64 * 1024];
    ///     while from.read(&mut buffer).await? > 0 {}
    ///     Ok(())
    /// }
    ///
    /// async fn accept(stream: tokio::net::TcpStream) {
    ///     let copied = tokio::spawn(copy(stream)).await;
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// async fn copy(mut from: tokio::net::TcpStream) -> std::io::Result<()> {
    ///     use tokio::io::AsyncReadExt;
    ///     let mut buffer = [0; 64 * 1024];
    ///     while from.read(&mut buffer).await? > 0 {}
    ///     Ok(())
    /// }
    ///
    /// async fn accept(stream: tokio::net::TcpStream) {
    ///     let copied = tokio::spawn(Box::pin(copy(stream))).await;
    /// }
    /// ```
    pub LARGE_FUTURE_SPAWNED, Allow, "a large future that is moved by value into a task or an executor"
}

declare_lint_pass!(LargeFutureSpawned => [LARGE_FUTURE_SPAWNED]);

impl<'tcx> LateLintPass<'tcx> for LargeFutureSpawned {
    fn check_expr(&mut self, cx: &LateContext<'tcx>, expr: &'tcx Expr<'tcx>) {
        let values: Vec<&Expr<'tcx>> = match expr.kind {
            ExprKind::Call(_, values) => values.iter().collect(),
            ExprKind::MethodCall(_, receiver, values, _) => std::iter::once(receiver).chain(values).collect(),
            _ => return,
        };
        let (Some(callee), Some(body)) = (fn_def_id(cx, expr), discard::enclosing_body(cx)) else {
            return;
        };
        let catalogue = Catalogue::get(cx.tcx);
        if !catalogue.takes_future(callee) && !callee.is_local() {
            return;
        }
        let owner = cx.tcx.hir_body_owner_def_id(body.id());
        let large = bug::contain(cx.tcx, owner, || {
            let (position, size) = large(cx, &values)?;
            let onward = match catalogue.takes_future(callee) {
                true => None,
                false => Some(handed_on(cx.tcx, callee.expect_local(), position)?),
            };
            let source_map = cx.sess().source_map();
            let is_users =
                [expr.span, values[position].span].iter().all(|span| !span.in_external_macro(source_map));
            let value = values[position];
            let parts = largest_parts(cx.tcx, cx.typeck_results().expr_ty_adjusted(value), size);
            let is_clippys =
                parts.first().is_some_and(|part| part.is_awaited && part.span.is_some_and(|it| value.span.contains(it)));
            let large = Large { callee, value, size, parts, onward };
            (is_users && !is_clippys && !report::is_unchecked(cx, body)).then_some(large)
        });
        if let Some(large) = large {
            report(cx, &large);
        }
    }
}

/// A large future that is given to a function.
struct Large<'tcx> {
    callee: DefId,
    /// It.
    value: &'tcx Expr<'tcx>,
    /// In bytes.
    size: u64,
    /// What makes it large.
    parts: Vec<Part<'tcx>>,
    /// What a function of this crate gives it to, and where.
    onward: Option<(DefId, Span)>,
}

fn report(cx: &LateContext<'_>, large: &Large<'_>) {
    let tcx = cx.tcx;
    let Large { callee, value, size, ref parts, onward } = *large;
    let message = format!("a future of {size} bytes is moved into `{}`", plain_name(tcx, callee));
    let span = written(value.span);
    span_lint_hir_and_then(cx, LARGE_FUTURE_SPAWNED, value.hir_id, span, message, |diag| {
        if let Some((taker, place)) = onward {
            diag.span_note(place, format!("which moves it on into `{}`", plain_name(tcx, taker)));
        }
        for part in parts {
            let says = format!("{} of these bytes belong to {}", part.size, part.what);
            match part.span {
                Some(span) => diag.span_note(span, says),
                None => diag.note(says),
            };
        }
        diag.note("it is built and copied on the stack until something puts it on the heap");
        if value.span.from_expansion() {
            diag.help("box it first: `Box::pin(..)`");
            return;
        }
        diag.multipart_suggestion(
            "move it to the heap at once",
            vec![(value.span.shrink_to_lo(), "Box::pin(".to_owned()), (value.span.shrink_to_hi(), ")".to_owned())],
            // The crate's own function may ask more of it than that it is a future.
            if onward.is_none() { Applicability::MachineApplicable } else { Applicability::MaybeIncorrect },
        );
    });
}

/// The first of `values` that is a future larger than the configuration allows, and its size.
fn large<'tcx>(cx: &LateContext<'tcx>, values: &[&Expr<'tcx>]) -> Option<(usize, u64)> {
    let future = cx.tcx.lang_items().future_trait()?;
    values.iter().enumerate().find_map(|(position, value)| {
        let ty = cx.typeck_results().expr_ty_adjusted(value);
        let may_be_large = matches!(ty.kind(), ty::Alias(..) | ty::Adt(..) | ty::Coroutine(..));
        if !may_be_large || !implements_trait(cx, ty, future, &[]) {
            return None;
        }
        let size = size(cx.tcx, ty).filter(|size| *size > config().large_future_bytes)?;
        Some((position, size))
    })
}

/// The size of values of `ty`, if it is the same for all type parameters around it.
fn size<'tcx>(tcx: TyCtxt<'tcx>, ty: Ty<'tcx>) -> Option<u64> {
    let ty = revealed(tcx, ty)?;
    let layout = tcx.layout_of(TypingEnv::fully_monomorphized().as_query_input(ty)).ok()?;
    Some(layout.size.bytes())
}

/// `ty` with what stands behind each `impl Trait`, as only the environment has it that knows the layout of futures.
fn revealed<'tcx>(tcx: TyCtxt<'tcx>, ty: Ty<'tcx>) -> Option<Ty<'tcx>> {
    if ty.has_param() {
        return None;
    }
    let ty = ty::set_aliases_to_non_rigid(tcx, tcx.erase_and_anonymize_regions(ty));
    let ty = tcx.try_normalize_erasing_regions(TypingEnv::fully_monomorphized(), ty).ok()?;
    (!ty.has_aliases()).then_some(ty)
}

/// What takes over the future that the function `function` is given at `position`, and where.
fn handed_on(tcx: TyCtxt<'_>, function: LocalDefId, position: usize) -> Option<(DefId, Span)> {
    struct Search<'tcx> {
        tcx: TyCtxt<'tcx>,
        typeck: &'tcx TypeckResults<'tcx>,
        parameter: Ty<'tcx>,
        found: Option<(DefId, Span)>,
    }
    impl<'tcx> Visitor<'tcx> for Search<'tcx> {
        fn visit_expr(&mut self, expr: &'tcx Expr<'tcx>) {
            let (callee, values) = match expr.kind {
                ExprKind::Call(Expr { kind: ExprKind::Path(path), hir_id, .. }, values) => {
                    (self.typeck.qpath_res(path, *hir_id).opt_def_id(), values)
                }
                ExprKind::MethodCall(_, _, values, _) => (self.typeck.type_dependent_def_id(expr.hir_id), values),
                _ => (None, &[][..]),
            };
            if let Some(callee) = callee
                && Catalogue::get(self.tcx).takes_future(callee)
                && values.iter().any(|value| self.typeck.expr_ty(value).contains(self.parameter))
            {
                self.found.get_or_insert((callee, written(expr.span)));
            }
            intravisit::walk_expr(self, expr);
        }
    }
    let signature = tcx.fn_sig(function).instantiate_identity().skip_normalization();
    let parameter = *signature.skip_binder().inputs().get(position)?;
    let body = tcx.hir_maybe_body_owned_by(function)?;
    if !matches!(parameter.kind(), ty::Param(_)) {
        return None;
    }
    let mut search = Search { tcx, typeck: tcx.typeck(function), parameter, found: None };
    search.visit_expr(body.value);
    search.found
}

/// Something that a future holds.
struct Part<'tcx> {
    ty: Ty<'tcx>,
    size: u64,
    /// As a message says it.
    what: String,
    /// Whether it is a future that is awaited.
    is_awaited: bool,
    /// Where it is declared, if that is in this crate.
    span: Option<Span>,
}

/// What takes up most of a future of type `ty`, then what takes up most of that, as long as it is a third of it or
/// more: what an async function is given is there twice, before it is first polled and after.
fn largest_parts<'tcx>(tcx: TyCtxt<'tcx>, ty: Ty<'tcx>, size: u64) -> Vec<Part<'tcx>> {
    let mut found: Vec<Part<'tcx>> = Vec::new();
    let (mut ty, mut rest) = (ty, size);
    while found.len() < DEPTH
        && let Some(part) = parts(tcx, ty).into_iter().max_by_key(|part| part.size)
        && part.size * 3 >= rest
    {
        (ty, rest) = (part.ty, part.size);
        found.push(part);
    }
    // A wrapper's field says nothing that the wrapper does not.
    found.retain(|part| !part.what.is_empty());
    found
}

/// What a future of type `ty` holds; for one that wraps another, the fields.
fn parts<'tcx>(tcx: TyCtxt<'tcx>, ty: Ty<'tcx>) -> Vec<Part<'tcx>> {
    let part = |ty: Ty<'tcx>, what: String, span: Option<Span>| {
        let ty = revealed(tcx, ty)?;
        Some(Part { ty, size: size(tcx, ty)?, what, is_awaited: false, span })
    };
    match revealed(tcx, ty).map(|ty| *ty.kind()) {
        Some(ty::Coroutine(body, args)) => {
            let captured = args.as_coroutine().upvar_tys().iter().enumerate().map(|(at, ty)| {
                let capture = body.as_local().and_then(|body| tcx.closure_captures(body).get(at));
                let name = capture.map(|capture| capture.var_ident);
                let what = said(name.map(|name| name.name), "which the future captures", ty);
                part(ty, what, name.map(|name| name.span))
            });
            let saved = tcx.coroutine_layout(body, args).ok().into_iter().flat_map(|layout| &layout.field_tys);
            let saved = saved.map(|field| {
                let ty = EarlyBinder::bind(tcx, field.ty).instantiate(tcx, args).skip_normalization();
                let span = field.source_info.span;
                let is_awaited = span.is_desugaring(DesugaringKind::Await);
                let what = match is_awaited {
                    true => "the future that is awaited here".to_owned(),
                    false => said(field.debuginfo_name, "which lives across an await", ty),
                };
                let part = part(ty, what, body.is_local().then(|| written(span)))?;
                Some(Part { is_awaited, ..part })
            });
            captured.chain(saved).flatten().collect()
        }
        Some(ty::Adt(adt, args)) if adt.is_struct() => {
            let fields = adt.all_fields().map(|field| field.ty(tcx, args).skip_normalization());
            fields.filter_map(|ty| part(ty, String::new(), None)).collect()
        }
        _ => Vec::new(),
    }
}

fn said(name: Option<Symbol>, how: &str, ty: Ty<'_>) -> String {
    match name {
        Some(name) => format!("`{name}`, {how}"),
        None => format!("a value of type `{ty}`, {how}"),
    }
}
