//! The harness of the kit's tests: sets the kit up as a user would, generates services with the real
//! cargo-generate and runs them. `cargo demo` and `cargo bless` are made of the same parts.

pub mod attacks;
mod choose;
pub mod command;
pub mod configuration;
pub mod contract;
pub mod corpus;
pub mod dylint;
pub mod editor;
pub mod examples;
pub mod fixture;
pub mod generated;
pub mod git;
pub mod guide;
pub mod kit;
pub mod load;
pub mod manifests;
pub mod markdown;
pub mod measured;
pub mod mistakes;
pub mod models;
pub mod overview;
pub mod pages;
mod parts;
pub mod peers;
pub mod pin;
pub mod pipelines;
pub mod project;
pub mod rows;
pub mod service;
pub mod timing;
pub mod workspace;
