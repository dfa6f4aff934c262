//! The `cargo-heddle` program: `cargo heddle …` and `cargo-heddle …` are the same.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Cargo passes the subcommand's own name first.
    let mut arguments: Vec<_> = std::env::args_os().skip(1).collect();
    if arguments.first().is_some_and(|first| first == "heddle") {
        arguments.remove(0);
    }
    match cargo_heddle::cli::run(&arguments) {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(error) => {
            cargo_heddle::report::error(&error);
            ExitCode::from(error.exit().code())
        }
    }
}
