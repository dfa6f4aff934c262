#![deny(lock_order_inversion)]
#![allow(unused)]

use std::sync::Mutex;

use heddle_storage::locks::{Depot, JOURNAL, note};

struct Shop {
    depot: Depot,
    prices: Mutex<Vec<u32>>,
}

// As the dependency does it.
fn cancel(depot: &Depot) {
    let mut stock = depot.stock.lock().unwrap();
    if let Some(count) = depot.orders.lock().unwrap().pop() {
        *stock += count;
    }
}

// What it calls has released the one before it takes the other.
fn tidy(depot: &Depot) {
    depot.tidy();
    let stock = depot.hold();
    println!("{stock}");
}

impl Shop {
    fn sell_out(&self) {
        let count = self.depot.change(|stock| std::mem::take(stock));
        self.prices.lock().unwrap().push(count);
    }

    fn worth(&self) -> u32 {
        let prices = self.prices.lock().unwrap();
        prices.iter().sum::<u32>() * *self.depot.hold()
    }
}

fn main() {}
