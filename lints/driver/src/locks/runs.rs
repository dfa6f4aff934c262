//! What runs where a function calls another one, awaits a future or makes a closure.

use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_middle::ty::TyCtxt;

use super::body::{Event, Facts, What};
use super::orders::{Orders, Pair, ROUNDS, Summary, Taken};
use super::path::{Call, Given, Path, Root, Value};
use super::upstream;
use crate::effects::Effects;
use crate::effects::sites::{Function, Target};

/// A body that runs at an event, and what it is given.
pub(super) struct Run {
    /// A function of this crate, a closure or future, or a function of a crate below.
    pub(super) body: DefId,
    pub(super) parameters: Vec<Option<Path>>,
    pub(super) captures: Vec<Option<Path>>,
    /// Which argument of the call it is, for a closure that the called function runs.
    pub(super) position: Option<usize>,
}

impl Orders {
    /// What runs at an event, to its end.
    fn runs(&self, tcx: TyCtxt<'_>, owner: LocalDefId, event: &Event) -> Vec<Run> {
        match &event.what {
            What::Call(call) => {
                let mut runs: Vec<Run> = self
                    .functions(tcx, owner, event, call)
                    .into_iter()
                    .map(|body| Run {
                        body,
                        parameters: call.args.clone(),
                        captures: Vec::new(),
                        position: None,
                    })
                    .collect();
                let facts = &self.bodies[&owner];
                let passed = Effects::get(tcx).passed(owner).iter();
                for passed in passed.filter(|it| it.runs && it.span == event.span) {
                    let Function::Own(body) = passed.function else {
                        continue;
                    };
                    let made = facts.events.iter().find_map(|it| match &it.what {
                        What::Make(made, from) if *made == body => Some(from.clone()),
                        _ => None,
                    });
                    runs.push(Run {
                        body: body.to_def_id(),
                        parameters: Vec::new(),
                        captures: made.unwrap_or_default(),
                        position: Some(passed.position),
                    });
                }
                runs
            }
            What::Await(call, _) => self.future(tcx, call).into_iter().collect(),
            What::Run(body, from) => vec![Run {
                body: body.to_def_id(),
                parameters: Vec::new(),
                captures: from.clone(),
                position: None,
            }],
            What::Lock(..) | What::Callback(_) | What::Make(..) | What::Join => Vec::new(),
        }
    }

    /// What runs at an event or is made there, and whether that runs beside the body.
    pub(super) fn runs_or_makes(
        &self,
        tcx: TyCtxt<'_>,
        owner: LocalDefId,
        facts: &Facts,
        event: &Event,
    ) -> Vec<(Run, bool)> {
        let mut runs: Vec<(Run, bool)> = self
            .runs(tcx, owner, event)
            .into_iter()
            .map(|run| (run, false))
            .collect();
        match &event.what {
            What::Call(call) if self.makes_task(facts, call) => {
                runs.extend(self.future(tcx, call).map(|run| (run, true)));
            }
            What::Make(body, from) if !is_returned(facts, *body) => {
                let passed = Effects::get(tcx).passed(owner).iter();
                let is_inside = runs_inside(facts, *body)
                    || passed
                        .clone()
                        .any(|it| it.runs && it.function == Function::Own(*body));
                if !is_inside {
                    let run = Run {
                        body: body.to_def_id(),
                        parameters: Vec::new(),
                        captures: from.clone(),
                        position: None,
                    };
                    runs.push((run, true));
                }
            }
            _ => {}
        }
        runs
    }

    /// The body of the future that a call makes.
    pub(super) fn future(&self, tcx: TyCtxt<'_>, call: &Call) -> Option<Run> {
        if upstream::is_awaited(tcx, call.function) {
            return Some(Run {
                body: call.function,
                parameters: call.args.clone(),
                captures: Vec::new(),
                position: None,
            });
        }
        let Value::Made(body, from) = self.returned.get(&call.function)? else {
            return None;
        };
        let given = Given {
            parameters: &call.args,
            captures: &[],
        };
        let from = from.iter().map(|path| {
            let settled = path.as_ref()?.settled(&self.returned, ROUNDS);
            settled.as_given(&given)
        });
        Some(Run {
            body: body.to_def_id(),
            parameters: Vec::new(),
            captures: from.collect(),
            position: None,
        })
    }

    /// The functions that a call runs, so far as they take locks.
    fn functions(&self, tcx: TyCtxt<'_>, owner: LocalDefId, event: &Event, call: &Call) -> Vec<DefId> {
        let is_own = |function: DefId| {
            let own = function.as_local();
            own.is_some_and(|function| self.bodies.contains_key(&function))
        };
        let takes_locks =
            |function| upstream::takes_locks(tcx, function) && !upstream::is_awaited(tcx, function);
        if is_own(call.function) || takes_locks(call.function) {
            return vec![call.function];
        }
        let sites = Effects::get(tcx).sites(owner).iter();
        sites
            .filter(|site| site.owner == owner && site.block == event.block && site.span == event.span)
            .filter_map(|site| match site.target {
                Target::Call(function) => Some(function),
                _ => None,
            })
            .filter(|function| is_own(*function) || takes_locks(*function))
            .collect()
    }

    /// The parameters of a function of this crate, as it knows them itself.
    pub(super) fn parameters(&self, owner: LocalDefId) -> Vec<Option<Path>> {
        let parameter = |at| {
            Some(Path {
                root: Root::Parameter(at),
                steps: Vec::new(),
            })
        };
        let count = self.bodies.get(&owner).map_or(0, |facts| facts.parameters);
        (0..count).map(parameter).collect()
    }
}

impl Run {
    /// The same lock as the caller knows it.
    pub(super) fn given(&self, taken: &Taken) -> Option<Taken> {
        let given = Given {
            parameters: &self.parameters,
            captures: &self.captures,
        };
        Some(Taken {
            path: taken.path.as_given(&given)?,
            ..taken.clone()
        })
    }
}

impl Summary {
    /// The same as the caller of `run` knows it, where that knows it.
    pub(super) fn given(&self, run: &Run) -> Self {
        let all = |of: &[Taken]| of.iter().filter_map(|taken| run.given(taken)).collect::<Vec<_>>();
        let pair = |pair: &Pair| {
            Some(Pair {
                held: run.given(&pair.held)?,
                taken: run.given(&pair.taken)?,
                ..pair.clone()
            })
        };
        Self {
            taken: all(&self.taken),
            given: all(&self.given),
            pairs: self.pairs.iter().filter_map(pair).collect(),
            callbacks: self.callbacks.iter().map(|(at, held)| (*at, all(held))).collect(),
        }
    }
}

/// Whether the body itself runs the closure or future `made`.
pub(super) fn runs_inside(facts: &Facts, made: LocalDefId) -> bool {
    let mut events = facts.events.iter();
    events.any(|event| matches!(event.what, What::Run(run, _) if run == made))
}

/// Whether `made` is what the body returns, so that its callers know what becomes of it.
fn is_returned(facts: &Facts, made: LocalDefId) -> bool {
    matches!(facts.returned, Some(Value::Made(returned, _)) if returned == made)
}
