#![deny(blocking_call_in_async)]
#![allow(unused)]

async fn load_or_default(path: Option<&str>) -> String {
    path.map(|path| std::fs::read_to_string(path).unwrap_or_default()).unwrap_or_default()
}

fn main() {}
