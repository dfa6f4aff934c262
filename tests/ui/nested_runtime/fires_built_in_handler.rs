#![deny(nested_runtime)]
#![allow(unused)]

async fn handle() -> std::io::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.spawn(async {});
    Ok(())
}

fn main() {}
