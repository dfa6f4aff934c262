//! The command line, the same for every model.

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};

use crate::{Error, Page};

/// How the downloads are bounded.
#[derive(clap::Args, Clone, Debug)]
pub struct Limits {
    /// For all downloads together, in seconds; what is not there by then is cancelled
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    pub timeout: Duration,

    /// Downloads at a time; for the pool its threads, 128 at most
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = positive)]
    pub at_once: usize,

    /// Longest page in bytes
    #[arg(long, value_name = "BYTES", default_value_t = 1 << 20)]
    pub max_body: usize,
}

#[derive(clap::Args)]
pub(crate) struct Download {
    /// The pages, as http://host[:port][/path]
    #[arg(required = true, value_name = "URL")]
    addresses: Vec<String>,

    #[command(flatten)]
    limits: Limits,
}

#[derive(Parser)]
#[command(version, about = "One job in one model of concurrency.")]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Download pages at the same time: a line a page, its status, length and SHA-256, or why there is none
    #[command(after_help = "Exit codes: 0 all pages are there, 1 some are not, 2 wrong usage.")]
    Download(Download),
}

/// The program of a model that downloads, with the given function.
pub fn run(download: impl FnOnce(&[String], &Limits) -> io::Result<Vec<Result<Page, Error>>>) -> ExitCode {
    let Command::Download(asked) = Line::parse().command;
    asked.run(download)
}

impl Download {
    pub(crate) fn run(
        self,
        download: impl FnOnce(&[String], &Limits) -> io::Result<Vec<Result<Page, Error>>>,
    ) -> ExitCode {
        let downloaded = download(&self.addresses, &self.limits);
        let all_well = downloaded.and_then(|pages| print(&self.addresses, &pages));
        match all_well {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::FAILURE,
            Err(error) => fail(error),
        }
    }
}

/// Says why the program cannot go on.
pub(crate) fn fail(error: impl Display) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::FAILURE
}

/// A number of seconds, with a fraction or without.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().map(Duration::try_from_secs_f64);
    match seconds {
        Some(Ok(seconds)) if !seconds.is_zero() && seconds <= Duration::from_secs(3600) => Ok(seconds),
        _ => Err("valid values: more than 0, up to 3600".to_owned()),
    }
}

/// A number of things that are needed.
pub(crate) fn positive(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ 1..=1_000_000) => Ok(number),
        _ => Err("valid values: 1 to 1000000".to_owned()),
    }
}

fn print(addresses: &[String], pages: &[Result<Page, Error>]) -> io::Result<bool> {
    let mut out = io::stdout().lock();
    for (address, page) in addresses.iter().zip(pages) {
        match page {
            Ok(page) => writeln!(out, "{} {} {} {address}", page.status, page.bytes, page.digest)?,
            Err(error) => writeln!(out, "failed {address}: {error}")?,
        }
    }
    Ok(pages.iter().all(Result::is_ok))
}
