#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

struct Upload {
    name: String,
    scratch: heddle_storage::Scratch,
}

async fn store(folder: std::path::PathBuf) -> String {
    let upload = Upload {
        name: String::from("picture"),
        scratch: heddle_storage::Scratch::new(folder),
    };
    upload.name.clone()
}

fn main() {}
