#![deny(lock_order_inversion)]
#![allow(unused)]

use std::sync::{Arc, Mutex};

struct Table<T> {
    rows: Mutex<Vec<T>>,
}

struct Database<T> {
    users: Table<T>,
    events: Arc<Table<u32>>,
}

struct App<T> {
    database: Arc<Database<T>>,
}

impl<T: Clone> App<T> {
    fn import(&self, users: Vec<T>) {
        let database = &self.database;
        let mut rows = database.users.rows.lock().unwrap();
        rows.extend(users);
        if let Ok(mut events) = database.events.rows.lock() {
            events.push(1);
        }
    }

    fn replay(&self) {
        let Database { users, events } = &*self.database;
        let events = events.rows.lock().expect("poisoned");
        events.iter().for_each(|at| {
            users.rows.lock().unwrap().truncate(*at as usize);
        });
    }
}

fn main() {}
