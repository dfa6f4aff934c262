//! What a crate's functions do with locks, as the crates above it need it.

use serde::{Deserialize, Serialize};

/// A `DefPathHash` in its two halves: the crate's and the item's.
pub type Item = (u64, u64);

/// What a function does with locks.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
pub struct Locking {
    /// The part of its `DefPathHash` below the crate's own.
    pub hash: u64,
    /// Whether it does so once the future is awaited that it returns.
    pub awaited: bool,
    /// The locks that it takes, sooner or later.
    pub taken: Vec<Taken>,
    /// The locks whose guards it returns.
    pub given: Vec<Taken>,
    /// The orders in which it takes locks of which only its callers know whether they are of one instance.
    pub orders: Vec<Order>,
    /// What it holds while it runs what it is given as this parameter.
    pub callbacks: Vec<(u32, Vec<Taken>)>,
}

/// One lock taken while another is held.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub struct Order {
    /// The lock that is held.
    pub held: Taken,
    /// The lock that is taken meanwhile.
    pub taken: Taken,
    /// What else is held, and whether it keeps all others out.
    pub gates: Vec<(Gate, bool)>,
}

/// A lock that is taken.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub struct Taken {
    /// Where the way to it begins.
    pub root: Root,
    /// The fields from there on.
    pub steps: Vec<Step>,
    /// Whether it keeps all others out, and not only those who want it alone.
    pub exclusive: bool,
    /// Whether it is awaited.
    pub awaited: bool,
    /// The calls to it, outermost first.
    pub calls: Vec<Call>,
}

/// Where the way to a lock begins.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub enum Root {
    /// At this parameter of the function.
    Parameter(u32),
    /// At a static.
    Static(Item),
    /// At the struct of the first field, whichever value it is.
    Any,
}

/// A field of a struct, or of a tuple.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub struct Step {
    /// The struct, enum or union; none for a tuple.
    pub of: Option<Item>,
    /// The position of the enum's variant.
    pub variant: u32,
    /// The position of the field.
    pub field: u32,
}

/// A lock by its last field alone.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub enum Gate {
    /// A field: the type, its variant and the field.
    Field(Item, u32, u32),
    /// A static.
    Static(Item),
}

/// A call on the way to a lock.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub struct Call {
    /// The function that makes it, for messages.
    pub function: String,
    /// Package, version, file and line, as "fs-err 3.1.0, src/lib.rs:94".
    pub place: String,
}
