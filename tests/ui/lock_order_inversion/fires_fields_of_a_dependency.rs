#![deny(lock_order_inversion)]
#![allow(unused)]

use heddle_storage::locks::Depot;

// The dependency's own `sell` locks the stock first.
fn cancel(depot: &Depot) {
    let mut orders = depot.orders.lock().unwrap();
    if let Some(count) = orders.pop() {
        *depot.stock.lock().unwrap() += count;
    }
}

fn main() {}
