#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]
#![crate_type = "lib"]

use std::io::Result;

pub fn serve() -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async { start().await })
}

async fn start() -> Result<()> {
    let page = load()?;
    tokio::spawn(async move { drop(page) });
    Ok(())
}

fn load() -> Result<String> {
    std::fs::read_to_string("page.html")
}
