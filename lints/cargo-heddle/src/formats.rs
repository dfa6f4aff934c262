//! How and where findings are written: rustc's own text on the terminal, other formats there or in files.
//!
//! [`Outputs`] gets each message as it comes, and the [`Report`] at the end, which the modules of the formats
//! turn into documents.

mod name;
mod outputs;
mod short;

use std::path::Path;

pub use name::{Format, Name};
pub(crate) use outputs::Outputs;

use crate::messages::Finding;

/// What a check has found, as documents tell it.
#[derive(Debug)]
pub struct Report<'a> {
    /// The workspace's folder, from which files are named.
    pub root: &'a Path,
    /// What is new, sorted by place.
    pub findings: Vec<&'a Finding>,
    /// How many more are recorded, where there is a record.
    pub recorded: Option<usize>,
    /// Whether all could be checked and nothing was denied.
    pub success: bool,
}
