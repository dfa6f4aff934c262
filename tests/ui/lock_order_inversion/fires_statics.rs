#![deny(lock_order_inversion)]
#![allow(unused)]

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, OnceLock, RwLock};

static ROUTES: LazyLock<RwLock<HashMap<String, u16>>> = LazyLock::new(RwLock::default);
static LIMITS: Mutex<Vec<u32>> = Mutex::new(Vec::new());

fn routes() -> &'static RwLock<HashMap<String, u16>> {
    &ROUTES
}

fn reload() {
    let mut routes = routes().write().unwrap();
    routes.clear();
    LIMITS.lock().unwrap().clear();
}

fn limit(route: &str) -> Option<u32> {
    let limits = LIMITS.lock().unwrap();
    let port = *ROUTES.read().unwrap().get(route)?;
    limits.get(usize::from(port)).copied()
}

fn main() {}
