//! `model-coroutines download URL...`, `model-coroutines serve --listen ADDR`

use std::process::ExitCode;

use model_coroutines::{bind, download, serve, set_up};

fn main() -> ExitCode {
    set_up();
    let download = |addresses: &[String], limits: &_| Ok(download(addresses, limits));
    model_common::serve::run_with(bind, download, serve)
}
