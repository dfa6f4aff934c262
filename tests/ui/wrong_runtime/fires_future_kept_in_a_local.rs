#![deny(wrong_runtime)]

async fn names() -> std::io::Result<usize> {
    let mut entries = tokio::fs::read_dir(".").await?;
    let mut count = 0;
    while entries.next_entry().await?.is_some() {
        count += 1;
    }
    Ok(count)
}

fn main() {
    let counting = Box::pin(names());
    println!("counting");
    println!("{:?}", async_io::block_on(counting));
}
