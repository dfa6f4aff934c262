#![deny(await_holding_guard)]
#![allow(unused)]

use std::time::Duration;

use dashmap::{DashMap, Entry};
use parking_lot::{MappedRwLockReadGuard, RwLock, RwLockReadGuard};

async fn load() -> String {
    tokio::task::yield_now().await;
    String::new()
}

async fn select(map: &DashMap<u32, String>) {
    let mut entry = map.get_mut(&1).unwrap();
    tokio::select! {
        loaded = load() => entry.push_str(&loaded),
        () = tokio::time::sleep(Duration::from_secs(1)) => {}
    }
}

async fn arms(map: &DashMap<u32, String>) {
    match map.entry(1) {
        Entry::Occupied(mut entry) => entry.get_mut().push_str(&load().await),
        Entry::Vacant(entry) => {
            entry.insert(load().await);
        }
    }
}

struct Settings(RwLock<Option<String>>);

impl Settings {
    fn name(&self) -> Result<MappedRwLockReadGuard<'_, String>, ()> {
        RwLockReadGuard::try_map(self.0.read(), |name| name.as_ref()).map_err(|_| ())
    }

    async fn reload(&self) -> Result<bool, ()> {
        let name = self.name()?;
        Ok(*name == load().await)
    }
}

fn main() {}
