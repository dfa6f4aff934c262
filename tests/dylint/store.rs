//! A member of the workspace that another one calls.

use std::time::Duration;

/// Waits for the disk, one call down.
pub fn load(name: &str) -> String {
    text(name)
}

fn text(name: &str) -> String {
    std::fs::read_to_string(name).unwrap_or_default()
}

/// Waits for the disk too, which nobody shall hear of.
#[cfg_attr(any(heddle, dylint_lib = "heddle"), heddle::non_blocking)]
pub fn cached(name: &str) -> String {
    text(name)
}

/// Blocks where it is called by name.
pub async fn flush() {
    std::thread::sleep(Duration::from_millis(1));
}
