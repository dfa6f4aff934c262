//! What begins on a thread that no runtime has entered, and what it needs of tokio's there.
//!
//! Such a thread begins with a closure that is given to a function of the catalogue, or to one of the crate's own that
//! hands it on to such a function or calls it on such a thread. `main` begins one too.

use heddle_protocol::Kind;
use rustc_data_structures::fx::{FxHashMap, FxHashSet, FxIndexMap};
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_middle::ty::{self, TyCtxt};
use rustc_span::Span;

use super::context::AsyncContext;
use super::generics::Then;
use super::graph::{Effect, Effects};
use super::sites::{Function, Passed, Site, Sites, Target};
use super::upstream;
use crate::catalogue::Catalogue;
use crate::config::config;

/// How a thread begins.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Start {
    /// With the program.
    Main,
    /// With a call.
    Call {
        /// What is called.
        starter: DefId,
        /// The body that calls it.
        owner: LocalDefId,
        /// The call as it is written.
        span: Span,
    },
}

/// By the function or closure that a thread begins with, how it begins.
#[derive(Debug, Default)]
pub(super) struct Threads {
    starts: FxHashMap<LocalDefId, Start>,
}

impl Threads {
    pub(super) fn find(tcx: TyCtxt<'_>, bodies: &FxIndexMap<LocalDefId, Sites>) -> Self {
        let catalogue = Catalogue::get(tcx);
        let mut starts: FxHashMap<LocalDefId, Start> = FxHashMap::default();
        // The type parameters of functions whose values begin threads.
        let mut parameters: FxHashSet<(LocalDefId, u32)> = FxHashSet::default();
        loop {
            let known = (starts.len(), parameters.len());
            for (owner, body) in bodies {
                let function = tcx.typeck_root_def_id_local(*owner);
                for passed in &body.passed {
                    let begins = catalogue.starts_thread(passed.callee)
                        || parameter(tcx, passed).is_some_and(|parameter| parameters.contains(&parameter));
                    match passed.function {
                        Function::Own(begun) if begins => {
                            starts.entry(begun).or_insert(Start::Call {
                                starter: passed.callee,
                                owner: *owner,
                                span: passed.span,
                            });
                        }
                        Function::Parameter(parameter) if begins && !body.enters_tokio => {
                            parameters.insert((function, parameter));
                        }
                        _ => {}
                    }
                }
                if starts.contains_key(owner) && !body.enters_tokio {
                    parameters.extend(body.calls.iter().map(|parameter| (function, *parameter)));
                }
            }
            if known == (starts.len(), parameters.len()) {
                break;
            }
        }
        if let Some((main, _)) = tcx.entry_fn(())
            && let Some(main) = main.as_local()
        {
            starts.insert(main, Start::Main);
        }
        starts.retain(|begun, _| AsyncContext::of(tcx, *begun).is_none());
        Self { starts }
    }
}

/// What a thread that begins with some function needs of tokio's runtime, which it does not have.
pub(crate) struct Need {
    /// How the thread begins.
    pub(crate) start: Start,
    /// The calls that ask for the runtime, in the order of the source, each with why; at least one.
    pub(crate) calls: Vec<(&'static Site, Effect)>,
}

impl Effects {
    /// What a thread needs of tokio's runtime that begins with `owner`, if one does and it surely has none.
    pub(crate) fn needs_of_thread(&'static self, tcx: TyCtxt<'_>, owner: LocalDefId) -> Option<Need> {
        let start = *self.threads.starts.get(&owner)?;
        let asks = |effect: &Effect| {
            effect.kind == Kind::named("tokio-handle") && effect.depth <= config().max_depth
        };
        let sites = self.sites(owner).iter();
        let calls: Vec<_> = sites
            .filter(|site| !site.sheltered && is_sure(tcx, site))
            .filter_map(|site| Some((site, self.of_site(tcx, site).into_iter().find(asks)?)))
            .collect();
        (!calls.is_empty() && !self.may_enter(tcx, owner, start)).then_some(Need { start, calls })
    }

    /// Whether the thread that begins with `owner` may enter tokio's runtime, or asks for it.
    fn may_enter(&self, tcx: TyCtxt<'_>, owner: LocalDefId, start: Start) -> bool {
        let holding = |body: &Sites| body.holds_guard;
        // Pools can be made with a hook that enters it on each of their threads.
        let is_pool = matches!(start, Start::Call { starter, .. }
            if !starter.is_local() && !upstream::is_std(tcx, starter));
        if is_pool && self.bodies.values().any(holding) {
            return true;
        }
        let within = |inner: LocalDefId| {
            let mut parents = std::iter::successors(Some(inner), |at| tcx.opt_local_parent(*at));
            parents.any(|parent| parent == owner)
        };
        let mut bodies = self.bodies.iter();
        if bodies.any(|(inner, body)| body.enters_tokio && within(*inner)) {
            return true;
        }
        // A guard does not leave its thread, but may outlive the function that makes it.
        let makers: FxHashSet<LocalDefId> = self
            .bodies
            .iter()
            .filter(|(_, body)| holding(body))
            .map(|(maker, _)| tcx.typeck_root_def_id_local(*maker))
            .collect();
        if makers.is_empty() {
            return false;
        }
        let mut reached: FxHashSet<LocalDefId> = FxHashSet::default();
        let mut waiting = vec![owner];
        while let Some(function) = waiting.pop() {
            if makers.contains(&function) {
                return true;
            }
            let called = self.sites(function).iter().filter_map(called);
            waiting.extend(called.filter(|called| reached.insert(*called)));
        }
        false
    }
}

/// Whether what runs at `site` may be taken to run all its calls there. A future is polled by hand where its runtime is,
/// and what a dependency's destructor does depends on what became of the value.
fn is_sure(tcx: TyCtxt<'_>, site: &Site) -> bool {
    match site.target {
        Target::Await(_) => false,
        Target::Call(function) if !function.is_local() => {
            let method = tcx
                .opt_associated_item(function)
                .and_then(|item| item.trait_item_def_id());
            method.is_none_or(|method| tcx.trait_of_assoc(method) != tcx.lang_items().drop_trait())
        }
        _ => true,
    }
}

/// The function of this crate that runs at `site`.
fn called(site: &Site) -> Option<LocalDefId> {
    match site.target {
        Target::Call(function) => function.as_local(),
        Target::Through(through) => match through.then {
            Then::Call(function) => function.as_local(),
            Then::Cause(_) => None,
        },
        _ => None,
    }
}

/// The function of this crate that something is passed to, and which of its type parameters stands for that.
fn parameter(tcx: TyCtxt<'_>, passed: &Passed) -> Option<(LocalDefId, u32)> {
    let callee = passed.callee.as_local()?;
    let signature = tcx.fn_sig(callee).instantiate_identity().skip_normalization();
    match signature.skip_binder().inputs().get(passed.position)?.kind() {
        ty::Param(parameter) => Some((callee, parameter.index)),
        _ => None,
    }
}
