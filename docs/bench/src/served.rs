//! What serves: throughput, latency beside computing, memory of idle connections.

mod beside;
mod idle;
mod throughput;

use anyhow::Result;

use crate::fleet::Fleet;
use crate::plan::Part;

/// Makes the parts of a benchmark.
type Parts = fn(&Fleet) -> Result<Vec<Part>>;

/// The benchmarks that need servers, with what makes their parts.
pub(crate) const BENCHMARKS: &[(&str, Parts)] = &[
    ("M5", idle::parts),
    ("H1", throughput::parts),
    ("H3", beside::parts),
];
