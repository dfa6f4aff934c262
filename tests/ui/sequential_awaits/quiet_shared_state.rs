#![deny(sequential_awaits)]
#![allow(unused)]

//! Both could meet in a cell, a lock, an atomic or a static.

use std::collections::HashMap;
use std::io::Result;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

#[derive(Default)]
struct Cache {
    known: Mutex<HashMap<String, String>>,
}

impl Cache {
    async fn get(&self, name: &str) -> Result<String> {
        let found = tokio::fs::read_to_string(name).await?;
        self.known.lock().unwrap().insert(name.to_owned(), found.clone());
        Ok(found)
    }
}

async fn cached(cache: &Cache) -> Result<String> {
    let one = cache.get("one").await?;
    let two = cache.get("two").await?;
    Ok(one + &two)
}

async fn shared(cache: Arc<Cache>) -> Result<String> {
    async fn get(cache: Arc<Cache>, name: &str) -> Result<String> {
        cache.get(name).await
    }
    let one = get(cache.clone(), "one").await?;
    let two = get(cache, "two").await?;
    Ok(one + &two)
}

static READ: AtomicU64 = AtomicU64::new(0);

async fn numbered(name: &str) -> Result<(u64, String)> {
    let number = READ.fetch_add(1, Ordering::Relaxed);
    Ok((number, tokio::fs::read_to_string(name).await?))
}

async fn in_order() -> Result<bool> {
    let one = numbered("one").await?;
    let two = numbered("two").await?;
    Ok(one.0 < two.0)
}

struct Reader {
    at: u64,
}

impl Reader {
    async fn next(&mut self) -> Result<Vec<u8>> {
        self.at += 1;
        tokio::fs::read(self.at.to_string()).await
    }
}

async fn moving(reader: &mut Reader) -> Result<usize> {
    let one = reader.next().await?;
    let two = reader.next().await?;
    Ok(one.len() + two.len())
}

fn main() {}
