#![deny(future_never_awaited)]
#![allow(unused)]

async fn futures(lock: &futures::lock::Mutex<u32>) {
    let _guard = lock.lock();
}

async fn smol(lock: &smol::lock::RwLock<u32>) {
    let _guard = lock.write();
}

async fn async_std(lock: &async_std::sync::Mutex<u32>) {
    let _guard = lock.lock();
}

fn main() {}
