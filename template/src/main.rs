//! Starts the service: configuration, logs, listeners, then `server::run` until it is told to stop.

mod app;
mod config;
mod cpu;
mod drain;
mod metrics;
mod rt;
mod server;
mod telemetry;
mod upstream;
mod wire;

use std::io;
use std::process::ExitCode;

use crate::app::App;
use crate::config::Config;
use crate::drain::{Outcome, Signals};
use crate::telemetry::Telemetry;

fn main() -> ExitCode {
    match Config::load() {
        Ok(config) => drain::exit_code(serve(*config)),
        Err(code) => code,
    }
}

fn serve(config: Config) -> io::Result<Outcome> {
    let telemetry = Telemetry::start(&config)?;
    let signals = Signals::hear()?;
    let (public, admin) = config.bind()?;
    let app = App::new(config)?;
    telemetry.watch(&app);
    server::run(app, signals, public, admin)
}
