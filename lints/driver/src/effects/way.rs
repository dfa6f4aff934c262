//! The way from a call to the cause of its effect, hop by hop, for messages.

use std::path::Path;

use heddle_protocol::Kind;
use heddle_protocol::summary::Summary;
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_middle::ty::TyCtxt;
use rustc_span::Span;
use rustc_span::source_map::SourceMap;

use super::generics::{Then, Through};
use super::graph::{Effects, name};
use super::sites::{Site, Target};
use super::upstream;

/// One step: a function and what it calls.
#[derive(Clone, Debug)]
pub(crate) struct Hop {
    /// The sentence, as "`load` calls `std::fs::read`".
    pub(crate) says: String,
    /// Where the call is written.
    pub(crate) place: Place,
}

/// Where a hop is written.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// In this crate.
    Here(Span),
    /// In another one: package, version, file and line, as "fs-err 3.1.0, src/lib.rs:94".
    Upstream(String),
}

impl Effects {
    /// What the call at `site` is called in a message, and the steps from there to the cause of its `kind`.
    pub(crate) fn way(&self, tcx: TyCtxt<'_>, site: &Site, kind: Kind) -> (String, Vec<Hop>) {
        let mut hops = Vec::new();
        let mut at = site;
        loop {
            if let Target::Through(through) = at.target {
                self.follow_types(tcx, through, &mut hops);
            }
            let Some((Then::Call(function), _)) = at.target.runs() else {
                break;
            };
            let Some(local) = function.as_local() else {
                follow_upstream(tcx, function, kind, &mut hops);
                break;
            };
            let Some(next) = self.next(local, kind) else {
                break;
            };
            hops.push(Hop {
                says: sentence(&name(tcx, function), next.is_await(), &called(tcx, next)),
                place: Place::Here(written(next.span)),
            });
            at = next;
        }
        (called(tcx, site), hops)
    }

    /// Whether the way from `site` to the cause of its `kind` leads through a function of this crate that is `wanted`.
    pub(crate) fn leads_through(&self, site: &Site, kind: Kind, wanted: impl Fn(LocalDefId) -> bool) -> bool {
        let mut at = site;
        while let Some((Then::Call(function), _)) = at.target.runs()
            && let Some(local) = function.as_local()
        {
            if wanted(local) {
                return true;
            }
            match self.next(local, kind) {
                Some(next) => at = next,
                None => return false,
            }
        }
        false
    }

    /// Where `function` goes on to the cause of its `kind`; `None` where its author marked it.
    fn next(&self, function: LocalDefId, kind: Kind) -> Option<&Site> {
        let mut effects = self.functions.get(&function)?.iter();
        self.sites(function)
            .get(effects.find(|effect| effect.kind == kind)?.site)
    }

    /// The steps from a generic function to what it runs because of the types that it is given.
    fn follow_types(&self, tcx: TyCtxt<'_>, through: Through, hops: &mut Vec<Hop>) {
        let end = match through.then {
            Then::Cause(cause) => cause.description(),
            Then::Call(function) => format!("`{}`", name(tcx, function)),
        };
        let (mut function, mut open) = (through.function, through.open);
        while let Some(local) = function.as_local() {
            let opens = self.opens.get(&local).into_iter().flatten();
            let Some(found) = opens.into_iter().find(|found| found.generic == open) else {
                return;
            };
            let target = match found.next {
                Some((next, _)) => format!("`{}`", name(tcx, next)),
                None => end.clone(),
            };
            hops.push(Hop {
                says: sentence(&name(tcx, function), false, &target),
                place: Place::Here(written(found.span)),
            });
            match found.next {
                Some((next, left)) => (function, open) = (next, left),
                None => return,
            }
        }
        let called = upstream::hash(tcx, open.called);
        let mut next = Some(upstream::hash(tcx, function));
        while let Some((summary, known)) = next.and_then(|hash| upstream::by_hash(tcx, hash))
            && let Some(open) = known.open.iter().find(|open| open.called == called)
        {
            next = open.next;
            let target = match open.next.and_then(|hash| upstream::by_hash(tcx, hash)) {
                Some((_, next)) => format!("`{}`", next.name),
                None => end.clone(),
            };
            hops.push(upstream_hop(
                summary,
                &known.name,
                false,
                &target,
                open.file,
                open.line,
            ));
        }
    }
}

/// Where a call stands in what the user wrote: the macro's call for what a macro makes.
pub(crate) fn written(span: Span) -> Span {
    span.source_callsite()
}

/// The file, relative to the package's folder, and the line of a call.
pub(crate) fn file_and_line(source_map: &SourceMap, span: Span) -> (String, u32) {
    let position = source_map.lookup_char_pos(written(span).lo());
    let file = position.file.name.prefer_local_unconditionally().to_string();
    // Cargo names files of path dependencies from the workspace's root.
    let path = std::path::absolute(&file).unwrap_or_else(|_| Path::new(&file).to_owned());
    let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let generated = std::env::var_os("OUT_DIR").unwrap_or_default();
    let shown = match (path.strip_prefix(&package), path.strip_prefix(&generated)) {
        (_, Ok(inside)) if !generated.is_empty() => inside,
        (Ok(inside), _) if !package.is_empty() => inside,
        _ => Path::new(&file),
    };
    (
        shown.display().to_string().replace('\\', "/"),
        position.line as u32,
    )
}

fn follow_upstream(tcx: TyCtxt<'_>, function: DefId, kind: Kind, hops: &mut Vec<Hop>) {
    let (Some(mut summary), Some(mut known)) = (
        upstream::summary(tcx, function.krate),
        upstream::function(tcx, function),
    ) else {
        return;
    };
    while let Some(effect) = known.effects.iter().find(|effect| effect.kind == kind) {
        let next = effect.next.and_then(|hash| upstream::by_hash(tcx, hash));
        let target = match &next {
            Some((_, next)) => format!("`{}`", next.name),
            None => match summary.causes.get(effect.cause as usize) {
                Some(cause) => cause.what.clone(),
                None => return,
            },
        };
        hops.push(upstream_hop(
            summary,
            &known.name,
            effect.awaited,
            &target,
            effect.file,
            effect.line,
        ));
        let Some(next) = next else { return };
        (summary, known) = next;
    }
}

fn upstream_hop(summary: &Summary, function: &str, awaited: bool, target: &str, file: u32, line: u32) -> Hop {
    let file = summary.files.get(file as usize).map_or("", String::as_str);
    let (package, version) = (&summary.package, &summary.version);
    Hop {
        says: sentence(function, awaited, target),
        place: Place::Upstream(format!("{package} {version}, {file}:{line}")),
    }
}

/// Says that `function` runs `target`, which is a name in quotes or a phrase such as "dropping a `T`".
fn sentence(function: &str, awaited: bool, target: &str) -> String {
    let verb = match target.starts_with('`') {
        true if awaited => "awaits",
        true => "calls",
        false => "ends up",
    };
    format!("`{function}` {verb} {target}")
}

/// What a site runs, as a message says it.
fn called(tcx: TyCtxt<'_>, site: &Site) -> String {
    match site.target {
        Target::Cause(cause) => cause.description(),
        Target::Call(function) | Target::Await(function) => format!("`{}`", name(tcx, function)),
        Target::Through(through) => format!("`{}`", name(tcx, through.function)),
        Target::Generic(generic) => format!("`{}`", name(tcx, generic.called)),
        Target::Closure(_) => "a closure".to_owned(),
    }
}
