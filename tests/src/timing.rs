//! How long a command takes, and how much of the processors' time it and all it starts use.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::command::{clean, must};

/// The wall and CPU seconds of a command run in `folder`. The shell's `times` counts every process below it, without unsafe code.
pub fn time(command: &Command, folder: &Path) -> Result<(f64, f64)> {
    let mut shell = clean("sh");
    shell
        .current_dir(folder)
        .args(["-c", "\"$@\" || exit; times", "sh"]);
    shell.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    let started = Instant::now();
    let ended = must(&mut shell, &|_| ())?;
    let wall = started.elapsed().as_secs_f64();
    // The last line is about the children: `0m12.3s 0m1.2s`.
    let children = ended.stdout.lines().last().unwrap_or_default();
    let seconds: Option<Vec<f64>> = children.split_whitespace().map(seconds).collect();
    let seconds = seconds
        .filter(|both| both.len() == 2)
        .context("the shell's `times` cannot be read")?;
    Ok((wall, seconds.iter().sum()))
}

fn seconds(text: &str) -> Option<f64> {
    let (minutes, seconds) = text.strip_suffix('s')?.split_once('m')?;
    Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shells_times_are_read() {
        assert_eq!(seconds("1m2.5s"), Some(62.5));
        assert_eq!(seconds("2.5"), None);
    }
}
