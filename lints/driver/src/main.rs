//! `heddle-driver`: rustc with Heddle's lints. Cargo calls it in rustc's place, once as `RUSTC_WRAPPER` for
//! every crate and once more as `RUSTC_WORKSPACE_WRAPPER` for those of the workspace: `driver rustc …` for a
//! dependency, `driver driver rustc …` for a member. Without the first of the two, only members come here.

#![feature(rustc_private)]

extern crate rustc_driver;
extern crate rustc_feature;
extern crate rustc_interface;
extern crate rustc_session;

use std::path::Path;
use std::process::ExitCode;

use heddle_lints::callbacks::HeddleCallbacks;
use rustc_feature::UnstableFeatures;
use rustc_interface::interface::Config;
use rustc_session::EarlyDiagCtxt;
use rustc_session::config::ErrorOutputType;

/// Has the linker take jemalloc's `malloc` for the whole program, rustc's library included, as rustc itself does.
#[cfg(all(target_os = "linux", feature = "jemalloc"))]
#[used]
static MALLOC: unsafe extern "C" fn(usize) -> *mut std::ffi::c_void = tikv_jemalloc_sys::malloc;

/// Plain rustc: what a build script, a query and a crate that runs on the host alone get.
struct PlainRustc {
    /// Whether a build script asks for what it may use. It gets the answer of a stable rustc, as in the user's own
    /// build: features of this nightly may be others than those that the crate's author knew by the same names.
    is_probe: bool,
}

impl rustc_driver::Callbacks for PlainRustc {
    fn config(&mut self, compiler: &mut Config) {
        if self.is_probe {
            compiler.opts.unstable_features = UnstableFeatures::Disallow;
        }
    }
}

fn main() -> ExitCode {
    let early_dcx = EarlyDiagCtxt::new(ErrorOutputType::default());
    rustc_driver::init_rustc_env_logger(&early_dcx);
    rustc_driver::install_ice_hook("https://github.com/rust-lang/rust/issues/new", |_| ());
    heddle_lints::bug::install_hook();

    let mut arguments = rustc_driver::args::raw_args(&early_dcx);
    let wraps_all = is_wrapper_of_all(&arguments);
    let mut named_twice = false;
    while let Some(stem) = arguments.get(1).and_then(|first| Path::new(first).file_stem()) {
        if stem == "heddle-driver" {
            named_twice = true;
        } else if stem != "rustc" {
            break;
        }
        let is_rustc = stem == "rustc";
        arguments.remove(1);
        if is_rustc {
            break;
        }
    }
    let member = named_twice || !wraps_all;

    rustc_driver::catch_with_exit_code(|| match role(&arguments, member) {
        Some(HeddleCallbacks::Member) => {
            arguments.extend(heddle_lints::config::lint_arguments());
            rustc_driver::run_compiler(&arguments, &mut HeddleCallbacks::Member);
        }
        Some(HeddleCallbacks::Dependency) => {
            arguments.extend(heddle_lints::config::CFG.map(String::from));
            rustc_driver::run_compiler(&arguments, &mut HeddleCallbacks::Dependency);
        }
        None => {
            let is_probe = is_probe(&arguments);
            rustc_driver::run_compiler(&arguments, &mut PlainRustc { is_probe });
            tell_key(&arguments);
        }
    })
}

/// Whether cargo calls this program for every crate, and not only for members.
fn is_wrapper_of_all(arguments: &[String]) -> bool {
    std::env::var("RUSTC_WRAPPER").is_ok_and(|wrapper| arguments.first() == Some(&wrapper))
}

/// Adds to `rustc -vV` what the summaries depend on, so that cargo checks everything anew when it changes.
#[expect(clippy::print_stdout, reason = "it is the answer to the query")]
fn tell_key(arguments: &[String]) {
    if arguments.iter().any(|argument| argument == "-vV") {
        println!(
            "heddle: {} {}",
            env!("CARGO_PKG_VERSION"),
            heddle_lints::config::key()
        );
    }
}

/// Whether a build script has a few lines compiled, which it writes to standard input: cargo does so only in a query.
fn is_probe(arguments: &[String]) -> bool {
    let is_query = arguments.iter().any(|argument| argument.starts_with("--print"));
    arguments.iter().any(|argument| argument == "-")
        && !is_query
        && std::env::var_os("CARGO_CRATE_NAME").is_none()
}

/// Whose crate this call compiles; none for a query (`-vV`, `--print`), a build script, a probe of one, and
/// what only runs in the compiler: macros and, under `cargo heddle`, all that cargo links for the host.
fn role(arguments: &[String], member: bool) -> Option<HeddleCallbacks> {
    let value_of = |name: &str| {
        arguments
            .iter()
            .enumerate()
            .find_map(|(at, argument)| match argument.strip_prefix(name)? {
                "" => arguments.get(at + 1).map(String::as_str),
                rest => rest.strip_prefix('='),
            })
    };
    let name = value_of("--crate-name")?;
    let is_query = arguments.iter().any(|argument| argument.starts_with("--print"));
    if name == "___" || name.starts_with("build_script_") || is_query {
        return None;
    }
    if member {
        return Some(HeddleCallbacks::Member);
    }
    let is_probe = std::env::var_os("CARGO_CRATE_NAME").is_none();
    let is_macro = value_of("--crate-type") == Some("proc-macro");
    let is_for_host = std::env::var_os(heddle_protocol::variables::CHECK).is_some()
        && value_of("--emit").is_some_and(|kinds| kinds.split(',').any(|kind| kind == "link"));
    (!is_probe && !is_macro && !is_for_host).then_some(HeddleCallbacks::Dependency)
}
