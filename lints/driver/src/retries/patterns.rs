//! Which patterns a value matches, so far as its way tells.

use rustc_attr_ir::lang_items::LangItem;
use rustc_hir::def_id::DefId;
use rustc_hir::{Expr, ExprKind, Pat, PatExpr, PatExprKind, PatKind, QPath};
use rustc_middle::ty::{TyCtxt, TypeckResults};
use rustc_span::{Symbol, sym};

use super::{Known, Place, Run, Source, State, Value, full, place};
use crate::catalogue::is_excused;

/// What tells whether there is something.
pub(super) const FAILS: [Option<Symbol>; 2] = [Some(sym::Option), Some(sym::Result)];

/// The methods that give a reference to what is in an `Option` or `Result`.
pub(super) const IN_PLACE: [&str; 4] = ["as_deref", "as_deref_mut", "as_mut", "as_ref"];

impl<'tcx> Run<'tcx> {
    /// What becomes of `state` where `pat` matches `value`, which `from` has given, and where it does not; with how
    /// far that differs from turn to turn.
    pub(super) fn bind(
        &self,
        pat: &'tcx Pat<'tcx>,
        from: &'tcx Expr<'tcx>,
        value: &Value,
        mut state: State,
    ) -> Vec<(State, bool, Source)> {
        let matches = self.matches(pat, &value.known, value.source);
        let source = if matches.is_some() {
            Source::Told
        } else {
            value.source
        };
        let mut bound = Vec::new();
        let asked = self.optional_place(from).filter(|_| matches.is_none());
        let tells = asked.and_then(|place| Some((place, self.is_for_nothing(pat)?)));
        if matches != Some(true) {
            let mut state = state.clone();
            if let Some((place, true)) = tells {
                state.learn(place, full());
            }
            bound.push((state, false, source));
        }
        if matches != Some(false) {
            if let Some((place, empty)) = tells {
                state.learn(place, if empty { Known::Failed } else { full() });
            }
            let place = self.lent_place(from);
            self.declare(pat, place, &value.known, value.source, &mut state);
            bound.push((state, true, source));
        }
        bound
    }

    /// Whether `pat` is one of `None` and `Err`, or of `Some` and `Ok`.
    fn is_for_nothing(&self, pat: &Pat<'_>) -> Option<bool> {
        let path = match &pat.kind {
            PatKind::TupleStruct(path, ..) => path,
            PatKind::Expr(PatExpr {
                kind: PatExprKind::Path(path),
                hir_id,
                ..
            }) => {
                let variant = self.code.typeck.qpath_res(path, *hir_id).opt_def_id()?;
                return is_failed(self.tcx, variant).then_some(true);
            }
            PatKind::Ref(inner, ..) | PatKind::Deref(inner) => return self.is_for_nothing(inner),
            _ => return None,
        };
        let variant = self.code.typeck.qpath_res(path, pat.hir_id).opt_def_id()?;
        match (is_failed(self.tcx, variant), is_full(self.tcx, variant)) {
            (false, false) => None,
            (is_failed, _) => Some(is_failed),
        }
    }

    /// The place that `expr` is, also by a method that gives a reference to what is in it.
    pub(super) fn optional_place(&self, expr: &'tcx Expr<'tcx>) -> Option<Place> {
        match expr.kind {
            ExprKind::MethodCall(name, inner, [], _) if IN_PLACE.contains(&name.ident.as_str()) => {
                self.optional_place(inner)
            }
            _ => place(expr),
        }
    }

    /// The place that is changed through what `expr` gives: a guard's, too.
    pub(super) fn lent_place(&self, expr: &'tcx Expr<'tcx>) -> Option<Place> {
        let is_borrowed = || {
            let ty = self.code.typeck.expr_ty(expr);
            ty.ty_adt_def()
                .is_none_or(|adt| !FAILS.contains(&self.tcx.get_diagnostic_name(adt.did())))
                && ty.walk().any(|part| part.as_region().is_some())
        };
        place(expr).or_else(|| self.code.place(expr).filter(|_| is_borrowed()))
    }

    /// Declares what `pat` binds, by itself where that is not what stands at `from`.
    pub(super) fn declare(
        &self,
        pat: &'tcx Pat<'tcx>,
        from: Option<Place>,
        known: &Known,
        source: Source,
        state: &mut State,
    ) {
        match (pat.kind, known) {
            (PatKind::Binding(_, local, _, None), _) => {
                match from.filter(|_| !self.code.typeck.node_type(local).is_scalar()) {
                    Some(place) => state.lend(local, place),
                    None => state.declare(local, Value::new(known.clone(), source)),
                }
            }
            (PatKind::Ref(inner, ..) | PatKind::Deref(inner), _) => {
                self.declare(inner, from, known, source, state)
            }
            (PatKind::TupleStruct(_, [inner], _), Known::Full(known) | Known::Choice(_, known)) => {
                self.declare(inner, None, known, source, state);
            }
            (PatKind::Tuple(inner, dots), Known::Tuple(known)) if dots.as_opt_usize().is_none() => {
                for (inner, known) in inner.iter().zip(known) {
                    self.declare(inner, None, known, source, state);
                }
            }
            _ => pat.each_binding(|_, local, _, _| state.declare(local, Value::of(source))),
        }
    }

    /// Whether `pat` matches what is `known` of a value, if that tells.
    fn matches(&self, pat: &Pat<'_>, known: &Known, source: Source) -> Option<bool> {
        match pat.kind {
            PatKind::Wild | PatKind::Binding(_, _, _, None) => Some(true),
            PatKind::Binding(_, _, _, Some(inner)) | PatKind::Ref(inner, ..) | PatKind::Deref(inner) => {
                self.matches(inner, known, source)
            }
            PatKind::Or(pats) => {
                let each: Vec<_> = pats.iter().map(|pat| self.matches(pat, known, source)).collect();
                match () {
                    () if each.contains(&Some(true)) => Some(true),
                    () if each.contains(&None) => None,
                    () => Some(false),
                }
            }
            PatKind::Tuple(pats, _) => {
                let all = pats
                    .iter()
                    .all(|pat| self.matches(pat, &Known::Unknown, source) == Some(true));
                all.then_some(true)
            }
            PatKind::TupleStruct(ref path, pats, _) => self.variant(pat, path, pats, known, source),
            PatKind::Struct(ref path, ..) => self.variant(pat, path, &[], known, source),
            PatKind::Expr(value) => match value.kind {
                PatExprKind::Path(ref path) => self.variant(pat, path, &[], known, source),
                PatExprKind::Lit { lit, .. } => match (lit.node, known) {
                    (rustc_ast::LitKind::Bool(is), Known::Is(known)) => Some(is == *known),
                    _ => None,
                },
            },
            _ => None,
        }
    }

    fn variant(
        &self,
        pat: &Pat<'_>,
        path: &QPath<'_>,
        inner: &[Pat<'_>],
        known: &Known,
        source: Source,
    ) -> Option<bool> {
        let variant = self.code.typeck.qpath_res(path, pat.hir_id).opt_def_id()?;
        let of_inner = |known: &Known| match inner {
            [inner] => self.matches(inner, known, source),
            _ => None,
        };
        if let Known::Choice(chosen, known) = known {
            let name = self
                .tcx
                .opt_item_name(variant)
                .or_else(|| self.tcx.opt_item_name(self.tcx.opt_parent(variant)?))?;
            let is_chosen = name.as_str().strip_prefix('_') == Some(chosen.to_string().as_str());
            return if is_chosen { of_inner(known) } else { Some(false) };
        }
        if is_full(self.tcx, variant) {
            return match known {
                Known::Failed => Some(false),
                Known::Full(known) => of_inner(known),
                _ => None,
            };
        }
        if is_failed(self.tcx, variant) {
            return match known {
                Known::Full(_) => Some(false),
                Known::Failed if inner.is_empty() => Some(true),
                Known::Failed => of_inner(&Known::Unknown),
                _ => None,
            };
        }
        let names = [Some(variant), self.tcx.opt_parent(variant)]
            .into_iter()
            .flatten();
        let mut names = names.filter_map(|it| self.tcx.opt_item_name(it));
        (source == Source::Told && names.any(is_excused)).then_some(false)
    }
}

/// Whether `variant` is `Err` or `None`.
pub(super) fn is_failed(tcx: TyCtxt<'_>, variant: DefId) -> bool {
    is_variant(tcx, variant, [LangItem::ResultErr, LangItem::OptionNone])
}

/// Whether `variant` is `Ok` or `Some`.
pub(super) fn is_full(tcx: TyCtxt<'_>, variant: DefId) -> bool {
    is_variant(tcx, variant, [LangItem::ResultOk, LangItem::OptionSome])
}

/// Whether `expr` names a kind of error that is no failure that lasts.
pub(super) fn is_excused_path<'tcx>(typeck: &TypeckResults<'tcx>, expr: &'tcx Expr<'tcx>) -> bool {
    let expr = expr.peel_borrows();
    let ExprKind::Path(path) = &expr.kind else {
        return false;
    };
    let name = match path {
        QPath::Resolved(_, path) => path.segments.last().map(|segment| segment.ident.name),
        QPath::TypeRelative(_, segment) => Some(segment.ident.name),
    };
    typeck.qpath_res(path, expr.hir_id).opt_def_id().is_some() && name.is_some_and(is_excused)
}

/// Whether `variant`, or what it is the constructor of, is one of `items`.
fn is_variant(tcx: TyCtxt<'_>, variant: DefId, items: [LangItem; 2]) -> bool {
    [Some(variant), tcx.opt_parent(variant)]
        .into_iter()
        .flatten()
        .any(|it| items.iter().any(|item| tcx.is_lang_item(it, *item)))
}
