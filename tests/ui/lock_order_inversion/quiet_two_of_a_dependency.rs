#![deny(lock_order_inversion)]
#![allow(unused)]

use heddle_storage::locks::Depot;

// Nobody can tell that both are the same depot.
fn move_all(from: &Depot, to: &Depot) {
    let mut orders = from.orders.lock().unwrap();
    *to.stock.lock().unwrap() += orders.drain(..).sum::<u32>();
}

fn main() {}
