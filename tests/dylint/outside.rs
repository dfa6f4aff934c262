//! A dependency, whose code `cargo dylint` shows to no library.

/// Waits for the disk.
pub fn settings() -> String {
    std::fs::read_to_string("settings").unwrap_or_default()
}
