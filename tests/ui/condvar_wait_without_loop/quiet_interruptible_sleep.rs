#![deny(condvar_wait_without_loop)]
#![allow(unused)]

use std::sync::{Condvar, Mutex};
use std::time::Duration;

/// Sleeps, but not longer than the service runs.
struct Pause {
    stopped: Mutex<bool>,
    changed: Condvar,
}

impl Pause {
    fn sleep(&self, duration: Duration) {
        let stopped = self.stopped.lock().unwrap();
        let _ = self.changed.wait_timeout(stopped, duration).unwrap();
    }

    fn sleep_unless_stopped(&self, duration: Duration) -> bool {
        let stopped = self.stopped.lock().unwrap();
        if *stopped {
            return true;
        }
        let (stopped, _) = self.changed.wait_timeout(stopped, duration).unwrap();
        *stopped
    }
}

fn main() {
    let pause = Pause { stopped: Mutex::new(false), changed: Condvar::new() };
    pause.sleep(Duration::from_secs(1));
}
