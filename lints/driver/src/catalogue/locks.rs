//! The catalogue's locks, and how code comes to them (`locks.toml`).

use std::sync::{LazyLock, OnceLock};

use clippy_utils::paths::PathNS;
use rustc_data_structures::fx::FxHashSet;
use rustc_hir::def_id::DefId;
use rustc_middle::ty::{Ty, TyCtxt};
use serde::Deserialize;

use super::functions;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LocksFile {
    exclusive: Vec<String>,
    shared: Vec<String>,
    through: Vec<String>,
    unlocks: Vec<String>,
}

static FILE: LazyLock<LocksFile> = LazyLock::new(|| file!("locks"));

/// Whom somebody who has a lock keeps out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Mode {
    /// Everybody.
    Exclusive,
    /// Only those who want it alone.
    Shared,
}

/// The lists as this crate's graph knows them.
pub(crate) struct Locks {
    exclusive: FxHashSet<DefId>,
    shared: FxHashSet<DefId>,
    through: FxHashSet<DefId>,
    unlocks: FxHashSet<DefId>,
    types: FxHashSet<DefId>,
}

impl Locks {
    /// The lists of the crate that this process compiles, resolved at the first call.
    pub(crate) fn get(tcx: TyCtxt<'_>) -> &'static Self {
        static LOCKS: OnceLock<Locks> = OnceLock::new();
        LOCKS.get_or_init(|| {
            let exclusive = functions(tcx, &FILE.exclusive);
            let shared = functions(tcx, &FILE.shared);
            let of = |function: &DefId| {
                let ty = tcx.type_of(tcx.inherent_impl_of_assoc(*function)?);
                Some(ty.instantiate_identity().skip_normalization().ty_adt_def()?.did())
            };
            Self {
                types: exclusive.iter().chain(&shared).filter_map(of).collect(),
                exclusive,
                shared,
                through: functions(tcx, &FILE.through),
                unlocks: functions(tcx, &FILE.unlocks),
            }
        })
    }

    /// How `callee` takes the lock that it is given, if it waits for one.
    pub(crate) fn mode(&self, callee: DefId) -> Option<Mode> {
        if self.exclusive.contains(&callee) {
            Some(Mode::Exclusive)
        } else {
            self.shared.contains(&callee).then_some(Mode::Shared)
        }
    }

    /// Whether `ty` names a lock, in its arguments too.
    pub(crate) fn are_in(&self, ty: Ty<'_>) -> bool {
        let mut parts = ty.walk().filter_map(|part| part.as_type()?.ty_adt_def());
        parts.any(|adt| self.types.contains(&adt.did()))
    }

    /// Whether `callee` returns what it is given first, what is inside of it, or another owner of the same.
    pub(crate) fn is_through(&self, callee: DefId) -> bool {
        self.through.contains(&callee)
    }

    /// Whether `callee` lets go of a lock while it runs the closure that it is given.
    pub(crate) fn unlocks(&self, callee: DefId) -> bool {
        self.unlocks.contains(&callee)
    }
}

/// Every path of the file.
pub(super) fn paths() -> impl Iterator<Item = (PathNS, &'static String)> {
    let lists = [&FILE.exclusive, &FILE.shared, &FILE.through, &FILE.unlocks];
    lists.into_iter().flatten().map(|path| (PathNS::Value, path))
}
