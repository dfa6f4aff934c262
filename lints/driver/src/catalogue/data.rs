//! The catalogue's files as types: which calls have an effect, why, and what to use instead.

use std::sync::LazyLock;

use heddle_protocol::{Kind, Tier};
use serde::Deserialize;

use super::glob_matches;
use crate::config::config;

/// A further condition on an entry.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// Only if the address is text that may name a host.
    ResolvesNames,
    /// Only if an argument reads from or writes to something that blocks.
    BlockingArgument,
}

/// Whether replacing a call by its async twin and awaiting it is the whole repair.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Fix {
    /// It is: the output has the same type.
    MachineApplicable,
    /// Code around the call may have to change too.
    MaybeIncorrect,
}

/// An async function with the same arguments as a blocking one.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Twin {
    Path(String),
    /// Where this runtime's differs from what the entry says of them all.
    WithFix {
        path: String,
        fix: Fix,
    },
}

/// One value a runtime.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct PerRuntime<T> {
    tokio: Option<T>,
    async_std: Option<T>,
    smol: Option<T>,
}

impl<T> Default for PerRuntime<T> {
    fn default() -> Self {
        Self {
            tokio: None,
            async_std: None,
            smol: None,
        }
    }
}

impl<T> PerRuntime<T> {
    /// The value for the runtime whose crate is called `name`.
    pub(super) fn get(&self, name: &str) -> Option<&T> {
        match name {
            "tokio" => self.tokio.as_ref(),
            "async_std" => self.async_std.as_ref(),
            "smol" => self.smol.as_ref(),
            _ => None,
        }
    }
}

/// Calls that block for the same reason and have the same way out.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Entry {
    /// Unique name.
    #[expect(
        dead_code,
        reason = "read by the catalogue's own test, which parses the file itself"
    )]
    pub(super) name: String,
    /// What it does to the thread.
    pub kind: Kind,
    /// How sure that is.
    pub tier: Tier,
    /// Completes "it …".
    pub why: String,
    #[serde(default)]
    pub(super) paths: Vec<String>,
    #[serde(default)]
    pub(super) on: Vec<String>,
    /// The types whose drop has the effect.
    #[serde(default)]
    pub(super) drops: Vec<String>,
    /// A further condition.
    pub when: Option<When>,
    /// The executor on whose thread it panics.
    pub(super) panics_inside: Option<String>,
    /// Whether the call itself needs tokio's runtime, not only the future that it makes.
    #[serde(default)]
    at_once: bool,
    #[serde(default)]
    pub(super) twin: PerRuntime<Twin>,
    pub(super) fix: Option<Fix>,
    #[serde(default)]
    pub(super) instead: PerRuntime<String>,
}

/// A runtime the kit knows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Runtime {
    /// Its crate, as code names it.
    #[serde(rename = "crate")]
    pub krate: String,
    /// Its name, as people write it.
    pub name: String,
    /// The function that moves a blocking closure off the runtime's threads.
    pub offload: String,
    /// The code that starts a task which runs by itself.
    pub start: String,
    /// The code that awaits `{future}` for a limited time.
    pub timeout: String,
    /// The module of its async locks.
    pub locks: String,
    /// Its channel with a capacity.
    pub channel: String,
    /// Its semaphore's type.
    pub semaphore: String,
    /// The semaphore's async method that gives a permit which a task can own.
    pub permit: String,
    /// The function that makes what ticks again and again.
    pub interval: String,
    /// The function whose future lets other tasks go on before this one does.
    pub gives_way: String,
    /// A path that exists only if the crate really runs tasks (hyper always brings tokio, without `rt`).
    pub probe: String,
}

/// What awaits several futures side by side.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// The macro for any number of futures, or the function that makes one future of two.
    pub all: String,
    /// The same for futures that give a `Result`: it ends with the first error.
    pub ok: String,
}

/// What a guard keeps for as long as it lives.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum GuardKind {
    /// A lock on which others block their thread.
    Lock,
    /// Such a lock, of a part of a map.
    MapRef,
    /// A borrow that is checked when others want one.
    Borrow,
    /// A span that this thread is in.
    Span,
    /// A runtime that this thread is in.
    RuntimeContext,
    /// A connection for whose like others block their thread.
    Connection,
    /// A lock for which others wait as tasks.
    AsyncLock,
}

/// Types whose values keep something for as long as they live.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Guard {
    /// Unique name.
    pub(crate) name: String,
    /// What it keeps.
    pub(crate) kind: GuardKind,
    /// Whether clippy reports a local of this type itself.
    #[serde(default)]
    pub(crate) clippy: bool,
    /// The way out, where that of its kind does not fit.
    pub(crate) instead: Option<String>,
    pub(super) types: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GuardsFile {
    pub(super) seldom: Vec<String>,
    pub(super) guard: Vec<Guard>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EntriesFile {
    blocking: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrappersFile {
    pub(super) offload: Vec<String>,
    pub(super) ready: Vec<String>,
    pub(super) once: Vec<String>,
    pub(super) spawn: Vec<String>,
    pub(super) beside: Vec<String>,
    pub(super) trusted: Vec<String>,
    pub(super) quiet: Vec<String>,
    pub(super) driven: Vec<String>,
    pub(super) probes: Vec<String>,
    pub(super) foreign: Vec<String>,
    pub(super) abroad: Vec<String>,
    pub(super) threads: Vec<String>,
    pub(super) enters: Vec<String>,
    pub(super) one_thread: Vec<String>,
    pub(super) many_threads: Vec<String>,
    pub(super) flavors: Vec<String>,
    pub(super) lenders: Vec<String>,
    pub(super) handles: Vec<String>,
    pub(super) thread_handles: Vec<String>,
    pub(super) detaches: Vec<String>,
    pub(super) condvar_waits: Vec<String>,
    pub(super) yields: Vec<String>,
    pub(super) sleeps: Vec<String>,
    pub(super) pops: Vec<String>,
    pub(super) plain: Vec<String>,
    pub(super) joins: Vec<String>,
    pub(super) adapters: Vec<String>,
    pub(super) inert: Vec<String>,
    pub(super) kept: Vec<String>,
    pub(super) replies: Vec<String>,
    pub(super) mailboxes: Vec<String>,
    pub(super) cancelled: Vec<String>,
    pub(super) reads: Vec<String>,
    pub(super) sends: Vec<String>,
    pub(super) asks: Vec<String>,
    pub(super) apart: Vec<String>,
    pub(super) ordered: Vec<String>,
    pub(super) limits: Vec<String>,
    pub(super) races: Vec<String>,
    pub(super) gives_back: Vec<String>,
    pub(super) looks: Vec<String>,
    pub(super) closures: Vec<String>,
    pub(super) streams: Vec<String>,
    pub(super) join: Vec<Join>,
    pub(super) runtime: Vec<Runtime>,
}

/// Calls that look whether something has happened.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Poll {
    /// Unique name.
    #[expect(
        dead_code,
        reason = "read by the catalogue's own test, which parses the file itself"
    )]
    name: String,
    /// Whether they return `None` or an error as long as nothing has happened.
    #[serde(default)]
    pub fails: bool,
    /// What waits instead on a plain thread.
    pub thread: Option<String>,
    instead: PerRuntime<String>,
    pub(super) paths: Vec<String>,
}

impl Poll {
    /// What waits instead on the runtime called `krate`.
    pub(crate) fn instead(&self, krate: &str) -> Option<&str> {
        self.instead.get(krate).map(String::as_str)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PollsFile {
    poll: Vec<Poll>,
}

/// Every call that looks whether something has happened.
pub(super) static POLLS: LazyLock<Vec<Poll>> = LazyLock::new(|| {
    let file: PollsFile = file!("polls");
    file.poll
});

/// Every entry that the configuration leaves in, and those that it adds.
pub(super) static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let config = config();
    let files: [EntriesFile; 5] = [
        file!("blocking"),
        file!("cancel"),
        file!("context"),
        file!("cpu"),
        file!("executors"),
    ];
    let mut entries: Vec<Entry> = files
        .into_iter()
        .flat_map(|file| file.blocking)
        .filter(|entry| {
            config.tiers.contains(&entry.tier) || !(entry.kind.blocks() || entry.kind.name() == "cpu")
        })
        .collect();
    entries.extend(config.blocking.iter().map(|extra| {
        Entry::plain(
            extra.path.clone(),
            extra.kind,
            extra.why.clone(),
            vec![extra.path.clone()],
        )
    }));
    entries.push(Entry::plain(
        "spawn".to_owned(),
        Kind::named("spawn"),
        "starts a task beside the caller".to_owned(),
        WRAPPERS.spawn.iter().chain(&WRAPPERS.beside).cloned().collect(),
    ));
    let at_once = entries.iter().filter(|entry| entry.at_once).map(|entry| Entry {
        kind: Kind::named("tokio-handle"),
        ..entry.clone()
    });
    entries.extend(at_once.collect::<Vec<_>>());
    for entry in &mut entries {
        entry.paths.retain(|path| {
            !config
                .non_blocking
                .iter()
                .any(|function| glob_matches(&function.path, path))
        });
    }
    entries
});

/// What a function marked `heddle::blocking` is.
pub(crate) static MARKED: LazyLock<Entry> = LazyLock::new(|| {
    Entry::plain(
        "marked".to_owned(),
        Kind::named("wait"),
        "is marked as blocking in its source".to_owned(),
        Vec::new(),
    )
});

pub(super) static WRAPPERS: LazyLock<WrappersFile> = LazyLock::new(|| {
    let mut file: WrappersFile = file!("wrappers");
    file.offload.extend(config().offload_wrappers.iter().cloned());
    file.ready.extend(config().ready_wrappers.iter().cloned());
    file
});

pub(super) static GUARDS: LazyLock<GuardsFile> = LazyLock::new(|| file!("guards"));

impl Entry {
    /// An entry without conditions or advice, of the surest tier.
    fn plain(name: String, kind: Kind, why: String, paths: Vec<String>) -> Self {
        Self {
            name,
            kind,
            tier: Tier::Certain,
            why,
            paths,
            on: Vec::new(),
            drops: Vec::new(),
            when: None,
            panics_inside: None,
            at_once: false,
            twin: PerRuntime::default(),
            fix: None,
            instead: PerRuntime::default(),
        }
    }
}
