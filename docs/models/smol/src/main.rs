//! `model-smol download URL...`

use std::process::ExitCode;

fn main() -> ExitCode {
    model_common::run(|addresses, limits| Ok(smol::block_on(model_smol::download(addresses, limits))))
}
