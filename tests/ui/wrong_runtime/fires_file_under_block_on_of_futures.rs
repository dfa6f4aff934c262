#![deny(wrong_runtime)]

async fn settings() -> std::io::Result<String> {
    let text = tokio::fs::read_to_string("settings.toml").await?;
    Ok(text.trim().to_owned())
}

fn main() {
    let settings = futures::executor::block_on(settings());
    println!("{settings:?}");
}
