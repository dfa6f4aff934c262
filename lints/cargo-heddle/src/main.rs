//! The `cargo-heddle` program: `cargo heddle …` and `cargo-heddle …` are the same.

use std::process::ExitCode;

use cargo_heddle::{Exit, cli, keep_going, report};

fn main() -> ExitCode {
    if let Some(ended) = keep_going::run() {
        return match ended {
            Ok(code) => ExitCode::from(code),
            Err(source) => {
                report::trouble(&format!("cannot run the driver: {source}"));
                ExitCode::from(Exit::Toolchain.code())
            }
        };
    }
    // Cargo passes the subcommand's own name first.
    let mut arguments: Vec<_> = std::env::args_os().skip(1).collect();
    if arguments.first().is_some_and(|first| first == "heddle") {
        arguments.remove(0);
    }
    match cli::run(&arguments) {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(error) => {
            report::error(&error);
            ExitCode::from(error.exit().code())
        }
    }
}
