#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

struct Scratch(std::path::PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn unpack(folder: std::path::PathBuf, used: std::sync::mpsc::Sender<Scratch>) {
    let scratch = Scratch(folder);
    std::mem::forget(scratch);
}

async fn hand_over(folder: std::path::PathBuf) -> Scratch {
    let scratch = Scratch(folder);
    scratch
}

async fn on_a_thread(folder: std::path::PathBuf) {
    let scratch = Scratch(folder);
    let _ = tokio::task::spawn_blocking(move || drop(scratch)).await;
}

fn main() {}
