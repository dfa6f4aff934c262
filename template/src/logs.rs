//! Logs to standard output, as text or as one JSON object a line.

use std::io::{self, IsTerminal};
use std::panic;

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt;

use crate::config::{Config, LogFormat};

/// Sets up logging for the whole process, panics included.
pub fn init(config: &Config) {
    let logs = fmt()
        .with_max_level(LevelFilter::from_level(config.log_level))
        .with_ansi(io::stdout().is_terminal());
    match config.log_format {
        LogFormat::Text => logs.init(),
        LogFormat::Json => logs.json().flatten_event(true).init(),
    }
    panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        let message = panic.payload_as_str().unwrap_or("no message");
        tracing::error!(place, message, "panicked");
    }));
}
