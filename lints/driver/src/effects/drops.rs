//! What the drop of a value runs: the `Drop` impls of its type and of what it owns.

use rustc_data_structures::fx::{FxHashMap, FxHashSet};
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_middle::mir::{BasicBlock, Body, TerminatorKind};
use rustc_middle::ty::{self, Ty, TyCtxt, TypingEnv, Unnormalized};
use rustc_mir_dataflow::impls::MaybeInitializedPlaces;
use rustc_mir_dataflow::move_paths::{LookupResult, MoveData};
use rustc_mir_dataflow::{Analysis, MaybeReachable, on_all_children_bits};
use rustc_span::sym;

use super::upstream;
use crate::catalogue::{Catalogue, Cause};

/// How deep types are looked into: recursion through boxes ends in a visited type long before.
const DEPTH: usize = 8;

/// Something that runs when a value is dropped.
#[derive(Clone, Copy, Debug)]
pub(super) enum Dropped {
    /// The catalogue knows the type.
    Cause(Cause),
    /// `Drop::drop` of a type.
    Impl(DefId),
}

/// Finds what runs when values of one body are dropped.
pub(super) struct Drops<'tcx> {
    tcx: TyCtxt<'tcx>,
    catalogue: &'static Catalogue,
    known: FxHashMap<Ty<'tcx>, Vec<Dropped>>,
}

impl<'tcx> Drops<'tcx> {
    pub(super) fn new(tcx: TyCtxt<'tcx>) -> Self {
        Self {
            tcx,
            catalogue: Catalogue::get(tcx),
            known: FxHashMap::default(),
        }
    }

    /// What runs when a value of type `ty` is dropped and may have an effect.
    pub(super) fn of(&mut self, typing_env: TypingEnv<'tcx>, ty: Ty<'tcx>) -> Vec<Dropped> {
        if let Some(known) = self.known.get(&ty) {
            return known.clone();
        }
        let mut found = Vec::new();
        self.walk(typing_env, ty, DEPTH, &mut FxHashSet::default(), &mut found);
        self.known.insert(ty, found.clone());
        found
    }

    fn walk(
        &self,
        typing_env: TypingEnv<'tcx>,
        ty: Ty<'tcx>,
        depth: usize,
        visited: &mut FxHashSet<Ty<'tcx>>,
        found: &mut Vec<Dropped>,
    ) {
        if depth == 0 || !visited.insert(ty) {
            return;
        }
        let tcx = self.tcx;
        let mut inner = |ty| self.walk(typing_env, ty, depth - 1, visited, found);
        match *ty.kind() {
            ty::Tuple(parts) => parts.iter().for_each(inner),
            ty::Array(element, _) | ty::Slice(element) => inner(element),
            ty::Adt(adt, args) if adt.is_box() || tcx.is_diagnostic_item(sym::Vec, adt.did()) => {
                inner(args.type_at(0));
            }
            ty::Adt(adt, args) => {
                if adt.is_manually_drop() || adt.is_phantom_data() || adt.is_union() {
                    return;
                }
                found.extend(self.catalogue.drop_causes(adt.did()).map(Dropped::Cause));
                if upstream::is_std(tcx, adt.did()) && args.types().next().is_none() {
                    return;
                }
                if let Some(destructor) = tcx.adt_destructor(adt.did())
                    && !upstream::is_std(tcx, adt.did())
                    && (destructor.did.is_local() || upstream::has_effects(tcx, destructor.did))
                {
                    found.push(Dropped::Impl(destructor.did));
                }
                for field in adt.all_fields() {
                    let field = field.ty(tcx, args).skip_normalization();
                    let field = if matches!(field.kind(), ty::Alias(..)) {
                        let erased = tcx.erase_and_anonymize_regions(field);
                        match tcx.try_normalize_erasing_regions(typing_env, Unnormalized::new_wip(erased)) {
                            Ok(field) => field,
                            Err(_) => continue,
                        }
                    } else {
                        field
                    };
                    self.walk(typing_env, field, depth - 1, visited, found);
                }
            }
            ty::Closure(_, args) => inner(args.as_closure().tupled_upvars_ty()),
            _ => {}
        }
    }
}

/// The type whose `Drop::drop` the body that `owner` owns is, if it is one.
pub(crate) fn dropped_by(tcx: TyCtxt<'_>, owner: LocalDefId) -> Option<DefId> {
    let method = tcx.opt_associated_item(owner.to_def_id())?;
    let block = method.impl_container(tcx)?;
    let of = tcx
        .impl_opt_trait_ref(block)?
        .instantiate_identity()
        .skip_normalization();
    if tcx.lang_items().drop_trait() != Some(of.def_id) {
        return None;
    }
    Some(of.self_ty().ty_adt_def()?.did())
}

/// Those of `blocks`, which end in a drop, where the value may still be there and has not been moved away.
pub(super) fn present<'tcx>(
    tcx: TyCtxt<'tcx>,
    body: &Body<'tcx>,
    blocks: impl Iterator<Item = BasicBlock>,
) -> FxHashSet<BasicBlock> {
    let mut blocks = blocks.peekable();
    if blocks.peek().is_none() {
        return FxHashSet::default();
    }
    let body = &without_false_edges(body);
    let move_data = MoveData::gather_moves(body, tcx, |_| true);
    let mut initialized = MaybeInitializedPlaces::new(tcx, body, &move_data)
        .exclude_inactive_in_otherwise()
        .iterate_to_fixpoint(tcx, body, None)
        .into_results_cursor(body);
    blocks
        .filter(|block| {
            let TerminatorKind::Drop { place, .. } = &body.basic_blocks[*block].terminator().kind else {
                return false;
            };
            initialized.seek_before_primary_effect(body.terminator_loc(*block));
            let (LookupResult::Exact(path) | LookupResult::Parent(Some(path))) =
                move_data.rev_lookup.find(place.as_ref())
            else {
                return true;
            };
            match initialized.get() {
                // Where a part has been moved out it may be the one that matters.
                MaybeReachable::Reachable(places) => {
                    let mut whole = true;
                    on_all_children_bits(&move_data, path, |part| whole &= places.contains(part));
                    whole
                }
                MaybeReachable::Unreachable => false,
            }
        })
        .collect()
}

/// The body without the edges that only the borrow checker sees: by them a value seems to be there in a branch of
/// a `match` that another branch has moved it in.
fn without_false_edges<'tcx>(body: &Body<'tcx>) -> Body<'tcx> {
    let mut body = body.clone();
    for block in body.basic_blocks_mut() {
        let terminator = block.terminator_mut();
        if let TerminatorKind::FalseEdge { real_target, .. }
        | TerminatorKind::FalseUnwind { real_target, .. } = terminator.kind
        {
            terminator.kind = TerminatorKind::Goto { target: real_target };
        }
    }
    body
}
