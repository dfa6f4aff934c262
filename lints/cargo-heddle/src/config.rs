//! The configuration: where it stands, and what of it becomes lint flags. Its keys are the protocol's, since the
//! driver gets them all.

mod levels;
mod load;
mod origin;
mod print;
mod schema;
mod values;

pub use heddle_protocol::{Config, Level};
pub use load::{FILE, Loaded, load};
pub use origin::Origin;
pub(crate) use print::print;
pub use schema::schema;

/// The lint flags that say what `[lints]` says.
pub fn flags(config: &Config) -> Vec<String> {
    let levels = config.lints.iter();
    levels
        .flat_map(|(name, level)| [level.flag().to_owned(), name.get_ref().replace('-', "_")])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_become_flags_in_order_of_name() {
        let config: Config =
            toml::from_str("lints = { z = \"warn\", blocking-call-in-async = \"deny\" }").unwrap();
        assert_eq!(flags(&config), ["-D", "blocking_call_in_async", "-W", "z"]);
    }

    #[test]
    fn the_driver_gets_every_key_but_the_levels() {
        let text = "
            runtime = \"smol\"
            max-depth = 3
            tiers = [\"opt-in\"]
            check-tests = true
            check-initialisers = true
            check-panic-paths = true
            check-outside-runtime = true
            check-start = true
            large-future-bytes = 4096
            offload-wrappers = [\"a::offload\"]
            ready-wrappers = [\"a::ready\"]
            non-blocking = [{ path = \"a::fast\", why = \"is cached\" }]
            blocking = [{ path = \"a::slow\", kind = \"file\", why = \"waits for the disk\" }]
        ";
        let config: Config = toml::from_str(text).unwrap();
        let json = serde_json::to_value(&config).unwrap();
        let defaults = serde_json::to_value(Config::default()).unwrap();
        for (key, default) in defaults.as_object().unwrap() {
            assert_ne!(&json[key], default, "{key} is not set here");
        }
        assert_eq!(serde_json::from_value::<Config>(json).unwrap(), config);

        let levels: Config = toml::from_str("lints = { z = \"warn\" }").unwrap();
        assert_eq!(serde_json::to_value(levels).unwrap(), defaults);
    }
}
