//! What the driver adds to a compilation: the summary of the crate's effects, and for members of the workspace
//! the lints, the `heddle` cfg and attributes, and what cargo must watch. A host of plugins, which has callbacks of
//! its own, gets what can be had by queries: [`override_queries_of_plugin`].

use std::sync::OnceLock;

use rustc_data_structures::steal::Steal;
use rustc_driver::Compilation;
use rustc_hir::def_id::LocalDefId;
use rustc_interface::interface::{Compiler, Config};
use rustc_middle::mir::Body;
use rustc_middle::ty::{RegisteredTools, TyCtxt};
use rustc_middle::util::Providers;
use rustc_session::Session;
use rustc_span::symbol::PREDEFINED_SYMBOLS_COUNT;
use rustc_span::{Ident, Symbol};

use crate::{catalogue, config, effects, held, locks, polling};

/// Whose crate is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeddleCallbacks {
    /// The user's: summarised and linted.
    Member,
    /// Somebody else's: summarised.
    Dependency,
}

impl rustc_driver::Callbacks for HeddleCallbacks {
    fn config(&mut self, compiler: &mut Config) {
        effects::set_member(*self == Self::Member);
        compiler.override_queries = Some(override_queries);
        // Without them, clippy_utils compares with other names than it means.
        compiler.extra_symbols = clippy_utils::sym::EXTRA_SYMBOLS.into();
        if *self == Self::Dependency {
            return;
        }
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
        if *self == Self::Member {
            catalogue::check_configuration(tcx);
            catalogue::write_check(tcx);
        }
        effects::write_summary(tcx);
        Compilation::Continue
    }
}

/// Whether names lie where clippy_utils looks for them. A host that was built with another release of clippy than the
/// driver has others there, and clippy_utils would compare with names that it does not mean.
pub fn has_clippys_names() -> bool {
    let names = clippy_utils::sym::EXTRA_SYMBOLS.iter();
    names
        .zip(PREDEFINED_SYMBOLS_COUNT..)
        .all(|(name, at)| Symbol::intern(name).as_u32() == at)
}

/// The queries of a member of the workspace, for a host without [`HeddleCallbacks`]: its summary is written as soon as
/// it is analysed.
pub fn override_queries_of_plugin(session: &Session, providers: &mut Providers) {
    override_queries(session, providers);
    let _ = ANALYSIS.set(providers.queries.analysis);
    providers.queries.analysis = |tcx, ()| {
        ANALYSIS.get().expect("set before queries run")(tcx, ());
        effects::write_summary(tcx);
    };
}

type Analyse = for<'tcx> fn(TyCtxt<'tcx>, ());
type Elaborate = for<'tcx> fn(TyCtxt<'tcx>, LocalDefId) -> &'tcx Steal<Body<'tcx>>;
type Tools = for<'tcx> fn(TyCtxt<'tcx>, ()) -> RegisteredTools;

static ANALYSIS: OnceLock<Analyse> = OnceLock::new();
static ELABORATE: OnceLock<Elaborate> = OnceLock::new();
static TOOLS: OnceLock<Tools> = OnceLock::new();

fn override_queries(_: &Session, providers: &mut Providers) {
    let _ = ELABORATE.set(providers.queries.mir_drops_elaborated_and_const_checked);
    let _ = TOOLS.set(providers.queries.registered_attr_tools);
    // The step that takes the MIR away which is read here; for futures rustc needs it before lints run.
    providers.queries.mir_drops_elaborated_and_const_checked = |tcx, body| {
        effects::read_early(tcx, body);
        locks::read_early(tcx, body);
        if effects::is_member() {
            held::read_early(tcx, body);
            polling::read_early(tcx, body);
        }
        ELABORATE.get().expect("set before queries run")(tcx, body)
    };
    // Makes `#[heddle::non_blocking]` known without an attribute in the user's crate.
    providers.queries.registered_attr_tools = |tcx, ()| {
        let mut tools = TOOLS.get().expect("set before queries run")(tcx, ());
        tools.insert(Ident::with_dummy_span(Symbol::intern(effects::TOOL)));
        tools
    };
}

fn session_variable(name: &str) -> Option<Symbol> {
    std::env::var(name).ok().as_deref().map(Symbol::intern)
}
