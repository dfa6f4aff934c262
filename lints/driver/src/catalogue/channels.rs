//! The catalogue's channels without a limit (`channels.toml`).

use std::sync::{LazyLock, OnceLock};

use clippy_utils::paths::PathNS;
use rustc_data_structures::fx::FxHashMap;
use rustc_hir::def_id::DefId;
use rustc_middle::ty::TyCtxt;
use serde::Deserialize;

use super::{crate_of, find};

/// A constructor of channels without a limit.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Channel {
    /// It, as users write it.
    pub(crate) path: String,
    /// The one that takes a capacity.
    pub(crate) bounded: String,
    /// Whether `send` of the bounded one is a future.
    pub(crate) awaits: bool,
    /// The method of the same sender that gives a future instead.
    pub(crate) also: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChannelsFile {
    channel: Vec<Channel>,
}

static FILE: LazyLock<ChannelsFile> = LazyLock::new(|| file!("channels"));

impl Channel {
    /// The constructor of channels without a limit that `callee` is.
    pub(crate) fn made_by(tcx: TyCtxt<'_>, callee: DefId) -> Option<&'static Self> {
        static CHANNELS: OnceLock<FxHashMap<DefId, &'static Channel>> = OnceLock::new();
        CHANNELS.get_or_init(|| resolve(tcx)).get(&callee).copied()
    }
}

fn resolve(tcx: TyCtxt<'_>) -> FxHashMap<DefId, &'static Channel> {
    // Crates share functions: say it as the user's own dependency does.
    let is_direct = |channel: &Channel| {
        let krate = crate_of(&channel.path);
        krate == "std" || tcx.sess.opts.externs.get(krate).is_some()
    };
    let mut known = FxHashMap::default();
    for channel in &FILE.channel {
        for function in find(tcx, PathNS::Value, &channel.path) {
            let earlier = known.entry(function).or_insert(channel);
            if !is_direct(earlier) {
                *earlier = channel;
            }
        }
    }
    known
}

/// Every path of the file.
pub(super) fn paths() -> impl Iterator<Item = (PathNS, &'static String)> {
    let channels = FILE.channel.iter();
    channels.flat_map(|channel| [(PathNS::Value, &channel.path), (PathNS::Value, &channel.bounded)])
}
