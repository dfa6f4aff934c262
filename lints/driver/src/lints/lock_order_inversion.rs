//! `lock_order_inversion`: two locks that are taken in one order here and in the other one there.

use clippy_utils::diagnostics::span_lint_hir_and_then;
use rustc_hir::Body;
use rustc_lint::{LateContext, LateLintPass, LintContext};
use rustc_lint_defs::declare_lint_pass;
use rustc_middle::ty::TyCtxt;

use crate::effects::graph::name;
use crate::effects::way::{Hop, Place};
use crate::locks::{self, Inversion, Leg, Way};
use crate::{bug, report};

declare_heddle_lint! {
    /// ### What it does
    /// Finds two locks of which each is taken while the other is held, in one function or through the functions that
    /// it calls, those of other crates included: mutexes and read-write locks of the standard library, parking_lot, spin, crossbeam, tokio, async-lock,
    /// smol, async-std and futures.
    ///
    /// ### Why is this bad?
    /// As soon as two threads go these two ways at the same time, each has what the other waits for, and both wait for
    /// ever, with everybody else who wants one of the locks. It happens seldom, under load, and leaves no trace. With
    /// async locks the tasks wait: no thread even looks blocked.
    ///
    /// ### Known limits
    /// Locks are told apart by the fields that lead to them, and two of them count only where they are surely of one
    /// instance: both are fields of the same value, both are statics, or both are variables of one function. Silent are
    /// two locks of the same field, as of the two accounts of a transfer, elements of collections, what is behind a
    /// `dyn Trait`, locks that are only tried, two readers, orders that the same third lock covers, orders between
    /// which a condition decides, and values that nobody else has yet. A dependency's function that returns a reference
    /// to a lock of its own is not seen through.
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    ///
    /// ### Example
    /// ```rust
    /// use std::collections::HashMap;
    /// use std::sync::Mutex;
    ///
    /// struct Chat {
    ///     users: Mutex<HashMap<u64, String>>,
    ///     rooms: Mutex<HashMap<String, Vec<u64>>>,
    /// }
    ///
    /// impl Chat {
    ///     fn enter(&self, user: u64, room: &str) {
    ///         let users = self.users.lock().unwrap();
    ///         if users.contains_key(&user) {
    ///             self.rooms.lock().unwrap().entry(room.to_owned()).or_default().push(user);
    ///         }
    ///     }
    ///
    ///     fn close(&self, room: &str) {
    ///         let mut rooms = self.rooms.lock().unwrap();
    ///         for user in rooms.remove(room).unwrap_or_default() {
    ///             self.users.lock().unwrap().remove(&user);
    ///         }
    ///     }
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// use std::collections::HashMap;
    /// use std::sync::Mutex;
    ///
    /// struct Chat {
    ///     users: Mutex<HashMap<u64, String>>,
    ///     rooms: Mutex<HashMap<String, Vec<u64>>>,
    /// }
    ///
    /// impl Chat {
    ///     fn enter(&self, user: u64, room: &str) {
    ///         let users = self.users.lock().unwrap();
    ///         if users.contains_key(&user) {
    ///             self.rooms.lock().unwrap().entry(room.to_owned()).or_default().push(user);
    ///         }
    ///     }
    ///
    ///     fn close(&self, room: &str) {
    ///         let gone = self.rooms.lock().unwrap().remove(room);
    ///         for user in gone.unwrap_or_default() {
    ///             self.users.lock().unwrap().remove(&user);
    ///         }
    ///     }
    /// }
    /// ```
    pub LOCK_ORDER_INVERSION, Warn, "two locks that are taken in both orders"
}

declare_lint_pass!(LockOrderInversion => [LOCK_ORDER_INVERSION]);

impl<'tcx> LateLintPass<'tcx> for LockOrderInversion {
    fn check_body(&mut self, cx: &LateContext<'tcx>, body: &Body<'tcx>) {
        let owner = cx.tcx.hir_body_owner_def_id(body.id());
        bug::contain(cx.tcx, owner, || {
            let found = locks::inversions(cx.tcx, owner);
            if !found.is_empty() && !report::is_unchecked(cx, body) {
                found.iter().for_each(|inversion| report(cx, inversion));
            }
        });
    }
}

fn report(cx: &LateContext<'_>, inversion: &Inversion) {
    let Inversion { here, there } = inversion;
    let (held, taken) = (&here.held.lock, &here.taken.lock);
    let Some(at) = here.taken.sites.first() else {
        return;
    };
    if at.span.in_external_macro(cx.sess().source_map()) {
        return;
    }
    let message = format!("`{taken}` is locked while `{held}` is held, and elsewhere it is the other way round");
    span_lint_hir_and_then(cx, LOCK_ORDER_INVERSION, at.node, at.span, message, |diag| {
        show_rest(diag, cx.tcx, &here.taken);
        show(diag, cx.tcx, &here.held, format!("`{held}` was locked here before"));
        if there.taken.sites.is_empty() {
            show_upstream(diag, there);
        } else {
            let says = format!("the other way round: `{held}` is locked here while `{taken}` is held");
            show(diag, cx.tcx, &there.taken, says);
            show(diag, cx.tcx, &there.held, format!("`{taken}` was locked here before"));
        }
        diag.note(consequence(here.is_async && there.is_async));
        diag.help(format!(
            "lock `{held}` and `{taken}` in the same order everywhere, or release the one before you lock the other"
        ));
    });
}

/// Points to where a lock is taken, and to the calls between.
fn show(diag: &mut report::Diag<'_>, tcx: TyCtxt<'_>, leg: &Leg, says: String) {
    if let Some(first) = leg.sites.first() {
        diag.span_note(first.span, says);
    }
    show_rest(diag, tcx, leg);
}

/// Says where a crate below goes the other way.
fn show_upstream(diag: &mut report::Diag<'_>, there: &Way) {
    let Way { held, taken, .. } = there;
    if let (Some(first), Some(second)) = (held.beyond.first(), taken.beyond.first()) {
        let (function, held, taken) = (&second.function, &held.lock, &taken.lock);
        diag.note(format!(
            "the other way round: `{function}` locks `{held}` ({}) and then `{taken}` ({})",
            first.place, second.place
        ));
    }
}

/// The calls behind the first.
fn show_rest(diag: &mut report::Diag<'_>, tcx: TyCtxt<'_>, leg: &Leg) {
    let own = leg.sites.iter().map(|site| {
        (
            name(tcx, site.owner.to_def_id()),
            Place::Here(site.span),
        )
    });
    let beyond = leg.beyond.iter().map(|call| {
        let place = Place::Upstream(call.place.clone());
        (call.function.clone(), place)
    });
    let called: Vec<(String, Place)> = own.chain(beyond).skip(1).collect();
    let next = called.iter().skip(1).map(Some).chain([None]);
    let hops: Vec<Hop> = called
        .iter()
        .zip(next)
        .map(|((function, place), next)| Hop {
            says: match next {
                Some((next, _)) => format!("`{function}` calls `{next}`"),
                None => format!("`{function}` locks `{}`", leg.lock),
            },
            place: place.clone(),
        })
        .collect();
    report::show_hops(diag, &hops);
}

fn consequence(is_async: bool) -> &'static str {
    if is_async {
        "when two tasks go these ways at the same time, each waits for ever for the lock that the other holds, and no \
         thread looks blocked"
    } else {
        "when two threads go these ways at the same time, each waits for ever for the lock that the other holds"
    }
}
