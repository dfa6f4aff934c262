//! `heddle-driver`: rustc with Heddle's lints. Cargo calls it in rustc's place (`RUSTC_WORKSPACE_WRAPPER`),
//! so that its first argument is the real rustc's path and the rest are rustc's own arguments.

#![feature(rustc_private)]

extern crate rustc_driver;
extern crate rustc_session;

use std::process::ExitCode;

use heddle_lints::callbacks::HeddleCallbacks;
use rustc_session::EarlyDiagCtxt;
use rustc_session::config::ErrorOutputType;

/// Plain rustc: what a build script, a version query and a capped dependency get.
struct PlainRustc;

impl rustc_driver::Callbacks for PlainRustc {}

fn main() -> ExitCode {
    let early_dcx = EarlyDiagCtxt::new(ErrorOutputType::default());
    rustc_driver::init_rustc_env_logger(&early_dcx);
    heddle_lints::bug::install_hook();

    let mut arguments = rustc_driver::args::raw_args(&early_dcx);
    let called_as_wrapper = arguments.get(1).is_some_and(|first| {
        std::path::Path::new(first)
            .file_stem()
            .is_some_and(|stem| stem == "rustc")
    });
    if called_as_wrapper {
        arguments.remove(1);
    }

    rustc_driver::catch_with_exit_code(|| {
        if lints_apply_to(&arguments) {
            arguments.extend(heddle_lints::config::lint_arguments());
            rustc_driver::run_compiler(&arguments, &mut HeddleCallbacks);
        } else {
            rustc_driver::run_compiler(&arguments, &mut PlainRustc);
        }
    })
}

/// Whether this call compiles code of the user's: not a query (`-vV`, `--print`), not a build script, and
/// not a dependency whose lints cargo caps.
fn lints_apply_to(arguments: &[String]) -> bool {
    let value_of = |name: &str| {
        arguments
            .iter()
            .enumerate()
            .find_map(|(at, argument)| match argument.strip_prefix(name)? {
                "" => arguments.get(at + 1).map(String::as_str),
                rest => rest.strip_prefix('='),
            })
    };
    let compiles =
        value_of("--crate-name").is_some_and(|name| name != "___" && !name.starts_with("build_script_"));
    let is_query = arguments.iter().any(|argument| argument.starts_with("--print"));
    compiles && !is_query && value_of("--cap-lints") != Some("allow")
}
