//! Tasks on an executor of smol, which is a value like any other. The template's row `async-smol` serves.

mod download;

pub use download::download;
