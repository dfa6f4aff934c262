//! What the programs of the models share, so that each of them shows its model and little else: pages and errors, the
//! command line, HTTP over a connection, the answers to the routes.

#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "client")]
mod client;
mod command;
mod page;
#[cfg(feature = "serve")]
mod routes;
#[cfg(feature = "serve")]
pub mod serve;

#[cfg(feature = "client")]
pub use client::fetch;
pub use command::{Limits, run};
pub use page::{Address, Error, Page, hexadecimal};
#[cfg(feature = "serve")]
pub use routes::{Answer, MAX_BODY, Route, digested, route};
#[cfg(feature = "server")]
pub use routes::{Received, Response, receive};
