//! What in a body may come from a guard: what is read out of it, refers to it, or is changed together with it.

use rustc_index::bit_set::DenseBitSet;
use rustc_middle::mir::visit::{PlaceContext, Visitor};
use rustc_middle::mir::{Body, Local, Location, Rvalue, StatementKind, TerminatorKind};
use rustc_middle::ty::TyCtxt;
use rustc_span::DesugaringKind;

/// The locals of `body` whose value may come from `guard`, in whatever order the code runs; itself included.
pub(super) fn from<'tcx>(tcx: TyCtxt<'tcx>, body: &Body<'tcx>, guard: Local) -> DenseBitSet<Local> {
    let mut derived = DenseBitSet::new_empty(body.local_decls.len());
    derived.insert(guard);
    loop {
        let before = derived.count();
        for data in body.basic_blocks.iter() {
            for statement in &data.statements {
                let StatementKind::Assign(assign) = &statement.kind else {
                    continue;
                };
                let (to, value) = &**assign;
                if mentions(&derived, |visitor| visitor.visit_rvalue(value, Location::START)) {
                    derived.insert(to.local);
                }
                // What is changed through a reference changes itself.
                if let Rvalue::Ref(_, _, of) = value
                    && derived.contains(to.local)
                    && body.local_decls[to.local].ty.is_mutable_ptr()
                {
                    derived.insert(of.local);
                }
            }
            let terminator = data.terminator();
            let TerminatorKind::Call {
                args, destination, ..
            } = &terminator.kind
            else {
                continue;
            };
            let given = |visitor: &mut Mentions<'_>| {
                args.iter()
                    .for_each(|arg| visitor.visit_operand(&arg.node, Location::START));
            };
            if !mentions(&derived, given) {
                continue;
            }
            derived.insert(destination.local);
            if terminator.source_info.span.is_desugaring(DesugaringKind::Await) {
                continue; // every future is given the same context
            }
            for arg in args {
                if let Some(place) = arg.node.place()
                    && place.ty(body, tcx).ty.is_mutable_ptr()
                {
                    derived.insert(place.local);
                }
            }
        }
        if derived.count() == before {
            return derived;
        }
    }
}

/// Whether what `visit` goes through names one of `locals`.
fn mentions(locals: &DenseBitSet<Local>, visit: impl FnOnce(&mut Mentions<'_>)) -> bool {
    let mut mentions = Mentions { locals, found: false };
    visit(&mut mentions);
    mentions.found
}

struct Mentions<'a> {
    locals: &'a DenseBitSet<Local>,
    found: bool,
}

impl<'tcx> Visitor<'tcx> for Mentions<'_> {
    fn visit_local(&mut self, local: Local, _: PlaceContext, _: Location) {
        self.found |= self.locals.contains(local);
    }
}
