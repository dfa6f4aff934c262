//! What generic functions run because of the types that they are given.
//!
//! `fn load<R: Read>(reader: R)` blocks with a file and does not with a slice. What such a function leaves open
//! ([`Generic`]) is known by the names of its type parameters; what fills it ([`Given`]) is known where it is
//! called, or further up where the caller hands on a type parameter of its own. [`settle`] brings the two together.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use heddle_protocol::summary;
use rustc_data_structures::fx::{FxHashMap, FxIndexMap};
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_middle::ty::{self, EarlyBinder, GenericArg, GenericArgs, GenericArgsRef, Ty, TyCtxt, TypingEnv};
use rustc_span::{Span, sym};

use super::sites::{self, Site, Sites, Target};
use super::upstream;
use crate::catalogue::{Catalogue, Cause, is_trusted};

/// The traits of the standard library whose methods may do anything in an impl of the user's.
const TRAITS: [&str; 10] = [
    "BufRead",
    "Default",
    "From",
    "FromStr",
    "Iterator",
    "Read",
    "Seek",
    "ToSocketAddrs",
    "TryFrom",
    "Write",
];

/// How much one function can leave open; what leaves more open says too little.
const MOST: usize = 64;

/// A call whose function depends on what a type parameter of the calling function stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Generic {
    /// The trait's method, or a function that the catalogue asks for its types.
    pub(crate) called: DefId,
    /// The position of the type parameter among the generic parameters.
    pub(crate) parameter: u32,
}

/// What a call puts in the place of one type parameter of the function that it calls.
#[derive(Clone, Debug)]
pub(super) struct Given {
    parameter: u32,
    ty: Type,
}

#[derive(Clone, Debug)]
enum Type {
    /// A type parameter of the calling function.
    Own(u32),
    /// A type on which calls of the catalogue depend.
    Blocking(DefId),
    /// Another one: the methods of the parameter's bounds, each with the function that it is for this type.
    Methods(Vec<(DefId, DefId)>),
}

/// A call to a generic function that runs `then` because of the types that it gives.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Through {
    /// The function.
    pub(super) function: DefId,
    /// What that one leaves open.
    pub(super) open: Generic,
    /// How many calls lie between the call and `then`.
    pub(super) depth: u32,
    /// What fills it.
    pub(super) then: Then,
}

/// What runs at the end of [`Through`].
#[derive(Clone, Copy, Debug)]
pub(crate) enum Then {
    /// A call of the catalogue.
    Cause(Cause),
    /// A function of any crate.
    Call(DefId),
}

/// Something that a function leaves open, in its own body or in what it calls.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub(super) generic: Generic,
    /// How many calls away that is; 1 for a call in the function's own body.
    pub(super) depth: u32,
    /// Where the way to it begins.
    pub(super) span: Span,
    /// The generic function that is called there, and what that one leaves open.
    pub(super) next: Option<(DefId, Generic)>,
}

/// What the functions of this crate leave open.
pub(super) type Opens = FxHashMap<LocalDefId, Vec<Open>>;

/// What a call of `called`, which cannot be resolved, leaves open, if it is worth knowing.
pub(super) fn left_open<'tcx>(
    tcx: TyCtxt<'tcx>,
    catalogue: &Catalogue,
    called: DefId,
    args: GenericArgsRef<'tcx>,
) -> Option<Generic> {
    let asked = catalogue.asks_for_types(called);
    let of_trait = tcx.trait_of_assoc(called);
    if !asked && !of_trait.is_some_and(|of| is_open(tcx, of)) {
        return None;
    }
    // A trait's method depends on the type it is called on, and a function on any of its types.
    let decisive = if of_trait.is_some() { 1 } else { usize::MAX };
    let mut types = args.types().take(decisive);
    let parameter = types.find_map(|ty| parameter(catalogue, ty))?;
    (!sites::is_poll(tcx, called)).then_some(Generic { called, parameter })
}

/// What a call of `function` with `args` puts in the place of its type parameters.
pub(super) fn given<'tcx>(
    tcx: TyCtxt<'tcx>,
    typing_env: TypingEnv<'tcx>,
    catalogue: &Catalogue,
    function: DefId,
    args: GenericArgsRef<'tcx>,
) -> Vec<Given> {
    if args.types().next().is_none() || !function.is_local() && upstream::open(tcx, function).is_empty() {
        return Vec::new();
    }
    let mut given = Vec::new();
    for (at, arg) in args.iter().enumerate() {
        let Some(ty) = arg.as_type() else { continue };
        let inner = catalogue.innermost(ty);
        let ty = if let Some(own) = parameter(catalogue, ty) {
            Type::Own(own)
        } else if let Some(adt) = catalogue.blocking_type(ty) {
            Type::Blocking(adt)
        } else {
            let methods = methods(tcx, typing_env, function, args, at, inner);
            if methods.is_empty() {
                continue;
            }
            Type::Methods(methods)
        };
        given.push(Given {
            parameter: at as u32,
            ty,
        });
    }
    given
}

/// Finds what the functions leave open, and adds the sites where it is filled with something that has an effect.
pub(super) fn settle(tcx: TyCtxt<'_>, bodies: &mut FxIndexMap<LocalDefId, Sites>, marked: &[bool]) -> Opens {
    let opens = open(tcx, bodies, marked);
    let catalogue = Catalogue::get(tcx);
    for sites in bodies.values_mut() {
        let filled: Vec<(usize, Site)> = sites
            .sites
            .iter()
            .enumerate()
            .flat_map(|(at, site)| {
                let filled = filled(tcx, catalogue, &opens, site);
                filled.into_iter().map(move |site| (at, site))
            })
            .collect();
        // From the last: what stands before it keeps its place.
        for (at, site) in filled.into_iter().rev() {
            sites.sites.insert(at + 1, site);
        }
    }
    opens
}

/// What `function` leaves open, of whatever crate.
pub(super) fn opens_of(tcx: TyCtxt<'_>, opens: &Opens, function: DefId) -> Vec<Open> {
    match function.as_local() {
        Some(function) => opens.get(&function).cloned().unwrap_or_default(),
        None => upstream::open(tcx, function)
            .iter()
            .filter_map(|open| {
                Some(Open {
                    generic: generic(tcx, open)?,
                    depth: open.depth,
                    span: rustc_span::DUMMY_SP,
                    next: None,
                })
            })
            .collect(),
    }
}

fn filled(tcx: TyCtxt<'_>, catalogue: &Catalogue, opens: &Opens, site: &Site) -> Vec<Site> {
    let Target::Call(function) = site.target else {
        return Vec::new();
    };
    if site.given.is_empty() {
        return Vec::new();
    }
    let mut filled = Vec::new();
    for open in opens_of(tcx, opens, function) {
        for given in site
            .given
            .iter()
            .filter(|given| given.parameter == open.generic.parameter)
        {
            let then: Vec<Then> = match &given.ty {
                Type::Own(_) => Vec::new(),
                Type::Blocking(adt) => {
                    let causes = catalogue.causes_on(open.generic.called, *adt);
                    causes.into_iter().map(Then::Cause).collect()
                }
                Type::Methods(methods) => methods
                    .iter()
                    .filter(|(method, _)| *method == open.generic.called)
                    .map(|(_, function)| Then::Call(*function))
                    .collect(),
            };
            filled.extend(then.into_iter().map(|then| Site {
                target: Target::Through(Through {
                    function,
                    open: open.generic,
                    depth: open.depth,
                    then,
                }),
                given: Vec::new(),
                ..site.clone()
            }));
        }
    }
    filled
}

/// A search from the calls that are left open towards the callers that leave them open too, nearest first.
fn open(tcx: TyCtxt<'_>, bodies: &FxIndexMap<LocalDefId, Sites>, marked: &[bool]) -> Opens {
    let mut found: Vec<(usize, Open)> = Vec::new();
    let mut waiting = BinaryHeap::new();
    let mut callers: FxHashMap<LocalDefId, Vec<(usize, usize)>> = FxHashMap::default();
    for (body, sites) in bodies.values().enumerate() {
        for (at, site) in sites.sites.iter().enumerate() {
            match site.target {
                Target::Generic(generic) => {
                    waiting.push(Reverse((1, body, found.len())));
                    found.push((
                        body,
                        Open {
                            generic,
                            depth: 1,
                            span: site.span,
                            next: None,
                        },
                    ));
                }
                Target::Call(function) if !site.given.is_empty() => match function.as_local() {
                    Some(function) => callers.entry(function).or_default().push((body, at)),
                    None => {
                        for open in opens_of(tcx, &Opens::default(), function) {
                            for open in handed_on(site, function, &open) {
                                waiting.push(Reverse((open.depth, body, found.len())));
                                found.push((body, open));
                            }
                        }
                    }
                },
                _ => {}
            }
        }
    }
    let mut opens = Opens::default();
    while let Some(Reverse((_, body, at))) = waiting.pop() {
        let (owner, _) = bodies.get_index(body).expect("calls are of bodies");
        let (_, open) = found[at];
        let of_body = opens.entry(*owner).or_default();
        if marked[body] || of_body.len() >= MOST || of_body.iter().any(|known| known.generic == open.generic)
        {
            continue;
        }
        of_body.push(open);
        for &(caller, site) in callers.get(owner).into_iter().flatten() {
            for open in handed_on(&bodies[caller].sites[site], owner.to_def_id(), &open) {
                waiting.push(Reverse((open.depth, caller, found.len())));
                found.push((caller, open));
            }
        }
    }
    opens
}

/// What the caller leaves open by handing on type parameters of its own at `site`.
fn handed_on(site: &Site, function: DefId, open: &Open) -> Vec<Open> {
    let given = site
        .given
        .iter()
        .filter(|given| given.parameter == open.generic.parameter);
    given
        .filter_map(|given| match given.ty {
            Type::Own(parameter) => Some(Open {
                generic: Generic {
                    parameter,
                    ..open.generic
                },
                depth: open.depth + 1,
                span: site.span,
                next: Some((function, open.generic)),
            }),
            _ => None,
        })
        .collect()
}

/// The type parameter behind `ty`.
fn parameter(catalogue: &Catalogue, ty: Ty<'_>) -> Option<u32> {
    match catalogue.innermost(ty).kind() {
        ty::Param(parameter) => Some(parameter.index),
        _ => None,
    }
}

/// Whether impls of the trait can be the user's and do anything.
fn is_open(tcx: TyCtxt<'_>, of: DefId) -> bool {
    if upstream::is_std(tcx, of) {
        return TRAITS.contains(&tcx.item_name(of).as_str());
    }
    !is_trusted(tcx.crate_name(of.krate))
}

/// The functions that the methods of the parameter's bounds are for the type `this`, if they may have an effect.
fn methods<'tcx>(
    tcx: TyCtxt<'tcx>,
    typing_env: TypingEnv<'tcx>,
    function: DefId,
    args: GenericArgsRef<'tcx>,
    parameter: usize,
    this: Ty<'tcx>,
) -> Vec<(DefId, DefId)> {
    let may_matter = match *this.kind() {
        ty::Adt(adt, _) => adt.did().is_local() || upstream::has_functions(tcx, adt.did().krate),
        _ => false,
    };
    if !may_matter {
        return Vec::new();
    }
    let mut methods = Vec::new();
    for clause in tcx.param_env(function).caller_bounds() {
        let Some(bound) = clause.as_trait_clause() else {
            continue;
        };
        let bound = tcx.instantiate_bound_regions_with_erased(bound).trait_ref;
        let is_of_parameter =
            matches!(bound.self_ty().kind(), ty::Param(of) if of.index as usize == parameter);
        if !is_of_parameter || !is_open(tcx, bound.def_id) {
            continue;
        }
        let bound = EarlyBinder::bind(tcx, bound)
            .instantiate(tcx, args)
            .skip_normalization();
        let of: Vec<GenericArg<'tcx>> = std::iter::once(this.into())
            .chain(bound.args.iter().skip(1))
            .collect();
        for method in tcx.associated_items(bound.def_id).in_definition_order() {
            // Whatever else is asked of an iterator comes to this.
            let is_asked = !tcx.is_diagnostic_item(sym::Iterator, bound.def_id) || method.name() == sym::next;
            if !method.is_fn() || !is_asked {
                continue;
            }
            let of = GenericArgs::for_item(tcx, method.def_id, |parameter, _| {
                let known = of.get(parameter.index as usize).copied();
                known.unwrap_or_else(|| tcx.mk_param_from_def(parameter))
            });
            let of = tcx.erase_and_anonymize_regions(of);
            if let Ok(Some(instance)) = ty::Instance::try_resolve(tcx, typing_env, method.def_id, of)
                && let ty::InstanceKind::Item(function) = instance.def
                && (function.is_local() || upstream::has_effects(tcx, function))
                && !Catalogue::get(tcx).is_non_blocking(tcx, function)
            {
                methods.push((method.def_id, function));
            }
        }
    }
    methods
}

fn generic(tcx: TyCtxt<'_>, open: &summary::Open) -> Option<Generic> {
    Some(Generic {
        called: upstream::item(tcx, open.called)?,
        parameter: open.parameter,
    })
}
