#![deny(await_holding_guard)]
#![allow(unused)]

use std::io::{self, Write};
use std::sync::Arc;

use crossbeam_utils::sync::ShardedLock;
use parking_lot::{MappedMutexGuard, Mutex, MutexGuard, ReentrantMutex, RwLock, RwLockUpgradableReadGuard};

struct Account {
    balance: i64,
    owner: String,
}

async fn transfer(amount: i64) {
    smol::Timer::after(std::time::Duration::from_millis(1)).await;
}

async fn mapped(account: &Mutex<Account>) {
    let mut balance = MutexGuard::map(account.lock(), |account| &mut account.balance);
    transfer(*balance).await;
    *balance = 0;
}

async fn of_an_arc(account: Arc<Mutex<Account>>) {
    let mut account = account.lock_arc();
    transfer(account.balance).await;
    account.balance = 0;
}

async fn reentrant(account: &ReentrantMutex<Account>) {
    let account = account.lock();
    transfer(account.balance).await;
}

async fn upgradable(account: &RwLock<Account>) {
    let account = account.upgradable_read();
    transfer(account.balance).await;
    let mut account = RwLockUpgradableReadGuard::upgrade(account);
    account.balance = 0;
}

async fn sharded(account: &ShardedLock<Account>) {
    let account = account.read().unwrap();
    transfer(account.balance).await;
}

async fn spinning(account: &spin::Mutex<Account>, all: &spin::RwLock<Vec<Account>>) {
    let account = account.lock();
    transfer(account.balance).await;
    drop(account);
    for account in all.write().iter_mut() {
        transfer(account.balance).await;
    }
}

async fn printing(account: &Account) {
    let mut out = io::stdout().lock();
    writeln!(out, "from {}", account.owner).unwrap();
    transfer(account.balance).await;
    writeln!(out, "done").unwrap();
}

fn main() {}
