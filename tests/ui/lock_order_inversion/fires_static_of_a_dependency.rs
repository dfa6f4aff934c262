#![deny(lock_order_inversion)]
#![allow(unused)]

use std::collections::HashMap;
use std::sync::Mutex;

use heddle_storage::locks::{JOURNAL, note};

static USERS: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn enter(name: &str) {
    let mut users = USERS.lock().unwrap();
    users.push(name.to_owned());
    note(name);
}

fn replay() {
    for line in JOURNAL.lock().unwrap().iter() {
        USERS.lock().unwrap().push(line.clone());
    }
}

fn main() {}
