//! What `cargo guide-bench` has measured: the raw lines, and the charts, tables and figures made of them.

mod catalogue;
mod chart;
mod data;
mod figures;
mod lines;
mod number;
mod page;

pub use catalogue::{Benchmark, Chart, Scale, benchmarks};
pub use data::{Machine, Measure, Results, Run, Sample, Summary, folder, machine_line, sample_line};
pub use figures::{Figures, fill};
pub(crate) use page::pages;
