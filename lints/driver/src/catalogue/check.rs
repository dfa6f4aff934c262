//! What keeps paths honest: the catalogue's own against the real crates, the user's against this graph.

use clippy_utils::paths::{PathNS, find_crates};
use rustc_hir::def::Res;
use rustc_hir::def_id::DefId;
use rustc_middle::ty::TyCtxt;
use rustc_span::Symbol;
use rustc_span::edit_distance::find_best_match_for_name;

use super::data::{ENTRIES, GUARDS, POLLS, WRAPPERS};
use super::{Cause, Runtime, channels, find, function_exists, glob_matches, locks, loops, tries};
use crate::config::config;

/// Writes the catalogue's paths that this crate's graph does not have, one a line, into the file that
/// `HEDDLE_CATALOGUE_CHECK` names. The catalogue's test runs it over a crate that depends on them all.
pub fn write_check(tcx: TyCtxt<'_>) {
    let Some(file) = std::env::var_os("HEDDLE_CATALOGUE_CHECK") else {
        return;
    };
    let functions = ENTRIES
        .iter()
        .flat_map(|entry| &entry.paths)
        .chain(&WRAPPERS.offload)
        .chain(&WRAPPERS.ready)
        .chain(&WRAPPERS.once)
        .chain(&WRAPPERS.quiet)
        .chain(&WRAPPERS.driven)
        .chain(&WRAPPERS.probes)
        .chain(&WRAPPERS.foreign)
        .chain(&WRAPPERS.abroad)
        .chain(&WRAPPERS.threads)
        .chain(&WRAPPERS.enters)
        .chain(&WRAPPERS.one_thread)
        .chain(&WRAPPERS.many_threads)
        .chain(&WRAPPERS.flavors)
        .chain(&WRAPPERS.detaches)
        .chain(&WRAPPERS.condvar_waits)
        .chain(&WRAPPERS.joins)
        .chain(&WRAPPERS.replies)
        .chain(&WRAPPERS.mailboxes)
        .chain(&WRAPPERS.reads)
        .chain(&WRAPPERS.sends)
        .chain(&WRAPPERS.asks)
        .chain(&WRAPPERS.ordered)
        .chain(&WRAPPERS.limits)
        .chain(&WRAPPERS.races)
        .chain(&WRAPPERS.gives_back)
        .chain(&WRAPPERS.looks)
        .chain(&WRAPPERS.closures)
        .chain(&WRAPPERS.yields)
        .chain(&WRAPPERS.sleeps)
        .chain(&WRAPPERS.pops)
        .chain(POLLS.iter().flat_map(|poll| &poll.paths))
        .map(|path| (PathNS::Value, path.clone()));
    let types = ENTRIES
        .iter()
        .flat_map(|entry| entry.on.iter().chain(&entry.drops))
        .chain(&WRAPPERS.adapters)
        .chain(&WRAPPERS.plain)
        .chain(&WRAPPERS.inert)
        .chain(&WRAPPERS.kept)
        .chain(&WRAPPERS.cancelled)
        .chain(&WRAPPERS.apart)
        .chain(&WRAPPERS.lenders)
        .chain(&WRAPPERS.handles)
        .chain(&WRAPPERS.thread_handles)
        .chain(&WRAPPERS.streams)
        .chain(GUARDS.guard.iter().flat_map(|guard| &guard.types))
        .chain(&GUARDS.seldom)
        .map(|path| (PathNS::Type, path.clone()));
    let others = loops::paths()
        .chain(channels::paths())
        .chain(locks::paths())
        .chain(tries::paths())
        .map(|(namespace, path)| (namespace, path.clone()));
    let twins = ENTRIES.iter().flat_map(|entry| {
        let causes = entry.paths.iter().map(move |path| Cause {
            entry,
            path,
            on: None,
            dropped: false,
        });
        causes.flat_map(|cause| {
            let twins = WRAPPERS
                .runtime
                .iter()
                .filter_map(move |runtime| cause.twin(&runtime.krate));
            twins.map(|(path, _)| (PathNS::Value, path))
        })
    });
    let probes = WRAPPERS.runtime.iter().flat_map(|runtime| {
        let Runtime {
            offload,
            start,
            timeout,
            channel,
            interval,
            gives_way,
            probe,
            ..
        } = runtime;
        [offload, start, timeout, channel, interval, gives_way, probe]
    });
    let permits = WRAPPERS.runtime.iter();
    let permits = permits.map(|runtime| {
        (
            PathNS::Value,
            format!("{}::{}", runtime.semaphore, runtime.permit),
        )
    });
    // `start` and `timeout` are code: the path comes first.
    let probes = probes.map(|code| (PathNS::Value, code.split('(').next().unwrap_or(code).to_owned()));
    let joins = WRAPPERS.join.iter().flat_map(|join| [&join.all, &join.ok]);
    let joins = joins.map(|path| match path.strip_suffix('!') {
        Some(name) => (PathNS::Macro, name.to_owned()),
        None => (PathNS::Value, path.clone()),
    });
    let locks = WRAPPERS.runtime.iter().flat_map(|runtime| {
        let names = ["Mutex", "RwLock"];
        names.map(|name| (PathNS::Type, format!("{}::{name}", runtime.locks)))
    });
    let missing: String = functions
        .chain(types)
        .chain(joins)
        .chain(locks)
        .chain(others)
        .chain(twins)
        .chain(probes)
        .chain(permits)
        .filter(|(namespace, path)| find(tcx, *namespace, path).is_empty())
        .map(|(_, path)| path + "\n")
        .collect();
    if let Err(error) = std::fs::write(&file, missing) {
        tcx.dcx().fatal(format!(
            "cannot write the catalogue's check to {}: {error}",
            file.display()
        ));
    }
}

/// Reports the paths of the user's configuration that name nothing although their crate is in this graph: a
/// typing error must not pass for silence.
pub fn check_configuration(tcx: TyCtxt<'_>) {
    let config = config();
    let blocking = config.blocking.iter().map(|call| &call.path);
    let non_blocking = config.non_blocking.iter().map(|call| &call.path);
    let paths = blocking
        .chain(non_blocking)
        .chain(&config.offload_wrappers)
        .chain(&config.ready_wrappers);
    for path in paths {
        let (krate, _) = path.split_once("::").unwrap_or((path, ""));
        let known = !find_crates(tcx, Symbol::intern(krate)).is_empty();
        if known && !path.contains('*') && !function_exists(tcx, path) && !is_catalogued(path) {
            let nearest = nearest(tcx, path).map_or_else(
                || "write the path as a `use` would".to_owned(),
                |nearest| format!("did you mean `{nearest}`?"),
            );
            tcx.dcx().err(format!(
                "heddle's configuration names `{path}`, but crate `{krate}` has no such function; {nearest}"
            ));
        }
    }
}

/// Whether the path is one of the catalogue's, which may name functions that this version of a crate lacks.
fn is_catalogued(path: &str) -> bool {
    ENTRIES
        .iter()
        .filter(|entry| {
            !config()
                .blocking
                .iter()
                .any(|extra| entry.paths.contains(&extra.path))
        })
        .any(|entry| entry.paths.iter().any(|known| glob_matches(path, known)))
}

/// The path with its last segment, or the one before, spelled as something that exists.
fn nearest(tcx: TyCtxt<'_>, path: &str) -> Option<String> {
    let (parent, last) = path.rsplit_once("::")?;
    let parents = if parent.contains("::") {
        find(tcx, PathNS::Type, parent)
    } else {
        find_crates(tcx, Symbol::intern(parent)).to_vec()
    };
    if parents.is_empty() {
        return Some(format!("{}::{last}", nearest(tcx, parent)?));
    }
    let names: Vec<Symbol> = parents.iter().flat_map(|parent| names_in(tcx, *parent)).collect();
    let best = find_best_match_for_name(&names, Symbol::intern(last), None)?;
    Some(format!("{parent}::{best}"))
}

/// The names below a module or type.
fn names_in(tcx: TyCtxt<'_>, parent: DefId) -> Vec<Symbol> {
    if tcx.def_kind(parent).is_module_like() {
        let children = match parent.as_local() {
            Some(module) => tcx.module_children_local(module),
            None => tcx.module_children(parent),
        };
        let named = children.iter().filter(|child| !matches!(child.res, Res::Err));
        return named.map(|child| child.ident.name).collect();
    }
    let impls = tcx.inherent_impls(parent).iter();
    impls
        .flat_map(|block| tcx.associated_item_def_ids(*block))
        .filter_map(|item| tcx.opt_item_name(*item))
        .collect()
}
