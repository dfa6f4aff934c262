//! `model-async-std download URL...`

use std::process::ExitCode;

use async_std::task::block_on;

fn main() -> ExitCode {
    model_common::run(|addresses, limits| Ok(block_on(model_async_std::download(addresses, limits))))
}
