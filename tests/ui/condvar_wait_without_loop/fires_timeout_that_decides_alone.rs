#![deny(condvar_wait_without_loop)]
#![allow(unused)]

use std::sync::{Condvar, Mutex};
use std::time::Duration;

struct Response {
    body: Mutex<Option<String>>,
    arrived: Condvar,
}

impl Response {
    fn body(&self, limit: Duration) -> Result<String, &'static str> {
        let mut body = self.body.lock().unwrap();
        if body.is_none() {
            let (guard, outcome) = self.arrived.wait_timeout(body, limit).unwrap();
            if outcome.timed_out() {
                return Err("no answer");
            }
            body = guard;
        }
        Ok(body.take().unwrap())
    }
}

fn main() {}
