//! The summaries of the crates below this one, read when a call into one is first met.

use std::sync::{Mutex, OnceLock};

use heddle_protocol::summary::{Function, Summary};
use rustc_data_structures::fx::FxHashMap;
use rustc_hir::def_id::{CrateNum, DefId};
use rustc_middle::ty::TyCtxt;
use rustc_span::sym;

use crate::config;

/// The summary of the crate `krate`; none for the standard library, crates that only macros and build scripts
/// use, and where the file is missing, damaged or made for another build.
pub(super) fn summary(tcx: TyCtxt<'_>, krate: CrateNum) -> Option<&'static Summary> {
    static READ: Mutex<Option<FxHashMap<CrateNum, Option<&'static Summary>>>> = Mutex::new(None);
    let mut read = READ.lock().expect("reading summaries does not panic");
    let read = read.get_or_insert_default();
    *read.entry(krate).or_insert_with(|| {
        let source = tcx.used_crate_source(krate);
        let metadata = source.rmeta.as_ref().or(source.rlib.as_ref())?;
        let summary = Summary::read(&Summary::path(metadata)).ok()?;
        let fits = summary.key == config::key() && summary.crate_id == tcx.stable_crate_id(krate).as_u64();
        // Kept until the process ends: one crate is checked in it.
        fits.then(|| &*Box::leak(Box::new(summary)))
    })
}

/// What is known of `function`, which is another crate's.
pub(super) fn function(tcx: TyCtxt<'_>, function: DefId) -> Option<&'static Function> {
    let summary = summary(tcx, function.krate)?;
    if summary.functions.is_empty() {
        return None;
    }
    summary.function(tcx.def_path_hash(function).local_hash().as_u64())
}

/// Whether `function`, which is another crate's, has any effect.
pub(super) fn has_effects(tcx: TyCtxt<'_>, called: DefId) -> bool {
    function(tcx, called).is_some()
}

/// The function with this `DefPathHash`, and the summary that has it.
pub(super) fn by_hash(
    tcx: TyCtxt<'_>,
    (krate, hash): (u64, u64),
) -> Option<(&'static Summary, &'static Function)> {
    static NUMBERS: OnceLock<FxHashMap<u64, CrateNum>> = OnceLock::new();
    let numbers = NUMBERS.get_or_init(|| {
        let crates = tcx.crates(()).iter();
        crates
            .map(|krate| (tcx.stable_crate_id(*krate).as_u64(), *krate))
            .collect()
    });
    let summary = summary(tcx, *numbers.get(&krate)?)?;
    Some((summary, summary.function(hash)?))
}

/// Whether `krate` is a member of the workspace, whose futures are checked there.
pub(super) fn is_member(tcx: TyCtxt<'_>, krate: CrateNum) -> bool {
    summary(tcx, krate).is_some_and(|summary| summary.member)
}

/// Whether the standard library defines it.
pub(super) fn is_std(tcx: TyCtxt<'_>, item: DefId) -> bool {
    [sym::core, sym::alloc, sym::std].contains(&tcx.crate_name(item.krate))
}
