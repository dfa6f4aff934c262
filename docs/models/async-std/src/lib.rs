//! Tasks on the threads of async-std, which is discontinued: for code that has it. The template's row
//! `async-async-std` serves.

mod download;

pub use download::download;
