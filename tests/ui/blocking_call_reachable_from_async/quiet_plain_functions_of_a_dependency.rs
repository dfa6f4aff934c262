#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

use heddle_storage::Store;

async fn place(names: &[String]) -> usize {
    let store = Store::new(std::path::Path::new("."));
    let mut total = store.folder().as_os_str().len();
    heddle_storage::each(names, |name| total += name.len());
    total
}

fn main() {}
