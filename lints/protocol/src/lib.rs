//! What `cargo heddle` and the driver it starts agree on, written once: the configuration, the table of
//! effects, and the summary files that the check of one crate leaves for the crates above it.

mod config;
mod effect;
pub mod locks;
pub mod summary;

pub use config::{Blocking, Config, Level, NonBlocking};
pub use effect::{Kind, Tier};

/// The variables through which `cargo heddle` speaks to the driver, the first two of them as JSON.
pub mod variables {
    /// The lint flags, a list of strings.
    pub const ARGUMENTS: &str = "HEDDLE_ARGS";
    /// The [`Config`](crate::Config).
    pub const CONFIGURATION: &str = "HEDDLE_CONFIG";
    /// What summaries depend on besides the code: the driver and parts of the configuration, as one word. The
    /// driver adds it to `rustc -vV`, so that cargo checks everything anew when it changes, and writes it into
    /// the summaries.
    pub const KEY: &str = "HEDDLE_KEY";
    /// Set where `cargo heddle` started the build, which is a check: what is linked in it runs in the build alone.
    pub const CHECK: &str = "HEDDLE_CHECK";
}
