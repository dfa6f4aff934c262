#![deny(blocking_call_in_async)]
#![allow(unused)]

use std::path::Path;

struct Cache<P>(P);

impl<P: AsRef<Path>> Cache<P> {
    async fn clear(&self) -> std::io::Result<()> {
        std::fs::remove_dir_all(&self.0)?;
        std::fs::create_dir_all(self.0.as_ref())
    }
}

fn main() {}
