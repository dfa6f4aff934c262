//! Futures that need tokio's runtime and are driven where there is none.
//!
//! An executor with threads of its own never has tokio's context on them. One that drives a future on the calling
//! thread has it if the thread does, as those of tokio's own pools do: there it counts only if the thread is known
//! to be a plain one, or if nothing in the program starts tokio's runtime.

use heddle_protocol::Kind;
use rustc_data_structures::fx::{FxHashMap, FxHashSet};
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_middle::ty::TyCtxt;
use rustc_span::Span;

use super::context::AsyncContext;
use super::graph::{Effect, Effects, entering, name};
use super::sites::{Function, Handed, Site, Target};
use super::way::Hop;
use crate::catalogue::{Catalogue, Foreign};
use crate::config::config;

/// How many callers up the thread of a function is looked for.
const CALLERS: usize = 16;

/// A future that needs tokio's runtime, handed to an executor that does not have it.
pub(crate) struct Stray {
    /// The call of the executor, as if the future were awaited there.
    pub(crate) site: Site,
    /// The future as it is written.
    pub(crate) value: Span,
    /// The executor.
    pub(crate) executor: String,
    /// Whether it drives the future on threads of its own.
    pub(crate) place: Foreign,
    /// That it needs tokio's runtime, and why.
    pub(crate) effect: Effect,
    /// From the future to tokio's call.
    pub(crate) hops: Vec<Hop>,
}

impl Effects {
    /// The futures that the body of `owner` hands to executors that do not have tokio's runtime, which they need.
    pub(crate) fn strays(&self, tcx: TyCtxt<'_>, owner: LocalDefId) -> Vec<Stray> {
        let catalogue = Catalogue::get(tcx);
        let Some(body) = self.bodies.get(&owner) else {
            return Vec::new();
        };
        let mut strays: Vec<Stray> = Vec::new();
        for handed in &body.handed {
            // Of several futures in one call, as in a `join`, the first one tells enough.
            if let Some(place) = catalogue.foreign(handed.callee)
                && strays.iter().all(|earlier| earlier.site.span != handed.span)
                && let Some(stray) = self.stray(tcx, owner, handed, place)
                && self.lacks_tokio(tcx, catalogue, owner, place)
            {
                strays.push(stray);
            }
        }
        strays
    }

    fn stray(&self, tcx: TyCtxt<'_>, owner: LocalDefId, handed: &Handed, place: Foreign) -> Option<Stray> {
        let tokio_context = Kind::named("tokio-context");
        let site = Site {
            own: false,
            target: Target::Await(handed.future),
            span: handed.span,
            node: handed.node,
            owner,
            in_closure: false,
            sheltered: false,
            given: Vec::new(),
            block: handed.block,
        };
        let of_site = self.of_site(tcx, &site);
        let mut of_site = of_site
            .into_iter()
            .filter(|effect| effect.depth <= config().max_depth);
        let effect = of_site.find(|effect| effect.kind == tokio_context)?;
        let (_, hops) = self.way(tcx, &site, tokio_context);
        Some(Stray {
            site,
            value: handed.value,
            executor: plain_name(tcx, handed.callee),
            place,
            effect,
            hops,
        })
    }

    /// Whether a future that `owner` hands over is surely driven where tokio's runtime is not.
    fn lacks_tokio(&self, tcx: TyCtxt<'_>, catalogue: &Catalogue, owner: LocalDefId, place: Foreign) -> bool {
        let entering = entering(tcx, &self.bodies);
        if entering.contains(&tcx.typeck_root_def_id_local(owner)) {
            return false;
        }
        if place == Foreign::Abroad {
            return true;
        }
        // A guard may be held for longer than the function that made it.
        if !entering.is_empty() {
            return false;
        }
        let threads = Threads::of(tcx, catalogue, self);
        if threads.is_plain(owner, CALLERS) {
            return true;
        }
        if self.starts_tokio(tcx) {
            return false;
        }
        tcx.entry_fn(()).is_some() || !is_called_from_anywhere(tcx, owner) && !self.is_made_for_tokio(tcx)
    }

    fn starts_tokio(&self, tcx: TyCtxt<'_>) -> bool {
        let starting = [Kind::named("executor"), Kind::named("runtime")];
        let sites = self.bodies.values().flat_map(|body| &body.sites);
        sites
            .flat_map(|site| self.of_site(tcx, site))
            .any(|effect| starting.contains(&effect.kind) && effect.origin.panics_inside() == Some("tokio"))
    }

    /// Whether the library has futures for its users that need tokio's runtime, so that they must have one.
    fn is_made_for_tokio(&self, tcx: TyCtxt<'_>) -> bool {
        let tokio_context = Kind::named("tokio-context");
        self.functions.iter().any(|(owner, effects)| {
            let function = tcx.typeck_root_def_id_local(*owner);
            // A block may be handed over right where it is written.
            AsyncContext::of(tcx, *owner) != Some(AsyncContext::Block)
                && tcx.effective_visibilities(()).is_reachable(function)
                && effects.iter().any(|effect| effect.kind == tokio_context)
        })
    }
}

/// The name of a function, without the parameters of its type.
pub(crate) fn plain_name(tcx: TyCtxt<'_>, function: DefId) -> String {
    let name = name(tcx, function);
    match name
        .split_once("::<")
        .and_then(|(head, rest)| Some((head, rest.split_once('>')?.1)))
    {
        Some((head, tail)) => format!("{head}{tail}"),
        None => name,
    }
}

/// Whether code that is not known calls the function around `owner`: it is a trait's, or `drop`.
fn is_called_from_anywhere(tcx: TyCtxt<'_>, owner: LocalDefId) -> bool {
    let function = tcx.typeck_root_def_id(owner.to_def_id());
    AsyncContext::of(tcx, owner).is_some()
        || tcx
            .opt_associated_item(function)
            .is_some_and(|item| item.trait_item_def_id().is_some())
}

/// Who runs the functions and closures of the crate.
struct Threads<'tcx> {
    tcx: TyCtxt<'tcx>,
    /// By function, the bodies that run it; nothing for a new thread.
    run_by: FxHashMap<LocalDefId, FxHashSet<Option<LocalDefId>>>,
    /// Functions that are also run by what is not known.
    elsewhere: FxHashSet<LocalDefId>,
}

impl<'tcx> Threads<'tcx> {
    fn of(tcx: TyCtxt<'tcx>, catalogue: &Catalogue, effects: &Effects) -> Self {
        let mut this = Self {
            tcx,
            run_by: FxHashMap::default(),
            elsewhere: FxHashSet::default(),
        };
        for (owner, body) in &effects.bodies {
            for site in &body.sites {
                if let Target::Call(function) = site.target
                    && let Some(function) = function.as_local()
                {
                    this.run_by.entry(function).or_default().insert(Some(site.owner));
                }
            }
            for passed in &body.passed {
                let Function::Own(function) = passed.function else {
                    continue;
                };
                let runner = match passed.runs {
                    true => Some(*owner),
                    false if catalogue.starts_thread(passed.callee) => None,
                    false => {
                        this.elsewhere.insert(function);
                        continue;
                    }
                };
                this.run_by.entry(function).or_default().insert(runner);
            }
        }
        this
    }

    /// Whether `owner` only runs on threads that no runtime has entered: `main`'s, or one made for it.
    fn is_plain(&self, owner: LocalDefId, depth: usize) -> bool {
        let tcx = self.tcx;
        if AsyncContext::of(tcx, owner).is_some() || self.elsewhere.contains(&owner) || depth == 0 {
            return false;
        }
        match tcx.entry_fn(()) {
            Some((main, _)) if main == owner.to_def_id() => return true,
            Some(_) => {}
            None if !tcx.is_closure_like(owner.to_def_id())
                && tcx.effective_visibilities(()).is_reachable(owner) =>
            {
                return false;
            }
            None => {}
        }
        self.run_by.get(&owner).is_some_and(|runners| {
            let plain =
                |runner: &Option<LocalDefId>| runner.is_none_or(|runner| self.is_plain(runner, depth - 1));
            runners.iter().all(plain)
        })
    }
}
