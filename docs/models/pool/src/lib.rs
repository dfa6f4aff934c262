//! A pool of threads: a fixed number of them takes jobs from a queue, each for as long as it takes.

mod download;
mod serve;

pub use download::download;
pub use serve::serve;
