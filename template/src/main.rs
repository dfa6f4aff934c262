//! Starts the service: configuration, logs, listeners, then `server::run` until it is told to stop.

mod app;
mod config;
mod cpu;
mod drain;
mod health;
mod logs;
mod metrics;
mod rt;
mod server;
mod upstream;

use std::io;
use std::process::ExitCode;

use crate::app::App;
use crate::config::{Config, Start};
use crate::drain::{Outcome, Signals};

fn main() -> ExitCode {
    let config = match Config::load() {
        Start::Run(config) => *config,
        Start::Exit(code) => return code,
    };
    logs::init(&config);
    serve(config)
        .map(Outcome::exit_code)
        .unwrap_or_else(|error| {
            tracing::error!(%error, "cannot serve");
            ExitCode::FAILURE
        })
}

fn serve(config: Config) -> io::Result<Outcome> {
    let signals = Signals::hear()?;
    let (public, admin) = config.bind()?;
    server::run(App::new(config)?, signals, public, admin)
}
