//! The catalogue, which is loaded while the service starts.

use std::fs;
use std::sync::OnceLock;

static CATALOGUE: OnceLock<Vec<String>> = OnceLock::new();

/// Loads it; an empty one where there is none.
pub fn load() {
    let text = fs::read_to_string("/srv/shop/catalogue.txt").unwrap_or_default();
    let _ = CATALOGUE.set(text.lines().map(str::to_owned).collect());
}

/// How many articles there are, once that is known.
pub fn articles() -> usize {
    CATALOGUE.wait().len()
}
