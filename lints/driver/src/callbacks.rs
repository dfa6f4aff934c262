//! What the driver adds to a compilation: the lints, the `heddle` cfg, and what cargo must watch.

use rustc_driver::Compilation;
use rustc_interface::interface::{Compiler, Config};
use rustc_middle::ty::TyCtxt;
use rustc_span::Symbol;

use crate::{catalogue, config};

/// Registers the lints with rustc; the rest of the compilation is rustc's.
pub struct HeddleCallbacks;

impl rustc_driver::Callbacks for HeddleCallbacks {
    fn config(&mut self, compiler: &mut Config) {
        let earlier = compiler.register_lints.take();
        compiler.register_lints = Some(Box::new(move |session, store| {
            if let Some(earlier) = &earlier {
                earlier(session, store);
            }
            crate::register(store);
        }));

        // Cargo learns from the dep-info that a change of these wants a new run.
        compiler.track_state = Some(Box::new(|session| {
            for name in config::WATCHED_VARIABLES {
                let value = session_variable(name);
                session
                    .env_depinfo
                    .borrow_mut()
                    .insert((Symbol::intern(name), value));
            }
        }));
    }

    fn after_analysis<'tcx>(&mut self, _: &Compiler, tcx: TyCtxt<'tcx>) -> Compilation {
        catalogue::check_configuration(tcx);
        catalogue::write_check(tcx);
        Compilation::Continue
    }
}

fn session_variable(name: &str) -> Option<Symbol> {
    std::env::var(name).ok().as_deref().map(Symbol::intern)
}
