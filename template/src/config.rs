//! The configuration: defaults < file < environment < flags.
//!
//! `Config` is the one list of settings. A setting `some-key` is `some-key = ...` in the file, `APP_SOME_KEY`
//! in the environment and `--some-key` on the command line; each way ends in the same parser and checks.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;
use std::time::Duration;

use clap::{ArgAction, CommandFactory, Parser, ValueEnum};
use hyper::Uri;
use serde::{Serialize, Serializer};
use socket2::{Domain, Socket, Type};
use tracing::Level;

use crate::server::{self, Tuning};
use crate::telemetry::TelemetryTuning;
use crate::wire::WireTuning;

/// What environment variables of this service begin with.
const PREFIX: &str = "APP_";

const LAYERS: &str = "\
Each setting can also stand in the file as `some-key = value` and in the environment as APP_SOME_KEY.
Flags win over the environment, the environment over the file, the file over the defaults.

Exit codes: 0 stopped with all work finished, 1 could not serve, 2 wrong configuration,
3 stopped at the drain deadline with work cut off, 128 + n ended by a second signal n.";

/// All settings but those that only a model or an extra has: `Tuning` in src/server.rs and src/cpu.rs,
/// `TelemetryTuning`, `WireTuning`.
///
/// In the file and in the environment each is a value: a `bool` needs `action = ArgAction::Set`, a list
/// `value_delimiter = ','`. What is secret does not belong here, `--print-config` shows it: take the path of a file.
#[derive(clap::Args, Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Config {
    /// Address for traffic
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// Address for probes, /metrics and /profile; keep it away from the public
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:9090")]
    pub admin_listen: SocketAddr,

    /// Open connections at a time; more wait in the listen backlog
    #[arg(long, value_name = "N", default_value_t = server::MAX_CONNECTIONS, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub max_connections: u32,

    /// Requests of clients at a time, those whose bodies still come included; more are answered 503
    #[arg(long, value_name = "N", default_value_t = 1024, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub max_in_flight: u32,

    /// Largest head of a request in bytes; more is answered 431
    #[arg(long, value_name = "BYTES", default_value_t = 16_384, value_parser = clap::value_parser!(u32).range(8192..=1 << 20))]
    pub max_head: u32,

    /// Most headers of a request; more are answered 431
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub max_headers: u32,

    /// Longest path with its query in bytes; more is answered 414
    #[arg(long, value_name = "BYTES", default_value_t = 4096, value_parser = clap::value_parser!(u32).range(1..=1 << 16))]
    pub max_uri: u32,

    /// Largest request body in bytes; more is answered 413
    #[arg(long, value_name = "BYTES", default_value_t = 1 << 20, value_parser = clap::value_parser!(u64).range(1..=1 << 30))]
    pub max_body: u64,

    /// For a request's whole head, from its first byte
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = Span::positive)]
    pub head_timeout: Span,

    /// For a request's whole body
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = Span::positive)]
    pub body_timeout: Span,

    /// For sending an answer
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = Span::positive)]
    pub write_timeout: Span,

    /// Between two requests of a connection
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = Span::positive)]
    pub idle_timeout: Span,

    /// From the signal to stop until nothing more is accepted, so that load balancers see /readyz fail
    #[arg(long, value_name = "TIME", default_value = "0s", value_parser = Span::any)]
    pub drain_wait: Span,

    /// For finishing what was begun, once nothing more is accepted
    #[arg(long, value_name = "TIME", default_value = "25s", value_parser = Span::any)]
    pub drain_timeout: Span,

    /// What /aggregate asks: http:// addresses, separated by commas
    #[arg(long, value_name = "URLS", value_delimiter = ',', action = ArgAction::Set)]
    pub upstreams: Vec<Upstream>,

    /// For one upstream's whole answer, all tries together
    #[arg(long, value_name = "TIME", default_value = "2s", value_parser = Span::positive)]
    pub upstream_timeout: Span,

    /// Tries after the first that failed: no connection, or 502, 503 and 504
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(0..=10))]
    pub upstream_retries: u32,

    /// Longest pause before the second try; doubles with each, and is taken at random below that
    #[arg(long, value_name = "TIME", default_value = "50ms", value_parser = Span::positive)]
    pub upstream_backoff: Span,

    /// Largest answer of an upstream in bytes
    #[arg(long, value_name = "BYTES", default_value_t = 1 << 20, value_parser = clap::value_parser!(u64).range(1..=1 << 30))]
    pub upstream_max_body: u64,

    /// How often /digest hashes
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub digest_rounds: u32,

    /// How long /profile samples every thread; 0s turns it off
    #[arg(long, value_name = "TIME", default_value = "0s", value_parser = Span::any)]
    pub profile_time: Span,

    /// Form of the logs
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub log_format: LogFormat,

    /// Least level that is logged: error, warn, info, debug (every request) or trace
    #[arg(long, value_name = "LEVEL", default_value = "info", value_parser = level)]
    #[serde(serialize_with = "displayed")]
    pub log_level: Level,

    #[command(flatten)]
    #[serde(flatten)]
    pub telemetry: TelemetryTuning,

    #[command(flatten)]
    #[serde(flatten)]
    pub wire: WireTuning,

    #[command(flatten)]
    #[serde(flatten)]
    pub tuning: Tuning,
}

#[derive(Parser)]
#[command(version, about = "Serves HTTP.", after_help = LAYERS, args_override_self = true)]
struct CommandLine {
    /// Read this TOML file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Print the settings as a file and exit
    #[arg(long)]
    print_config: bool,

    #[command(flatten)]
    settings: Config,
}

#[cfg(test)]
impl Config {
    /// The defaults, and these flags over them.
    pub fn of(flags: &[&str]) -> Self {
        let words = std::iter::once("test").chain(flags.iter().copied());
        CommandLine::parse_from(words).settings
    }
}

impl Config {
    /// Listens on both addresses, traffic first.
    pub fn bind(&self) -> io::Result<(TcpListener, TcpListener)> {
        let public = listen(self.listen)?;
        let admin = listen(self.admin_listen)?;
        tracing::info!(listen = %public.local_addr()?, admin = %admin.local_addr()?, "listening");
        Ok((public, admin))
    }

    /// Reads every layer, or gives the exit code: help or the configuration was printed, or what is wrong.
    /// Messages go to the terminal: there are no logs yet.
    pub fn load() -> Result<Box<Self>, ExitCode> {
        match layered() {
            Ok(line) if line.print_config => {
                let settings = toml::to_string(&line.settings);
                print!("{}", settings.expect("every setting is a plain value"));
                Err(ExitCode::SUCCESS)
            }
            Ok(line) => Ok(Box::new(line.settings)),
            Err(Refusal::Clap(error)) => {
                // Only fails where nobody is left to read it.
                let _ = error.print();
                Err(match error.use_stderr() {
                    true => ExitCode::from(2),
                    false => ExitCode::SUCCESS,
                })
            }
            Err(Refusal::Layer(problem)) => {
                eprintln!("error: {problem}");
                Err(ExitCode::from(2))
            }
        }
    }
}

/// With a backlog that a burst of clients fits in: the standard library's holds 128.
fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let bind = || {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
        socket.set_reuse_address(true)?;
        socket.bind(&address.into())?;
        socket.listen(1024)?;
        Ok(TcpListener::from(socket))
    };
    bind().map_err(|error: io::Error| io::Error::new(error.kind(), format!("{address}: {error}")))
}

enum Refusal {
    Clap(clap::Error),
    Layer(String),
}

fn layered() -> Result<CommandLine, Refusal> {
    let mut flags = env::args_os();
    let program = flags.next().unwrap_or_default();
    let parse = |layers: &[String], flags: &[OsString]| {
        let words = layers.iter().map(Into::into).chain(flags.iter().cloned());
        CommandLine::try_parse_from(std::iter::once(program.clone()).chain(words))
    };
    let flags: Vec<_> = flags.collect();
    let named = parse(&[], &flags).map_err(Refusal::Clap)?.config;
    let file = named.or_else(|| env::var_os(format!("{PREFIX}CONFIG")).map(PathBuf::from));

    let mut layers = Vec::new();
    if let Some(file) = file {
        layers.extend(from_file(&file).map_err(Refusal::Layer)?);
        parse(&layers, &[]).map_err(|error| in_layer(&file.display().to_string(), &error))?;
    }
    layers.extend(from_environment().map_err(Refusal::Layer)?);
    parse(&layers, &[]).map_err(|error| in_layer("the environment", &error))?;
    parse(&layers, &flags).map_err(Refusal::Clap)
}

fn in_layer(layer: &str, error: &clap::Error) -> Refusal {
    let text = error.render().to_string();
    Refusal::Layer(format!(
        "in {layer}: {}",
        text.trim_start_matches("error: ").trim_end()
    ))
}

fn from_file(path: &Path) -> Result<Vec<String>, String> {
    let text = fs::read_to_string(path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| format!("in {}: {error}", path.display()))?;
    let known = keys();
    // Nothing to say: an empty list is the default, and on a command line it would be one empty value.
    let table = table
        .into_iter()
        .filter(|(_, value)| value.as_array().is_none_or(|list| !list.is_empty()));
    let flag = |(key, value): (String, toml::Value)| {
        if !known.contains(&key) {
            return Err(unknown(&key, &path.display().to_string(), &known));
        }
        let value =
            plain(&value).ok_or_else(|| format!("in {}: `{key}` is a table", path.display()))?;
        Ok(format!("--{key}={value}"))
    };
    table.map(flag).collect()
}

fn plain(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Array(values) => Some(
            values
                .iter()
                .map(plain)
                .collect::<Option<Vec<_>>>()?
                .join(","),
        ),
        toml::Value::Table(_) => None,
        other => Some(other.to_string()),
    }
}

fn from_environment() -> Result<Vec<String>, String> {
    let known = keys();
    let mut found = Vec::new();
    for (name, value) in env::vars_os() {
        let Some(key) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)) else {
            continue;
        };
        let key = key.to_lowercase().replace('_', "-");
        if key == "config" || value.is_empty() {
            continue;
        }
        if !known.contains(&key) {
            return Err(unknown(&name.to_string_lossy(), "the environment", &known));
        }
        let value = value
            .into_string()
            .map_err(|_| format!("{} is not UTF-8", name.to_string_lossy()))?;
        found.push(format!("--{key}={value}"));
    }
    Ok(found)
}

fn unknown(key: &str, layer: &str, known: &BTreeSet<String>) -> String {
    let known: Vec<_> = known.iter().map(String::as_str).collect();
    format!(
        "in {layer}: unknown key `{key}`\n\nvalid keys: {}",
        known.join(", ")
    )
}

fn keys() -> BTreeSet<String> {
    let command = CommandLine::command();
    let longs = command
        .get_arguments()
        .filter_map(|argument| argument.get_long());
    longs
        .filter(|long| !matches!(*long, "config" | "print-config"))
        .map(str::to_owned)
        .collect()
}

/// A duration as people write it: `500ms`, `10s`, `1m 30s`.
#[derive(Clone, Copy, Debug)]
pub struct Span(pub Duration);

impl Span {
    /// Up to an hour.
    pub fn any(text: &str) -> Result<Self, String> {
        let span = humantime::parse_duration(text).map_err(|error| error.to_string())?;
        if span > Duration::from_secs(3600) {
            Err("at most 1h".to_owned())
        } else {
            Ok(Self(span))
        }
    }

    /// From a millisecond up to an hour.
    pub fn positive(text: &str) -> Result<Self, String> {
        let span = Self::any(text)?;
        if span.0 < Duration::from_millis(1) {
            Err("at least 1ms".to_owned())
        } else {
            Ok(span)
        }
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&humantime::format_duration(self.0))
    }
}

/// An address that `/aggregate` asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upstream(pub Uri);

impl FromStr for Upstream {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let uri: Uri = text.parse().map_err(|error| format!("{error}"))?;
        let plain = uri.scheme_str() == Some("http");
        // Nobody's name, and nothing after the host but a port that there is.
        let host = uri.authority().is_some_and(|authority| {
            let (whole, host) = (authority.as_str(), authority.host());
            !whole.contains('@') && (whole == host || authority.port().is_some())
        });
        if plain && host {
            Ok(Self(uri))
        } else {
            Err("write http://host[:port]/path".to_owned())
        }
    }
}

impl fmt::Display for Upstream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Serialize for Upstream {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The form of the logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    /// For people
    Text,
    /// For machines: one object a line
    Json,
}

fn level(text: &str) -> Result<Level, String> {
    text.parse()
        .map_err(|_| "valid values: error, warn, info, debug, trace".to_owned())
}

fn displayed<S: Serializer>(level: &Level, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&level.as_str().to_lowercase())
}
