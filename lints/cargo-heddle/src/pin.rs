//! What the driver is made of, read by the build script from the files that say it: the pin from
//! `lints/rust-toolchain.toml`, the rest from `lints/driver/`.

/// The nightly that the driver is built with and that checks the user's code.
pub const PIN: &str = env!("HEDDLE_PIN");

/// The release of clippy's library that names this nightly.
pub const CLIPPY_UTILS: &str = env!("HEDDLE_CLIPPY_UTILS");

/// The kit's version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The driver's source: path below `lints/`, contents.
pub(crate) const SOURCE: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// Tells this source from another of the same version.
pub(crate) const SOURCE_HASH: &str = env!("HEDDLE_SOURCE_HASH");

/// The components that the driver's build needs beside the minimal profile.
pub(crate) fn components() -> impl Iterator<Item = &'static str> {
    env!("HEDDLE_COMPONENTS").split(',')
}
