//! `cargo heddle`: runs `cargo check` with Heddle's driver in rustc's place.
//!
//! The command is stable Rust and links nothing of rustc's. It carries the driver's source and builds it with
//! the pinned nightly, once a version, into the user's cache.
//!
//! From the outside in: [`cli`] reads the command line, [`check`] runs cargo with the [`config`]uration and the
//! [`driver`], which the [`toolchain`] of the [`pin`] builds into the [`home`]; `summaries` keeps what it leaves
//! complete, and `wrapper` names it so that cargo knows what it was called with. `selection` leaves members out where
//! that is asked for. `session` follows what cargo says:
//! [`messages`] reads it, the [`baseline`] takes out what is recorded, the [`formats`] write the rest; [`keep_going`]
//! has cargo check on behind a denied finding, and `fix` changes the code. [`choose`] asks the guide's questions,
//! [`lints`] reads the lints' own documentation, `lint_flags` what sets their levels, [`report`] prints, `prose` breaks lines, [`error`] and [`exit`] say how it ends,
//! [`environment`] what a user may set, [`files`] what is read and written, [`contract`] what programs may rely on.

pub mod baseline;
pub mod check;
pub mod choose;
pub mod cli;
pub mod config;
pub mod contract;
pub mod driver;
pub mod environment;
pub mod error;
pub mod exit;
pub mod files;
mod fix;
pub mod formats;
pub mod home;
pub mod keep_going;
mod lint_flags;
pub mod lints;
pub mod messages;
pub mod pin;
mod prose;
pub mod report;
pub mod selection;
mod session;
mod summaries;
pub mod toolchain;
mod whole;
mod wrapper;

pub use driver::driver_path;
pub use error::Error;
pub use exit::Exit;
pub use home::home;
pub use pin::{CLIPPY_UTILS, PIN, VERSION};
