//! Where each article is: on a shelf, or in somebody's cart.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

static SHELVES: LazyLock<Mutex<HashMap<String, u32>>> = LazyLock::new(Mutex::default);
static CARTS: LazyLock<Mutex<HashMap<u64, Vec<String>>>> = LazyLock::new(Mutex::default);

/// Takes an article from its shelf into a customer's cart.
pub fn reserve(customer: u64, article: &str) {
    let mut shelves = SHELVES.lock().unwrap();
    let left = shelves.entry(article.to_owned()).or_default();
    if *left > 0 {
        *left -= 1;
        let mut carts = CARTS.lock().unwrap();
        carts.entry(customer).or_default().push(article.to_owned());
    }
}

/// Puts back what is in a customer's cart.
pub fn give_up(customer: u64) {
    let mut carts = CARTS.lock().unwrap();
    for article in carts.remove(&customer).unwrap_or_default() {
        *SHELVES.lock().unwrap().entry(article).or_default() += 1;
    }
}
