#![deny(blocking_call_in_async)]
#![allow(unused)]

async fn each(paths: Vec<String>) {
    let size = async |path: String| std::fs::read(path).map(|bytes| bytes.len());
    for path in paths {
        let _ = size(path).await;
    }
}

fn main() {}
