#![deny(blocking_call_in_async)]
#![allow(unused)]

fn run() -> std::io::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let settings = std::fs::read_to_string("settings.toml")?;
        drop(settings);
        Ok(())
    })
}

fn main() {}
