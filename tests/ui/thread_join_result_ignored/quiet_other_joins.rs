#![deny(thread_join_result_ignored)]
#![allow(unused)]

use std::path::Path;

struct Party;

impl Party {
    fn join(self) -> Result<(), String> {
        Ok(())
    }
}

fn all(names: &[&str]) {
    let _ = Party.join();
    drop(names.join(", "));
    let _ = Path::new("a").join("b");
    Party.join().ok();
}

fn main() {}
