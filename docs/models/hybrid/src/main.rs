//! `model-hybrid download URL...`

use std::process::ExitCode;

use tokio::runtime::Builder;

fn main() -> ExitCode {
    model_common::run(|addresses, limits| {
        // One thread is enough for what only waits; the others are rayon's.
        let runtime = Builder::new_current_thread().enable_all().build()?;
        Ok(runtime.block_on(model_hybrid::download(addresses, limits)))
    })
}
