//! Where the values of a type have guards.

use std::cell::RefCell;

use rustc_abi::{FieldIdx, VariantIdx};
use rustc_data_structures::fx::FxHashSet;
use rustc_middle::mir::{Place, ProjectionElem};
use rustc_middle::ty::{self, AdtDef, Ty, TyCtxt, TypingEnv, Unnormalized};

use crate::catalogue::{Catalogue, Guard};

/// How deep types are looked into.
const DEPTH: usize = 8;

/// A guard inside of a value, and the way to it.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) guard: &'static Guard,
    pub(super) path: &'static str,
    pub(super) steps: Vec<Step>,
    /// Whether the value may be without it: it is in a variant or a collection.
    pub(super) is_loose: bool,
}

/// From a value to a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Variant(VariantIdx),
    Field(FieldIdx),
    Deref,
}

impl Step {
    pub(super) fn field(index: usize) -> Self {
        Self::Field(FieldIdx::from_usize(index))
    }

    /// The steps of a place from its local; `None` if it goes through an index.
    pub(super) fn of(place: Place<'_>) -> Option<Vec<Self>> {
        place
            .projection
            .iter()
            .map(|elem| match elem {
                ProjectionElem::Downcast(_, variant) => Some(Self::Variant(variant)),
                ProjectionElem::Field(field, _) => Some(Self::Field(field)),
                ProjectionElem::Deref => Some(Self::Deref),
                _ => None,
            })
            .collect()
    }
}

impl Part {
    /// The same part of a value that has this one's as a part.
    pub(super) fn below(mut self, step: Step) -> Self {
        self.steps.insert(0, step);
        self
    }
}

/// Finds the guards in types.
pub(crate) struct Parts<'tcx> {
    tcx: TyCtxt<'tcx>,
    typing_env: TypingEnv<'tcx>,
    catalogue: &'static Catalogue,
    /// Types without guards: most types are, and large ones name the same small ones again and again.
    empty: RefCell<FxHashSet<Ty<'tcx>>>,
}

impl<'tcx> Parts<'tcx> {
    pub(crate) fn new(tcx: TyCtxt<'tcx>, typing_env: TypingEnv<'tcx>) -> Self {
        Self {
            tcx,
            typing_env,
            catalogue: Catalogue::get(tcx),
            empty: RefCell::default(),
        }
    }

    /// The guards that a value of `ty` owns.
    pub(crate) fn of(&self, ty: Ty<'tcx>) -> Vec<Part> {
        let mut found = Vec::new();
        self.walk(ty, &mut Walk::default(), &mut found);
        found
    }

    fn walk(&self, ty: Ty<'tcx>, walk: &mut Walk<'tcx>, found: &mut Vec<Part>) {
        let tcx = self.tcx;
        if walk.above.len() == DEPTH || walk.above.contains(&ty) || self.empty.borrow().contains(&ty) {
            return;
        }
        walk.above.push(ty);
        let known = found.len();
        match *ty.kind() {
            ty::Adt(adt, args) => {
                if let Some((guard, path)) = self.catalogue.guard(adt.did()) {
                    found.push(Part {
                        guard,
                        path,
                        steps: walk.steps.clone(),
                        is_loose: walk.loose > 0,
                    });
                } else if adt.is_box() {
                    self.step(args.type_at(0), &[Step::Deref], walk, found);
                } else if is_collection(tcx, ty) {
                    walk.loose += 1;
                    for inner in args.types() {
                        self.step(inner, &[], walk, found);
                    }
                    walk.loose -= 1;
                } else if !self.is_without(adt) {
                    walk.loose += usize::from(adt.is_enum());
                    for (variant, parts) in adt.variants().iter_enumerated() {
                        for (field, part) in parts.fields.iter_enumerated() {
                            let Some(part) = self.normal(part.ty(tcx, args).skip_normalization()) else {
                                continue;
                            };
                            match adt.is_enum() {
                                true => self.step(
                                    part,
                                    &[Step::Variant(variant), Step::Field(field)],
                                    walk,
                                    found,
                                ),
                                false => self.step(part, &[Step::Field(field)], walk, found),
                            }
                        }
                    }
                    walk.loose -= usize::from(adt.is_enum());
                }
            }
            ty::Tuple(parts) => {
                for (index, part) in parts.iter().enumerate() {
                    self.step(part, &[Step::field(index)], walk, found);
                }
            }
            ty::Closure(_, args) => {
                for (index, part) in args.as_closure().upvar_tys().iter().enumerate() {
                    self.step(part, &[Step::field(index)], walk, found);
                }
            }
            ty::Array(element, _) => self.step(element, &[], walk, found),
            ty::Alias(..) => {
                if let Some(revealed) = self.revealed(ty) {
                    self.walk(revealed, walk, found);
                }
            }
            _ => {}
        }
        walk.above.pop();
        if found.len() == known {
            self.empty.borrow_mut().insert(ty);
        }
    }

    /// Whether values of the type own none of what is in them, or hardly ever.
    fn is_without(&self, adt: AdtDef<'tcx>) -> bool {
        adt.is_manually_drop()
            || adt.is_phantom_data()
            || adt.is_union()
            || self.catalogue.is_seldom_guard(adt.did())
    }

    fn step(&self, ty: Ty<'tcx>, steps: &[Step], walk: &mut Walk<'tcx>, found: &mut Vec<Part>) {
        walk.steps.extend_from_slice(steps);
        self.walk(ty, walk, found);
        walk.steps.truncate(walk.steps.len() - steps.len());
    }

    fn normal(&self, ty: Ty<'tcx>) -> Option<Ty<'tcx>> {
        if !matches!(ty.kind(), ty::Alias(..)) {
            return Some(ty);
        }
        let erased = self.tcx.erase_and_anonymize_regions(ty);
        self.tcx
            .try_normalize_erasing_regions(self.typing_env, Unnormalized::new_wip(erased))
            .ok()
    }

    /// The type behind `impl Trait` or a projection.
    fn revealed(&self, ty: Ty<'tcx>) -> Option<Ty<'tcx>> {
        match *ty.kind() {
            ty::Alias(_, alias) => match alias.kind {
                ty::Opaque { def_id } => Some(
                    self.tcx
                        .type_of(def_id)
                        .instantiate(self.tcx, alias.args)
                        .skip_norm_wip(),
                ),
                _ => self.normal(ty).filter(|normal| *normal != ty),
            },
            _ => None,
        }
    }
}

/// Where in a type the search stands.
#[derive(Default)]
struct Walk<'tcx> {
    above: Vec<Ty<'tcx>>,
    steps: Vec<Step>,
    /// How many of the types above may be without what is inside them.
    loose: usize,
}

/// Whether `ty` owns any number of what its arguments are, behind pointers of its own.
fn is_collection(tcx: TyCtxt<'_>, ty: Ty<'_>) -> bool {
    let items = [
        "Arc",
        "BTreeMap",
        "BTreeSet",
        "BinaryHeap",
        "HashMap",
        "HashSet",
        "LinkedList",
        "Rc",
        "Vec",
        "VecDeque",
    ];
    ty.ty_adt_def()
        .and_then(|adt| tcx.get_diagnostic_name(adt.did()))
        .is_some_and(|name| items.contains(&name.as_str()))
}
