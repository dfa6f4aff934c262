//! Which runtime a crate uses, and so how it gets out of a finding.

use rustc_middle::ty::TyCtxt;

use crate::catalogue::{Runtime, function_exists, runtimes};

/// The runtimes that the crate's own dependencies name and that can run tasks, most used first. Empty if it
/// chooses none itself, as a library or behind a framework does.
pub(crate) fn in_use(tcx: TyCtxt<'_>) -> Vec<&'static Runtime> {
    runtimes()
        .iter()
        .filter(|runtime| is_named(tcx, &runtime.krate) && function_exists(tcx, &runtime.probe))
        .collect()
}

/// Whether the crate can write `krate::…`.
pub(crate) fn is_named(tcx: TyCtxt<'_>, krate: &str) -> bool {
    tcx.sess.opts.externs.get(krate).is_some()
}
