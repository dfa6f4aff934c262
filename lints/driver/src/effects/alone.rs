//! The parts of futures that run beside nothing else.
//!
//! The future that ordinary code hands to `block_on` is driven on that code's own thread, and until it spawns
//! it drives one thing at a time: an async `main` that reads its configuration holds nobody up, and neither
//! does a function that only `main` awaits. From the first spawn on, or inside a `join!` or `select!`, it
//! shares the thread.

use heddle_protocol::Kind;
use rustc_data_structures::fx::{FxHashMap, FxHashSet};
use rustc_hir::def_id::LocalDefId;
use rustc_middle::mir::BasicBlock;
use rustc_middle::ty::TyCtxt;
use rustc_span::sym;

use super::context::AsyncContext;
use super::graph::Effects;
use super::sites::{Handed, Taker};
use crate::catalogue::Catalogue;
use crate::config::config;

/// By future, who takes it, and in which body.
type Uses<'a> = FxHashMap<LocalDefId, Vec<(LocalDefId, &'a Handed)>>;

/// Which blocks of which futures run alone.
#[derive(Debug, Default)]
pub(super) struct Alone {
    /// By future, the blocks that share the thread; a future that is not named shares it from the start.
    shared: FxHashMap<LocalDefId, FxHashSet<BasicBlock>>,
    /// By future, the executors that drive it and inside which calls panic.
    drivers: FxHashMap<LocalDefId, FxHashSet<&'static str>>,
}

impl Alone {
    pub(super) fn find(tcx: TyCtxt<'_>, effects: &Effects) -> Self {
        if config().check_start {
            return Self::default();
        }
        let mut uses = Uses::default();
        for (owner, body) in &effects.bodies {
            for handed in &body.handed {
                if let Some(future) = handed.future.as_local() {
                    uses.entry(future).or_default().push((*owner, handed));
                }
            }
        }
        let mut shared: FxHashMap<LocalDefId, FxHashSet<BasicBlock>> = FxHashMap::default();
        for owner in effects.bodies.keys() {
            if tcx.coroutine_is_async(owner.to_def_id()) && !is_exported(tcx, *owner) {
                shared.insert(*owner, after_spawn(tcx, effects, *owner));
            }
        }
        // What is awaited by a future that turns out to share its thread shares it too.
        loop {
            let stays = |future: &LocalDefId| {
                let uses = uses.get(future).map_or(&[][..], Vec::as_slice);
                is_main(tcx, *future)
                    || !uses.is_empty()
                        && uses.iter().all(|(owner, handed)| match handed.to {
                            Taker::Executor => AsyncContext::of(tcx, *owner).is_none(),
                            Taker::Await => shared
                                .get(owner)
                                .is_some_and(|blocks| !blocks.contains(&handed.block)),
                            Taker::Other => false,
                        })
            };
            let gone: Vec<LocalDefId> = shared.keys().filter(|future| !stays(future)).copied().collect();
            if gone.is_empty() {
                let drivers = drivers(tcx, &shared, &uses);
                return Self { shared, drivers };
            }
            for future in gone {
                shared.remove(&future);
            }
        }
    }

    /// Whether `executor` drives the future `owner`, which begins beside nothing else.
    pub(super) fn is_driven_by(&self, owner: LocalDefId, executor: &str) -> bool {
        self.drivers
            .get(&owner)
            .is_some_and(|drivers| drivers.contains(executor))
    }

    /// Whether the future `owner` begins beside nothing else.
    pub(super) fn begins(&self, owner: LocalDefId) -> bool {
        self.shared.contains_key(&owner)
    }

    /// Whether `block` of the future `owner` runs before anything else does.
    pub(super) fn covers(&self, owner: LocalDefId, block: BasicBlock) -> bool {
        self.shared
            .get(&owner)
            .is_some_and(|blocks| !blocks.contains(&block))
    }
}

/// By future that begins alone, the executors that drive it and inside which calls panic.
fn drivers(
    tcx: TyCtxt<'_>,
    alone: &FxHashMap<LocalDefId, FxHashSet<BasicBlock>>,
    uses: &Uses<'_>,
) -> FxHashMap<LocalDefId, FxHashSet<&'static str>> {
    let catalogue = Catalogue::get(tcx);
    let mut drivers: FxHashMap<LocalDefId, FxHashSet<&'static str>> = FxHashMap::default();
    let mut waiting: Vec<(LocalDefId, &'static str)> = Vec::new();
    let mut awaited: FxHashMap<LocalDefId, Vec<LocalDefId>> = FxHashMap::default();
    for (future, uses) in uses.iter().filter(|(future, _)| alone.contains_key(future)) {
        for (owner, handed) in uses {
            waiting.extend(
                catalogue
                    .exclusive_executor(handed.callee)
                    .map(|executor| (*future, executor)),
            );
            awaited.entry(*owner).or_default().push(*future);
        }
    }
    while let Some((future, executor)) = waiting.pop() {
        if drivers.entry(future).or_default().insert(executor) {
            let inner = awaited.get(&future).into_iter().flatten();
            waiting.extend(inner.map(|inner| (*inner, executor)));
        }
    }
    drivers
}

/// The blocks that may run after the future has started something beside itself.
fn after_spawn(tcx: TyCtxt<'_>, effects: &Effects, owner: LocalDefId) -> FxHashSet<BasicBlock> {
    let spawn = Kind::named("spawn");
    let body = &effects.bodies[&owner];
    let spawning = body.sites.iter().filter(|site| {
        let of_site = effects.of_site(tcx, site);
        of_site.iter().any(|effect| effect.kind == spawn)
    });
    let followers = |block: BasicBlock| body.successors.get(block.index()).into_iter().flatten().copied();
    let mut waiting: Vec<BasicBlock> = spawning.flat_map(|site| followers(site.block)).collect();
    let mut shared = FxHashSet::default();
    while let Some(block) = waiting.pop() {
        if shared.insert(block) {
            waiting.extend(followers(block));
        }
    }
    shared
}

/// Whether other crates can call the function whose future this is, and await it wherever they like.
fn is_exported(tcx: TyCtxt<'_>, future: LocalDefId) -> bool {
    let function = tcx.typeck_root_def_id(future.to_def_id()).expect_local();
    let is_program = tcx.entry_fn(()).is_some();
    // A block is a value: what becomes of it is seen.
    let is_value = AsyncContext::of(tcx, future) == Some(AsyncContext::Block);
    !is_value && !is_program && tcx.effective_visibilities(()).is_reachable(function)
}

/// `#[async_std::main]` nests the user's `async fn main` in the real one.
fn is_main(tcx: TyCtxt<'_>, future: LocalDefId) -> bool {
    let function = tcx.parent(future.to_def_id());
    tcx.opt_item_name(function) == Some(sym::main)
        && tcx
            .entry_fn(())
            .is_some_and(|(entry, _)| tcx.opt_parent(function) == Some(entry))
}
