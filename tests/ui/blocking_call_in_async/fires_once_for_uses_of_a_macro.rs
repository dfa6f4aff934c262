#![deny(blocking_call_in_async)]
#![allow(unused)]

macro_rules! clean_up {
    ($path:expr) => {
        let _ = std::fs::remove_file($path);
    };
}

async fn finish(paths: [&str; 2]) {
    clean_up!(paths[0]);
    clean_up!(paths[1]);
}

fn main() {}
