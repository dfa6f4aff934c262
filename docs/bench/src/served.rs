//! What serves and what downloads: throughput, latency, memory, stops.

mod beside;
mod fanout;
mod heads;
mod idle;
mod length;
mod open_loop;
mod sleeping;
mod stop;
mod throughput;

use anyhow::Result;

use crate::fleet::Fleet;
use crate::plan::Part;
use crate::{code, size};

/// Makes the parts of a benchmark.
type Parts = fn(&Fleet) -> Result<Vec<Part>>;

/// The benchmarks that need servers or the sources of programs, with what makes their parts.
pub(crate) const BENCHMARKS: &[(&str, Parts)] = &[
    ("M5", idle::parts),
    ("H1", throughput::parts),
    ("H2", open_loop::parts),
    ("H3", beside::parts),
    ("H4", heads::parts),
    ("H5", fanout::parts),
    ("H6", sleeping::parts),
    ("H7", length::parts),
    ("S1", size::parts),
    ("S2", |_| code::parts()),
    ("G1", stop::parts),
];
