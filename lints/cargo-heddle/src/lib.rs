//! `cargo heddle`: runs `cargo check` with Heddle's driver in rustc's place.
//!
//! The command is stable Rust and links nothing of rustc's. It carries the driver's source and builds it with
//! the pinned nightly, once a version, into the user's cache.

pub mod check;
pub mod cli;
pub mod config;
pub mod driver;
pub mod error;
pub mod home;
pub mod lints;
pub mod report;
pub mod toolchain;

pub use driver::driver_path;
pub use error::{Error, Exit};
pub use home::home;

/// The nightly that the driver is built with and that checks the user's code.
pub const PIN: &str = env!("HEDDLE_PIN");

/// The release of clippy's library that names this nightly.
pub const CLIPPY_UTILS: &str = env!("HEDDLE_CLIPPY_UTILS");
