//! Tasks of tokio on one thread. The template's row `async-tokio` serves so with `--threads=1`.

mod download;

pub use download::download;
