//! What the functions of the crates below do with locks, read from their summaries, and the same of this crate's
//! functions, written for the crates above.

use heddle_protocol::locks::{self as protocol, Locking, Order};
use rustc_hir::def::DefKind;
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_middle::mir::BasicBlock;
use rustc_middle::ty::TyCtxt;

use super::gates::{Gate, Gates};
use super::orders::{Orders, Pair, Summary, Taken};
use super::path::{Call, Path, Root, Step};
use super::{Name, names};
use crate::catalogue::Mode;
use crate::effects::{upstream, way, write};

/// What is known of the locks of `function`, if it is another crate's and takes any.
fn locking(tcx: TyCtxt<'_>, function: DefId) -> Option<&'static Locking> {
    let known = match function.is_local() {
        true => None,
        false => upstream::summary(tcx, function.krate).filter(|summary| !summary.locking.is_empty()),
    }?;
    let hash = tcx.def_path_hash(function).local_hash().as_u64();
    let at = known.locking.binary_search_by_key(&hash, |it| it.hash).ok()?;
    Some(&known.locking[at])
}

/// Whether `function` is another crate's and takes locks.
pub(super) fn takes_locks(tcx: TyCtxt<'_>, function: DefId) -> bool {
    locking(tcx, function).is_some()
}

/// Whether it does so once the future is awaited that it returns.
pub(super) fn is_awaited(tcx: TyCtxt<'_>, function: DefId) -> bool {
    locking(tcx, function).is_some_and(|locking| locking.awaited)
}

/// What `function` does with locks, as the functions of this crate are known.
pub(super) fn summary(tcx: TyCtxt<'_>, function: DefId) -> Option<Summary> {
    let locking = locking(tcx, function)?;
    let all = |of: &[protocol::Taken]| of.iter().filter_map(|taken| read(tcx, taken)).collect::<Vec<_>>();
    Some(Summary {
        taken: all(&locking.taken),
        given: all(&locking.given),
        pairs: locking
            .orders
            .iter()
            .filter_map(|order| read_order(tcx, order))
            .collect(),
        callbacks: locking
            .callbacks
            .iter()
            .map(|(at, held)| (*at as usize, all(held)))
            .collect(),
    })
}

/// The orders of the crates below in which they take locks that are surely of one instance.
pub(super) fn orders(tcx: TyCtxt<'_>) -> Vec<((Name, Name), Pair)> {
    let summaries = tcx
        .crates(())
        .iter()
        .filter_map(|krate| upstream::summary(tcx, *krate));
    let orders = summaries.flat_map(|summary| &summary.orders);
    let named = orders.filter_map(|order| {
        let names = (name(tcx, &order.held)?, name(tcx, &order.taken)?);
        Some((names, read_order(tcx, order)?))
    });
    named.collect()
}

fn name(tcx: TyCtxt<'_>, taken: &protocol::Taken) -> Option<Name> {
    let steps = read_steps(tcx, &taken.steps)?;
    match taken.root {
        protocol::Root::Any => Some(Name::Fields(steps)),
        protocol::Root::Static(of) => Some(Name::Static(upstream::item(tcx, of)?, steps)),
        protocol::Root::Parameter(_) => None,
    }
}

fn read(tcx: TyCtxt<'_>, taken: &protocol::Taken) -> Option<Taken> {
    let root = match taken.root {
        protocol::Root::Parameter(at) => Root::Parameter(at as usize),
        protocol::Root::Static(of) => Root::Static(upstream::item(tcx, of)?),
        // Only compared by name.
        protocol::Root::Any => Root::Parameter(0),
    };
    Some(Taken {
        path: Path {
            root,
            steps: read_steps(tcx, &taken.steps)?,
        },
        mode: match taken.exclusive {
            true => Mode::Exclusive,
            false => Mode::Shared,
        },
        is_async: taken.awaited,
        sites: Vec::new(),
        beyond: taken.calls.clone(),
    })
}

fn read_steps(tcx: TyCtxt<'_>, steps: &[protocol::Step]) -> Option<Vec<Step>> {
    let steps = steps.iter().map(|step| {
        Some(Step {
            of: match step.of {
                Some(of) => Some(upstream::item(tcx, of)?),
                None => None,
            },
            variant: step.variant,
            field: step.field as usize,
        })
    });
    steps.collect()
}

fn read_order(tcx: TyCtxt<'_>, order: &Order) -> Option<Pair> {
    let gates = order.gates.iter().map(|(gate, exclusive)| {
        let gate = match *gate {
            protocol::Gate::Field(of, variant, field) => {
                Gate::Field(upstream::item(tcx, of)?, variant, field as usize)
            }
            protocol::Gate::Static(of) => Gate::Static(upstream::item(tcx, of)?),
        };
        let mode = if *exclusive { Mode::Exclusive } else { Mode::Shared };
        Some((gate, mode))
    });
    Some(Pair {
        held: read(tcx, &order.held)?,
        taken: read(tcx, &order.taken)?,
        gates: gates.collect::<Option<Gates>>()?,
        block: BasicBlock::ZERO,
        beside: false,
    })
}

/// The same of this crate: what its functions do, and its orders.
pub(super) fn written(tcx: TyCtxt<'_>, orders: &Orders) -> (Vec<Locking>, Vec<Order>) {
    let functions = orders
        .owners()
        .filter(|owner| matches!(tcx.def_kind(*owner), DefKind::Fn | DefKind::AssocFn));
    let mut locking: Vec<Locking> = functions
        .filter_map(|owner| write_function(tcx, orders, owner))
        .collect();
    locking.sort_by_key(|it| it.hash);
    let known = orders
        .pairs()
        .filter(|(owner, pair)| orders.is_shared(*owner, pair));
    let named = known.filter_map(|(owner, pair)| {
        let (held, taken) = names(owner.to_def_id(), pair)?;
        let gates = orders.all_gates(pair);
        Some(Order {
            held: write_named(tcx, &pair.held, &held)?,
            taken: write_named(tcx, &pair.taken, &taken)?,
            gates: write_gates(tcx, &gates),
        })
    });
    (locking, named.collect())
}

fn write_function(tcx: TyCtxt<'_>, orders: &Orders, owner: LocalDefId) -> Option<Locking> {
    let function = owner.to_def_id();
    let call = Call {
        function,
        args: orders.parameters(owner),
    };
    let future = orders.future(tcx, &call);
    let summary = match &future {
        Some(run) => orders.summary(run.body)?.given(run),
        None => orders.summary(function)?.clone(),
    };
    let all = |of: &[Taken]| {
        of.iter()
            .filter_map(|taken| write_taken(tcx, taken))
            .collect::<Vec<_>>()
    };
    let unknown = summary
        .pairs
        .iter()
        .filter(|pair| names(function, pair).is_none());
    let locking = Locking {
        hash: upstream::hash(tcx, function).1,
        awaited: future.is_some(),
        taken: all(&summary.taken),
        given: all(&summary.given),
        orders: unknown
            .filter_map(|pair| {
                Some(Order {
                    held: write_taken(tcx, &pair.held)?,
                    taken: write_taken(tcx, &pair.taken)?,
                    gates: write_gates(tcx, &pair.gates),
                })
            })
            .collect(),
        callbacks: summary
            .callbacks
            .iter()
            .map(|(at, held)| (*at as u32, all(held)))
            .collect(),
    };
    let says_nothing = locking.taken.is_empty() && locking.given.is_empty() && locking.callbacks.is_empty();
    (!says_nothing).then_some(locking)
}

/// None for what only the function itself knows.
fn write_taken(tcx: TyCtxt<'_>, taken: &Taken) -> Option<protocol::Taken> {
    let root = match taken.path.root {
        Root::Parameter(at) => protocol::Root::Parameter(at as u32),
        Root::Static(of) => protocol::Root::Static(upstream::hash(tcx, of)),
        Root::Capture(_) | Root::Local(_) | Root::Returned(..) => return None,
    };
    Some(write(tcx, taken, root, &taken.path.steps))
}

fn write_named(tcx: TyCtxt<'_>, taken: &Taken, name: &Name) -> Option<protocol::Taken> {
    match name {
        Name::Fields(steps) => Some(write(tcx, taken, protocol::Root::Any, steps)),
        Name::Static(of, steps) => {
            let root = protocol::Root::Static(upstream::hash(tcx, *of));
            Some(write(tcx, taken, root, steps))
        }
        Name::Local(..) => None,
    }
}

fn write(tcx: TyCtxt<'_>, taken: &Taken, root: protocol::Root, steps: &[Step]) -> protocol::Taken {
    let variable = |name| std::env::var(name).unwrap_or_default();
    let (package, version) = (variable("CARGO_PKG_NAME"), variable("CARGO_PKG_VERSION"));
    let calls = taken.sites.iter().map(|site| {
        let (file, line) = way::file_and_line(tcx.sess.source_map(), site.span);
        protocol::Call {
            function: write::path(tcx, site.owner.to_def_id()),
            place: format!("{package} {version}, {file}:{line}"),
        }
    });
    protocol::Taken {
        root,
        steps: steps
            .iter()
            .map(|step| protocol::Step {
                of: step.of.map(|of| upstream::hash(tcx, of)),
                variant: step.variant,
                field: step.field as u32,
            })
            .collect(),
        exclusive: taken.mode == Mode::Exclusive,
        awaited: taken.is_async,
        calls: calls.chain(taken.beyond.iter().cloned()).collect(),
    }
}

fn write_gates(tcx: TyCtxt<'_>, gates: &Gates) -> Vec<(protocol::Gate, bool)> {
    let gates = gates.iter().map(|(gate, mode)| {
        let gate = match *gate {
            Gate::Field(of, variant, field) => {
                protocol::Gate::Field(upstream::hash(tcx, of), variant, field as u32)
            }
            Gate::Static(of) => protocol::Gate::Static(upstream::hash(tcx, of)),
        };
        (gate, *mode == Mode::Exclusive)
    });
    gates.collect()
}
