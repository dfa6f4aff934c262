//! `model-pool download URL...`, `model-pool serve --listen ADDR`

use std::process::ExitCode;

fn main() -> ExitCode {
    model_common::serve::run(model_pool::download, model_pool::serve)
}
