#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

struct Scratch(std::path::PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn unpack(folder: std::path::PathBuf) -> usize {
    let scratch = Scratch(folder);
    scratch.0.as_os_str().len()
}

fn main() {}
