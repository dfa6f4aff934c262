//! Which runtime a crate uses, and so how it gets out of a finding.

use std::ops::ControlFlow;

use clippy_utils::fn_def_id;
use clippy_utils::visitors::for_each_expr;
use rustc_hir::Body;
use rustc_lint::LateContext;
use rustc_middle::ty::TyCtxt;

use crate::catalogue::{Catalogue, Runtime, function_exists, is_named, runtimes};
use crate::config::config;
use crate::report;

/// The runtime that the configuration names; else those that the crate's code uses, most widespread first.
///
/// Where it names none in code, as behind a framework, those it depends on; empty for a crate that leaves the choice
/// to others.
pub(crate) fn in_use(tcx: TyCtxt<'_>) -> Vec<&'static Runtime> {
    if let Some(name) = &config().runtime {
        let named = runtimes().iter().filter(|runtime| runtime.name == *name);
        return named.collect();
    }
    let named = || {
        runtimes()
            .iter()
            .filter(|runtime| tcx.sess.opts.externs.get(&runtime.krate).is_some())
    };
    // What another dependency brings along is not what this crate runs on.
    let used: Vec<_> = named()
        .filter(|runtime| is_named(tcx, &runtime.krate) && function_exists(tcx, &runtime.probe))
        .collect();
    if used.is_empty() { named().collect() } else { used }
}

/// Says the way out with the runtime in use, or with each that may be.
pub(crate) fn help(tcx: TyCtxt<'_>, diag: &mut report::Diag<'_>, way_out: impl Fn(&Runtime) -> String) {
    let several = match in_use(tcx).as_slice() {
        [runtime] => {
            diag.help(way_out(runtime));
            return;
        }
        [] => runtimes().iter().collect(),
        several => several.to_vec(),
    };
    for runtime in several {
        diag.help(format!("with {}: {}", runtime.name, way_out(runtime)));
    }
}

/// Whether `body`, which is being checked, asks if a runtime drives it.
pub(crate) fn is_asked_for<'tcx>(cx: &LateContext<'tcx>, body: &Body<'tcx>) -> bool {
    let asked = for_each_expr(cx.tcx, body.value, |expr| {
        let asks = fn_def_id(cx, expr).is_some_and(|called| Catalogue::get(cx.tcx).is_probe(called));
        if asks {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    asked.is_some()
}
