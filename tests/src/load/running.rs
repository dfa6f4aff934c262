//! A server that runs: what it uses, and its end.

use std::fs;
use std::net::SocketAddr;
use std::process::{Child, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process};

use super::memory::Memory;
use crate::command;

/// A server that is asked to end has this long.
const END: Duration = Duration::from_secs(5);

/// A server that runs, ended when dropped.
#[derive(Debug)]
pub struct Running {
    pub(super) child: Child,
    pub(super) _started: command::Running,
    /// Where it serves.
    pub address: SocketAddr,
    /// Where `/livez` is answered.
    pub probe: SocketAddr,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.ask_to_end();
        let asked = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) {
            if asked.elapsed() > END {
                let _ = self.child.kill();
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Running {
    /// Sends SIGTERM: nginx ends its workers only when it is asked to end.
    pub fn ask_to_end(&self) {
        // It may have ended by itself.
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
    }

    /// Waits for the end, no longer than this.
    pub fn ended(&mut self, patience: Duration) -> Result<Option<ExitStatus>> {
        let started = Instant::now();
        while started.elapsed() < patience {
            if let Some(status) = self.child.try_wait()? {
                return Ok(Some(status));
            }
            thread::sleep(Duration::from_millis(2));
        }
        Ok(None)
    }

    /// The processor's time that it has used, with the processes it has started.
    pub fn cpu_seconds(&self) -> Result<f64> {
        let ticks_a_second = rustix::param::clock_ticks_per_second() as f64;
        let mut ticks = 0.0;
        for pid in self.processes()? {
            let fields = stat(pid)?;
            ticks += fields[11].parse::<f64>()? + fields[12].parse::<f64>()?;
        }
        Ok(ticks / ticks_a_second)
    }

    /// The memory that it holds, with the processes it has started.
    pub fn memory(&self) -> Result<Memory> {
        let mut sum = Memory::default();
        for pid in self.processes()? {
            let one = Memory::of(&pid.to_string())?;
            sum.resident += one.resident;
            sum.kernel += one.kernel;
        }
        Ok(sum)
    }

    /// The process and those it has started.
    fn processes(&self) -> Result<Vec<u32>> {
        let mut all = vec![self.child.id()];
        for entry in fs::read_dir("/proc")? {
            let Ok(pid) = entry?.file_name().to_string_lossy().parse::<u32>() else {
                continue;
            };
            if stat(pid).is_ok_and(|fields| fields[1].parse() == Ok(self.child.id())) {
                all.push(pid);
            }
        }
        Ok(all)
    }
}

/// What /proc tells of a process, from its state on: the name before it may hold spaces.
fn stat(pid: u32) -> Result<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, rest) = text.rsplit_once(") ").context("it has no name")?;
    Ok(rest.split(' ').map(str::to_owned).collect())
}
