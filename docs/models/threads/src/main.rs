//! `model-threads download URL...`

use std::process::ExitCode;

fn main() -> ExitCode {
    model_common::run(|addresses, limits| Ok(model_threads::download(addresses, limits)))
}
