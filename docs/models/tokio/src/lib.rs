//! Tasks on tokio's threads, as many as there are cores. The template's row `async-tokio` serves.

mod download;

pub use download::download;
