//! `model-actors download URL...`, `model-actors serve --listen ADDR`

use std::process::ExitCode;
use std::thread;

use model_common::serve::Server;
use tokio::runtime::Builder;

fn main() -> ExitCode {
    model_common::serve::run(
        |addresses, limits| {
            let runtime = Builder::new_multi_thread().enable_all().build()?;
            Ok(runtime.block_on(model_actors::download(addresses, limits)))
        },
        |server: Server| {
            let cores = thread::available_parallelism().map_or(1, usize::from);
            let threads = server.settings.threads.unwrap_or(cores);
            let mut builder = Builder::new_multi_thread();
            let runtime = builder.worker_threads(threads).enable_all().build()?;
            let outcome = runtime.block_on(model_actors::serve(server));
            // Actors that compute have threads of their own, which would be waited for.
            runtime.shutdown_background();
            outcome
        },
    )
}
