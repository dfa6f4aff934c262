#![deny(nested_runtime)]
#![allow(unused)]

use tokio::runtime::Builder;

async fn handle() -> std::io::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime.spawn(async {});
    Ok(())
}

fn main() {}
