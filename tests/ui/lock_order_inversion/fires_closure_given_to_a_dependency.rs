#![deny(lock_order_inversion)]
#![allow(unused)]

use std::sync::Mutex;

use heddle_storage::locks::Depot;

struct Shop {
    depot: Depot,
    prices: Mutex<Vec<u32>>,
}

impl Shop {
    // The dependency holds the stock while it runs this.
    fn sell_out(&self) {
        self.depot.change(|stock| {
            *stock = 0;
            self.prices.lock().unwrap().clear();
        });
    }

    fn worth(&self) -> u32 {
        let prices = self.prices.lock().unwrap();
        let stock = self.depot.hold();
        prices.iter().sum::<u32>() * *stock
    }
}

fn main() {}
