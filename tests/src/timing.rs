//! What a command costs: time, the processors' time and memory, of it and of all that it starts.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use wait4::ResourceUsage;

/// What a program used from its start to its end.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Used {
    /// From start to end.
    pub wall_seconds: f64,
    /// User and system time of the program and of all that it waited for.
    pub cpu_seconds: f64,
    /// The most memory that one of these processes held, the largest of them.
    pub peak_bytes: u64,
}

impl Used {
    pub(crate) fn new(wall: Duration, usage: &ResourceUsage) -> Self {
        Self {
            wall_seconds: wall.as_secs_f64(),
            cpu_seconds: (usage.utime + usage.stime).as_secs_f64(),
            peak_bytes: usage.maxrss,
        }
    }

    /// The memory in MiB.
    pub fn peak_mib(&self) -> f64 {
        self.peak_bytes as f64 / f64::from(1 << 20)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::command::{clean, must, quietly};

    /// Makes a list of a few ten MiB in a process below the shell that is asked.
    const GREEDY: &str =
        "sh -c 'x=$(head -c 30000000 /dev/zero | tr \"\\0\" x); sleep 0.1; : \"$x\"'; exit 0";

    #[test]
    fn processes_below_the_command_count() {
        let used = must(clean("sh").args(["-c", GREEDY]), &quietly).unwrap().used;
        assert!(used.wall_seconds >= Duration::from_millis(100).as_secs_f64());
        assert!(used.cpu_seconds > 0.0);
        assert!(used.peak_mib() > 25.0, "{used:?}");
    }
}
