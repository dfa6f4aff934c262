//! The one module that prints. What a user asked for goes to standard output, all else to standard error.

use std::borrow::Cow;
use std::io::{IsTerminal, Write};

use anstyle::{AnsiColor, Style};

use crate::{Error, prose};

pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
pub(crate) const STATUS: Style = AnsiColor::Green.on_default().bold();
pub(crate) const HEADING: Style = Style::new().bold();
pub(crate) const CODE: Style = AnsiColor::Cyan.on_default();

/// Takes `--color` for all that is printed here from now on.
pub(crate) fn use_color(wanted: Option<clap::ColorChoice>) {
    let choice = match wanted {
        Some(clap::ColorChoice::Always) => anstream::ColorChoice::Always,
        Some(clap::ColorChoice::Never) => anstream::ColorChoice::Never,
        Some(clap::ColorChoice::Auto) => return,
        // As cargo reads it.
        None => match std::env::var("CARGO_TERM_COLOR").as_deref() {
            Ok("always") => anstream::ColorChoice::Always,
            Ok("never") => anstream::ColorChoice::Never,
            _ => return,
        },
    };
    choice.write_global();
}

/// Prints why the command failed.
pub fn error(error: &Error) {
    trouble(&error.to_string());
}

/// Prints that something is not as it should be.
pub fn trouble(what: &str) {
    anstream::eprintln!("{ERROR}error{ERROR:#}: {what}");
}

/// Prints what rustc says, over the progress that cargo shows on a terminal.
pub(crate) fn diagnostic(rendered: &str) {
    let clear = if is_lively() { "\r\x1b[2K" } else { "" };
    let mut err = std::io::stderr();
    let text = match anstream::AutoStream::choice(&err) {
        anstream::ColorChoice::Never => anstream::adapter::strip_str(rendered).to_string(),
        _ => rendered.to_owned(),
    };
    // In one piece, as cargo writes to the same place meanwhile. Whoever has closed it has seen enough.
    let _ = err.write_all(format!("{clear}{text}").as_bytes());
}

/// Prints a line of what was asked for, while it goes on.
pub(crate) fn line(line: &str) -> Result<(), Error> {
    document(&format!("{line}\n"))
}

/// Prints bytes of what was asked for as they are: a document.
pub(crate) fn document(text: &str) -> Result<(), Error> {
    write(std::io::stdout().lock(), text)
}

fn write(mut out: impl Write, text: &str) -> Result<(), Error> {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // Whoever has closed the pipe has seen enough; the check's end still counts.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(Error::StandardOutput),
    }
}

/// Whether standard error is a terminal on which lines may change.
fn is_lively() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Says what happens now, in cargo's own shape.
pub fn status(verb: &str, what: &str) {
    anstream::eprintln!("{STATUS}{verb:>12}{STATUS:#} {what}");
}

/// Prints what was asked for.
pub fn output(text: &str) -> Result<(), Error> {
    write(anstream::stdout().lock(), &format!("{}\n", text.trim_end()))
}

/// Prints a lint's documentation: headings bold, code coloured, prose in the terminal's width; plain text in a pipe.
pub fn markdown(text: &str) -> Result<(), Error> {
    let text = match prose::width() {
        Some(width) => prose::filled(text, width).into(),
        None => Cow::Borrowed(text),
    };
    let mut in_code = false;
    let mut lines = String::new();
    for line in text.lines() {
        if line.starts_with("```") {
            in_code = !in_code;
            continue;
        }
        let styled = if in_code {
            format!("    {CODE}{line}{CODE:#}")
        } else if line.starts_with('#') {
            format!(
                "{HEADING}{}{HEADING:#}",
                line.trim_start_matches('#').trim_start()
            )
        } else {
            line.to_owned()
        };
        lines.push_str(styled.trim_end());
        lines.push('\n');
    }
    output(&lines)
}

/// Cargo's progress while the driver is built: one line that changes on a terminal, all lines in a pipe.
pub(crate) struct Progress {
    terminal: bool,
}

impl Progress {
    pub(crate) fn start() -> Self {
        Self {
            terminal: is_lively(),
        }
    }

    pub(crate) fn line(&self, line: &str) {
        if self.terminal {
            let shown: String = line.trim().chars().take(70).collect();
            eprint!("\r\x1b[2K             {shown}");
            let _ = std::io::stderr().flush();
        } else {
            eprintln!("{line}");
        }
    }

    /// Clears what is there for the moment only; tells whether the lines stay to be read.
    pub(crate) fn end(&self) -> bool {
        if self.terminal {
            eprint!("\r\x1b[2K");
        }
        !self.terminal
    }
}
