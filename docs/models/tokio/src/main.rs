//! `model-tokio download URL...`

use std::process::ExitCode;

use tokio::runtime::Builder;

fn main() -> ExitCode {
    model_common::run(|addresses, limits| {
        let runtime = Builder::new_multi_thread().enable_all().build()?;
        Ok(runtime.block_on(model_tokio::download(addresses, limits)))
    })
}
