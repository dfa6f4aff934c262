//! Tasks of tokio for the network, threads of rayon for computing. The template's row `hybrid-tokio` serves.

mod download;

pub use download::download;
