//! `model-tokio-one-thread download URL...`

use std::process::ExitCode;

use tokio::runtime::{Builder, LocalOptions};

fn main() -> ExitCode {
    model_common::run(|addresses, limits| {
        let mut builder = Builder::new_current_thread();
        let runtime = builder.enable_all().build_local(LocalOptions::default())?;
        Ok(runtime.block_on(model_tokio_one_thread::download(addresses, limits)))
    })
}
