//! What a process holds, and what the kernel holds for it.

use std::fs;

use anyhow::{Context, Result};

/// A thread's stack in the kernel, on the processors that Linux mostly runs on.
const KERNEL_STACK_KIB: f64 = 16.0;

/// Memory, in KiB.
#[derive(Clone, Copy, Debug, Default)]
pub struct Memory {
    /// What the process holds.
    pub resident: f64,
    /// What the kernel holds for it: its threads' other stacks, and the tables of its pages.
    pub kernel: f64,
}

impl Memory {
    /// That of a process, by its number or as `self`.
    pub fn of(process: &str) -> Result<Self> {
        let path = format!("/proc/{process}/status");
        let status = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
        let field = |name: &str| -> Result<f64> {
            let line = status
                .lines()
                .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
            number.with_context(|| format!("{path} has no {name}"))
        };
        Ok(Self {
            resident: field("VmRSS")?,
            kernel: field("VmPTE")? + field("Threads")? * KERNEL_STACK_KIB,
        })
    }

    /// What it is more than before, a part of so many.
    pub fn each(&self, before: &Self, parts: usize) -> Self {
        Self {
            resident: (self.resident - before.resident) / parts as f64,
            kernel: (self.kernel - before.kernel) / parts as f64,
        }
    }
}
