//! From the paths that users write to definitions.
//!
//! Each module and type is listed once, however many paths of the catalogue lead through it: asking rustc for the
//! items of a type anew for every path took more than all the lints of a small crate.

use std::cell::RefCell;
use std::rc::Rc;

use clippy_utils::paths::{PathNS, find_crates, lookup_path_str};
use rustc_data_structures::fx::FxHashMap;
use rustc_hir::def::{DefKind, Namespace};
use rustc_hir::def_id::DefId;
use rustc_middle::ty::TyCtxt;
use rustc_span::Symbol;

/// The definitions below another one, by name.
type Names = FxHashMap<(Symbol, Namespace), DefId>;

/// What is known of a module, a trait or a type of another crate.
struct Listed {
    own: Names,
    /// The items of each of its inherent `impl`s; asked for only at the end of a path.
    impls: RefCell<Option<Rc<[Names]>>>,
}

thread_local! {
    /// All that was asked for, by the crate that this process compiles.
    static LISTED: RefCell<FxHashMap<DefId, Rc<Listed>>> = RefCell::default();
}

/// The definitions that `path` names in this crate's graph: none where its crate is not in it, several where the
/// crate is there in several versions or several `impl`s have such an item.
pub(super) fn find(tcx: TyCtxt<'_>, namespace: PathNS, path: &str) -> Vec<DefId> {
    let mut segments = path.split("::").map(Symbol::intern);
    let crates = segments.next().map_or(&[][..], |krate| find_crates(tcx, krate));
    if crates.iter().any(|krate| krate.is_local()) {
        return lookup_path_str(tcx, namespace, path);
    }
    let segments: Vec<Symbol> = segments.collect();
    let Some((last, parents)) = segments.split_last() else {
        return Vec::new();
    };
    let namespace = match namespace {
        PathNS::Value => Namespace::ValueNS,
        PathNS::Macro => Namespace::MacroNS,
        _ => Namespace::TypeNS,
    };
    let mut found = Vec::new();
    for krate in crates {
        let down =
            |parent: DefId, name: &Symbol| listed(tcx, parent).own.get(&(*name, Namespace::TypeNS)).copied();
        if let Some(parent) = parents.iter().try_fold(*krate, down) {
            let parent_names = listed(tcx, parent);
            let key = (*last, namespace);
            found.extend(parent_names.own.get(&key));
            found.extend(
                impls(tcx, parent, &parent_names)
                    .iter()
                    .filter_map(|names| names.get(&key)),
            );
        }
    }
    found
}

fn listed(tcx: TyCtxt<'_>, parent: DefId) -> Rc<Listed> {
    if let Some(known) = LISTED.with_borrow(|listed| listed.get(&parent).cloned()) {
        return known;
    }
    let mut own = Names::default();
    if let DefKind::Mod | DefKind::Enum | DefKind::Trait = tcx.def_kind(parent) {
        for child in tcx.module_children(parent) {
            if let (Some(namespace), Some(definition)) = (child.res.ns(), child.res.opt_def_id()) {
                own.entry((child.ident.name, namespace)).or_insert(definition);
            }
        }
    }
    let new = Rc::new(Listed {
        own,
        impls: RefCell::default(),
    });
    LISTED.with_borrow_mut(|listed| listed.insert(parent, Rc::clone(&new)));
    new
}

fn impls(tcx: TyCtxt<'_>, parent: DefId, listed: &Listed) -> Rc<[Names]> {
    let mut known = listed.impls.borrow_mut();
    let list = || {
        tcx.inherent_impls(parent)
            .iter()
            .map(|of| items(tcx, *of))
            .collect()
    };
    Rc::clone(known.get_or_insert_with(list))
}

fn items(tcx: TyCtxt<'_>, of: DefId) -> Names {
    let mut names = Names::default();
    for item in tcx.associated_item_def_ids(of) {
        if let Some(namespace) = tcx.def_kind(*item).ns() {
            names.entry((tcx.item_name(*item), namespace)).or_insert(*item);
        }
    }
    names
}
