//! OS threads: each download has a thread, which waits in plain blocking code. The template's row `threaded` serves.

mod download;

pub use download::download;
