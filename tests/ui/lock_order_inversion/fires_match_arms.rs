#![deny(lock_order_inversion)]
#![allow(unused)]

use std::sync::{Arc, Mutex, RwLock};
enum Cmd {
    Add(u32),
    List,
    Del(u32),
}
struct State {
    items: RwLock<Vec<u32>>,
    log: Mutex<Vec<String>>,
}
fn handle(state: &Arc<State>, cmd: Cmd) -> Result<(), String> {
    match cmd {
        Cmd::Add(n) => {
            let mut i = state.items.write().map_err(|e| e.to_string())?;
            i.push(n);
            state.log.lock().map_err(|_| "x".to_string())?.push("add".into());
        }
        Cmd::List => {
            let log = state.log.lock().unwrap();
            println!("{} {:?}", log.len(), state.items.read().unwrap());
        }
        Cmd::Del(n) => state.items.write().unwrap().retain(|x| *x != n),
    }
    Ok(())
}
fn main() {}
