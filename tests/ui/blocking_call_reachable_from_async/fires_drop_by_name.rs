#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

struct Scratch(std::path::PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn unpack(scratch: Scratch) {
    drop(scratch);
    tokio::task::yield_now().await;
}

fn main() {}
