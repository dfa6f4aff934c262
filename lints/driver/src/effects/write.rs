//! Writes the crate's summary for the crates above it.

use std::hash::Hash;

use heddle_protocol::summary::{self, Summary};
use rustc_data_structures::fx::FxIndexSet;
use rustc_hir::def_id::{DefId, LOCAL_CRATE};
use rustc_middle::ty::TyCtxt;
use rustc_middle::ty::print::{with_no_visible_paths, with_resolve_crate_name};
use rustc_session::config::OutputType;

use super::generics::Then;
use super::graph::{Effects, Origin};
use super::sites::Site;
use super::upstream::hash;
use super::way;
use crate::catalogue::is_trusted;
use crate::config;
use crate::{bug, locks};

/// Writes the summary beside where the crate's metadata will be; a crate without metadata has nobody above it.
///
/// Call it before rustc writes the metadata, which cargo waits for. A summary that cannot be written is not
/// there, and the next check makes the crate anew; a full disk stops rustc itself.
pub fn write_summary(tcx: TyCtxt<'_>) {
    if !tcx.needs_metadata() {
        return;
    }
    let metadata = tcx.output_filenames(()).path(OutputType::Metadata);
    let path = Summary::path(metadata.as_path());
    // What an earlier build left must not pass for this one's.
    let _ = std::fs::remove_file(&path);
    let _ = summary(tcx).write(&path);
}

fn summary(tcx: TyCtxt<'_>) -> Summary {
    // Empty where the kit fails: a missing one would be asked for again with each check.
    let found = match is_trusted(tcx.crate_name(LOCAL_CRATE)) {
        true => Summary::default(),
        false => bug::attempt(|| found(tcx)),
    };
    let (locking, orders) = match is_trusted(tcx.crate_name(LOCAL_CRATE)) {
        true => Default::default(),
        false => bug::attempt(|| locks::written(tcx)),
    };
    let package = |name| std::env::var(name).unwrap_or_default();
    Summary {
        locking,
        orders,
        key: config::key(),
        package: package("CARGO_PKG_NAME"),
        version: package("CARGO_PKG_VERSION"),
        crate_id: tcx.stable_crate_id(LOCAL_CRATE).as_u64(),
        member: super::is_member(),
        ..found
    }
}

/// The functions with their effects, without what says whose they are.
fn found(tcx: TyCtxt<'_>) -> Summary {
    let effects = Effects::get(tcx);
    let mut causes: FxIndexSet<summary::Cause> = FxIndexSet::default();
    let mut files: FxIndexSet<String> = FxIndexSet::default();
    let source_map = tcx.sess.source_map();

    let mut functions = Vec::new();
    for owner in effects.bodies.keys() {
        let of_function = effects
            .functions
            .get(owner)
            .into_iter()
            .flatten()
            .filter(|effect| !effect.kind.within_crate())
            .map(|effect| {
                let site = effects.sites(*owner).get(effect.site);
                let span = site.map_or_else(|| tcx.def_span(*owner), |site| site.span);
                let (file, line) = way::file_and_line(source_map, span);
                let cause = match effect.origin {
                    Origin::Here(cause) => summary::Cause {
                        what: cause.description(),
                        why: cause.entry.why.clone(),
                        panics_inside: cause.panics_inside().map(str::to_owned),
                    },
                    Origin::Upstream(cause) => cause.clone(),
                };
                // A generic function between here and there is left out.
                let next = site.and_then(|site| match site.target.runs()? {
                    (Then::Call(next), _) => Some(hash(tcx, next)),
                    (Then::Cause(_), _) => None,
                });
                summary::Effect {
                    kind: effect.kind,
                    tier: effect.tier,
                    depth: effect.depth,
                    cause: position(&mut causes, cause),
                    next,
                    awaited: site.is_some_and(Site::is_await),
                    file: position(&mut files, file),
                    line,
                }
            });
        let of_function: Vec<_> = of_function.collect();
        let open: Vec<_> = effects
            .opens
            .get(owner)
            .into_iter()
            .flatten()
            .map(|open| {
                let (file, line) = way::file_and_line(source_map, open.span);
                summary::Open {
                    called: hash(tcx, open.generic.called),
                    parameter: open.generic.parameter,
                    depth: open.depth,
                    next: open.next.map(|(next, _)| hash(tcx, next)),
                    file: position(&mut files, file),
                    line,
                }
            })
            .collect();
        if !of_function.is_empty() || !open.is_empty() {
            let function = owner.to_def_id();
            functions.push(summary::Function {
                hash: hash(tcx, function).1,
                name: path(tcx, function),
                effects: of_function,
                open,
            });
        }
    }
    functions.sort_by_key(|function| function.hash);
    Summary {
        causes: causes.into_iter().collect(),
        files: files.into_iter().collect(),
        functions,
        ..Summary::default()
    }
}

/// The path of a function, for messages in other crates.
pub(crate) fn path(tcx: TyCtxt<'_>, function: DefId) -> String {
    let named = tcx.typeck_root_def_id(function);
    // Where a foreign type is visible to users is found by a walk through every crate below.
    with_no_visible_paths!(with_resolve_crate_name!(tcx.def_path_str(named)))
}

fn position<T: Hash + Eq>(known: &mut FxIndexSet<T>, value: T) -> u32 {
    let (at, _) = known.insert_full(value);
    u32::try_from(at).unwrap_or(u32::MAX)
}
