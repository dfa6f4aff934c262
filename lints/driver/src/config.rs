//! What `cargo heddle` tells the driver, in the variables that `heddle_protocol` names. It checks them before
//! the build starts; a driver that is called without them (by trybuild, by hand) uses the defaults.

use std::sync::LazyLock;

use heddle_protocol::{Config, variables};

/// The variables whose change makes cargo run the driver again.
pub const WATCHED_VARIABLES: [&str; 3] = [variables::ARGUMENTS, variables::CONFIGURATION, variables::KEY];

/// The configuration of this process; the defaults where there is none or it is damaged.
pub fn config() -> &'static Config {
    static CONFIG: LazyLock<Config> = LazyLock::new(|| {
        std::env::var(variables::CONFIGURATION)
            .ok()
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default()
    });
    &CONFIG
}

/// What this process' summaries depend on besides the code.
pub fn key() -> String {
    std::env::var(variables::KEY).unwrap_or_default()
}

/// The arguments that make code see the kit: what `#[cfg_attr(heddle, ..)]` asks for.
pub const CFG: [&str; 2] = ["--cfg=heddle", "--check-cfg=cfg(heddle)"];

/// The arguments that turn rustc's into Heddle's: the cfg, then the lint levels in their order.
pub fn lint_arguments() -> Vec<String> {
    let levels = std::env::var(variables::ARGUMENTS)
        .ok()
        .and_then(|json| serde_json::from_str::<Vec<String>>(&json).ok())
        .unwrap_or_default();
    CFG.map(String::from).into_iter().chain(levels).collect()
}
