//! The summaries of the crates below this one, read when a call into one is first met.

use std::sync::{Mutex, OnceLock};

use heddle_protocol::summary::{Function, Open, Summary};
use rustc_data_structures::fx::FxHashMap;
use rustc_hashes::Hash64;
use rustc_hir::def_id::{CrateNum, DefId, DefPathHash};
use rustc_middle::ty::TyCtxt;
use rustc_span::sym;

use crate::config;

/// The summary of the crate `krate`; none for the standard library, crates that only macros and build scripts
/// use, and where the file is missing, damaged or made for another build.
pub(crate) fn summary(tcx: TyCtxt<'_>, krate: CrateNum) -> Option<&'static Summary> {
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

/// Whether `called`, which is another crate's, has any effect, or can have one with the right types.
pub(super) fn has_effects(tcx: TyCtxt<'_>, called: DefId) -> bool {
    function(tcx, called).is_some()
}

/// The two halves of the `DefPathHash` of `item`.
pub(crate) fn hash(tcx: TyCtxt<'_>, item: DefId) -> (u64, u64) {
    let hash = tcx.def_path_hash(item);
    (hash.stable_crate_id().as_u64(), hash.local_hash().as_u64())
}

/// What `called`, which is another crate's, leaves open.
pub(super) fn open(tcx: TyCtxt<'_>, called: DefId) -> &'static [Open] {
    function(tcx, called).map_or(&[], |function| &function.open)
}

/// Whether any function of the crate `krate` has effects.
pub(super) fn has_functions(tcx: TyCtxt<'_>, krate: CrateNum) -> bool {
    summary(tcx, krate).is_some_and(|summary| !summary.functions.is_empty())
}

/// The item with this `DefPathHash`, if its crate is in the graph.
pub(crate) fn item(tcx: TyCtxt<'_>, (krate, hash): (u64, u64)) -> Option<DefId> {
    let krate = numbers(tcx).get(&krate)?;
    let hash = DefPathHash::new(tcx.stable_crate_id(*krate), Hash64::new(hash));
    tcx.def_path_hash_to_def_id(hash)
}

/// The function with this `DefPathHash`, and the summary that has it.
pub(super) fn by_hash(
    tcx: TyCtxt<'_>,
    (krate, hash): (u64, u64),
) -> Option<(&'static Summary, &'static Function)> {
    let summary = summary(tcx, *numbers(tcx).get(&krate)?)?;
    Some((summary, summary.function(hash)?))
}

fn numbers(tcx: TyCtxt<'_>) -> &'static FxHashMap<u64, CrateNum> {
    static NUMBERS: OnceLock<FxHashMap<u64, CrateNum>> = OnceLock::new();
    NUMBERS.get_or_init(|| {
        let crates = tcx.crates(()).iter();
        crates
            .map(|krate| (tcx.stable_crate_id(*krate).as_u64(), *krate))
            .collect()
    })
}

/// Whether `krate` is a member of the workspace, whose futures are checked there.
pub(super) fn is_member(tcx: TyCtxt<'_>, krate: CrateNum) -> bool {
    summary(tcx, krate).is_some_and(|summary| summary.member)
}

/// Whether the standard library defines it.
pub(crate) fn is_std(tcx: TyCtxt<'_>, item: DefId) -> bool {
    [sym::core, sym::alloc, sym::std].contains(&tcx.crate_name(item.krate))
}
