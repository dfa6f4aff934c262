#![deny(await_holding_guard)]
#![allow(unused)]

use std::hash::Hash;
use std::ops::Deref;
use std::sync::{MutexGuard, RwLock, RwLockReadGuard};

use dashmap::DashMap;
use dashmap::mapref::one::Ref;

struct Snapshot<T, G: Deref<Target = T>> {
    guard: G,
}

impl<T: Clone, G: Deref<Target = T>> Snapshot<T, G> {
    fn value(&self) -> T {
        self.guard.clone()
    }
}

async fn send<T>(_: T) {
    tokio::task::yield_now().await;
}

async fn generic<K: Eq + Hash, V: Clone>(map: &DashMap<K, V>, key: K) {
    if let Some(found) = map.get(&key) {
        send(found.clone()).await;
    }
}

async fn in_a_generic_struct(lock: &RwLock<String>) {
    let snapshot = Snapshot { guard: lock.read().unwrap() };
    send(snapshot.value()).await;
    println!("{}", snapshot.value());
}

trait Store {
    type Guard<'a>
    where
        Self: 'a;

    fn read(&self) -> Self::Guard<'_>;
}

impl Store for RwLock<String> {
    type Guard<'a> = Box<RwLockReadGuard<'a, String>>;

    fn read(&self) -> Self::Guard<'_> {
        Box::new(RwLock::read(self).unwrap())
    }
}

async fn of_an_associated_type(lock: &RwLock<String>) {
    let guard = Store::read(lock);
    send(guard.len()).await;
    println!("{}", guard.len());
}

#[allow(future_never_awaited)]
fn closures(map: &DashMap<u32, String>) {
    let visit = async |key: u32| {
        let entry = map.entry(key);
        send(key).await;
        entry.or_default();
    };
    let joined = async {
        let first = map.get(&1);
        tokio::join!(send(1), send(2));
        drop(first);
    };
}

fn main() {}
