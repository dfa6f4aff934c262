#![deny(sequential_awaits)]
#![allow(unused)]

//! A shared `self` without cells in it: nobody changes anything through it.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

struct Store {
    root: PathBuf,
    name: Arc<str>,
}

trait Load {
    async fn load(&self, key: u64) -> io::Result<Vec<u8>>;
}

impl Load for Store {
    async fn load(&self, key: u64) -> io::Result<Vec<u8>> {
        tokio::fs::read(self.root.join(&*self.name).join(key.to_string())).await
    }
}

impl Store {
    async fn pair(&self, (one, two): (u64, u64)) -> io::Result<usize> {
        let one = self.load(one).await?;
        let two: Vec<u8> = self.load(two).await?;
        Ok(one.len() + two.len())
    }
}

fn main() {}
