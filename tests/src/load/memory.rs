//! What a process holds, and what the kernel holds for it.

use std::fs;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

/// A thread's stack in the kernel, on the processors that Linux mostly runs on.
const KERNEL_STACK_KIB: f64 = 16.0;

/// Between two looks at a process.
const LOOK: Duration = Duration::from_millis(1);

/// The most that a process held until its end, in KiB. What the system tells of an ended process is no less than what
/// its parent held when it began, so a small one must be looked at while it runs.
pub fn most(process: u32) -> f64 {
    let mut most: f64 = 0.0;
    // An ended process has no such line any more, or no file.
    while let Ok(now) = field(&process.to_string(), "VmHWM") {
        most = most.max(now);
        thread::sleep(LOOK);
    }
    most
}

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
        Ok(Self {
            resident: field(process, "VmRSS")?,
            kernel: field(process, "VmPTE")? + field(process, "Threads")? * KERNEL_STACK_KIB,
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

fn field(process: &str, name: &str) -> Result<f64> {
    let path = format!("/proc/{process}/status");
    let status = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.with_context(|| format!("{path} has no {name}"))
}
