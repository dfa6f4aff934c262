//! `model-event-driven download URL...`, `model-event-driven serve --listen ADDR`

use std::process::ExitCode;

fn main() -> ExitCode {
    model_common::serve::run(model_event_driven::download, model_event_driven::serve)
}
