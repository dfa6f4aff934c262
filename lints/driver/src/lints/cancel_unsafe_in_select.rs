//! `cancel_unsafe_in_select`: a future that is dropped half way and loses data with which the program goes on.

use clippy_utils::diagnostics::span_lint_hir_and_then;
use rustc_hir::Body;
use rustc_lint::{LateContext, LateLintPass};
use rustc_lint_defs::declare_lint_pass;

use crate::bug;
use crate::config::config;
use crate::effects::races::{After, By, Dropped};
use crate::effects::sites::Site;
use crate::effects::way::written;
use crate::effects::{Effect, Effects};
use crate::{report, runtime};

declare_heddle_lint! {
    /// ### What it does
    /// Finds futures that are dropped half way and lose data by that: `read_exact`, `read_line`, `write_all`, `copy`
    /// and the like, and async functions and blocks that await one, as a branch of `select!`, in `timeout`, `race` or
    /// `or`, behind an abort handle or `now_or_never`. They are reported where the program goes on with the same
    /// connection: the loop comes back to it, or another call reads from it.
    ///
    /// ### Why is this bad?
    /// A `read_exact` that has got three of four bytes keeps them in itself. Another branch is done first, the future
    /// is dropped, and the three bytes are gone: the next read begins in the middle of a message, and takes whatever
    /// stands there for a length. With `write_all` the peer has got half a message, and the next one is written behind
    /// it. It happens only when the network cuts a message in two at the wrong moment, so no test sees it.
    ///
    /// ### Known limits
    /// Quiet are futures that are kept (pinned and given as `&mut future`, and awaited later), those that own what they
    /// read from, losses after which the loop or function is left or the connection replaced, and tests. A connection
    /// that is a parameter counts only within the function: what callers do after an error or in a loop of theirs is
    /// not looked at, nor whether a loop over many connections comes back to the same one. Of a future behind `dyn`
    /// nothing is known.
    ///
    /// What counts is data that a call of the catalogue has in itself. A message that a function has taken out of a
    /// channel, or bytes that it has read into a buffer of its own, are not seen.
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    /// - `max-depth`: the longest way that is reported; 20 by default.
    ///
    /// ### Example
    /// ```rust
    /// use std::time::Duration;
    /// use tokio::io::AsyncReadExt;
    /// use tokio::net::TcpStream;
    ///
    /// async fn serve(mut stream: TcpStream) -> std::io::Result<()> {
    ///     let mut tick = tokio::time::interval(Duration::from_secs(1));
    ///     let mut header = [0; 4];
    ///     loop {
    ///         tokio::select! {
    ///             read = stream.read_exact(&mut header) => println!("{} bytes follow", u32::from_be_bytes(header)),
    ///             _ = tick.tick() => println!("still there"),
    ///         }
    ///     }
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// use std::time::Duration;
    /// use tokio::io::AsyncReadExt;
    /// use tokio::net::TcpStream;
    ///
    /// async fn serve(mut stream: TcpStream) -> std::io::Result<()> {
    ///     let mut tick = tokio::time::interval(Duration::from_secs(1));
    ///     let mut header = [0; 4];
    ///     loop {
    ///         let read = stream.read_exact(&mut header);
    ///         tokio::pin!(read);
    ///         loop {
    ///             tokio::select! {
    ///                 read = &mut read => break,
    ///                 _ = tick.tick() => println!("still there"),
    ///             }
    ///         }
    ///         println!("{} bytes follow", u32::from_be_bytes(header));
    ///     }
    /// }
    /// ```
    pub CANCEL_UNSAFE_IN_SELECT, Warn, "a future that is dropped half way and loses data"
}

declare_lint_pass!(CancelUnsafeInSelect => [CANCEL_UNSAFE_IN_SELECT]);

impl<'tcx> LateLintPass<'tcx> for CancelUnsafeInSelect {
    fn check_body(&mut self, cx: &LateContext<'tcx>, body: &Body<'tcx>) {
        let tcx = cx.tcx;
        let owner = tcx.hir_body_owner_def_id(body.id());
        if !tcx.coroutine_is_async(owner.to_def_id()) || report::is_unchecked(cx, body) {
            return;
        }
        bug::contain(tcx, owner, || {
            for (dropped, site, effect) in Effects::get(tcx).losses(tcx, owner) {
                if effect.depth <= config().max_depth {
                    report(cx, dropped, &site, effect);
                }
            }
        });
    }
}

fn report(cx: &LateContext<'_>, dropped: &Dropped, site: &Site, effect: Effect) {
    let (called, hops) = Effects::get(cx.tcx).way(cx.tcx, site, effect.kind);
    let (subject, distance) = match site.is_block(cx.tcx) {
        true => ("this async block".to_owned(), String::new()),
        false => (called, report::distance(site, &hops)),
    };
    let when = match dropped.by {
        By::Select => "another branch of this `select!` is done first",
        By::Race => "another future of this race is done first",
        By::Limit => "it is given up before it is done",
        By::Look => "it is not done at once",
    };
    let message = format!("{subject} loses data when {when}{distance}");
    let span = written(dropped.span);
    span_lint_hir_and_then(cx, CANCEL_UNSAFE_IN_SELECT, site.node, span, message, |diag| {
        report::show_hops(diag, &hops);
        diag.note(effect.explanation(site.is_cause()));
        show_after(diag, &dropped.after);
        diag.help(match dropped.by {
            By::Select => {
                "keep it until it is done: make the future once, before the loop, `std::pin::pin!` it and let `select!` \
                 have `&mut` of it"
            }
            By::Race => "keep it until it is done: make the future once, `std::pin::pin!` it and race with `&mut` of it",
            By::Limit => {
                "give up the connection as well; or keep the future until it is done: `std::pin::pin!` it and set the limit \
                 to `&mut` of it"
            }
            By::Look => "keep it until it is done: `std::pin::pin!` it and look at `&mut` of it",
        });
        runtime::help(cx.tcx, diag, |runtime| {
            let (start, channel) = (&runtime.start, &runtime.channel);
            format!("otherwise leave the connection to a task of its own, `{start}`, and talk to it through `{channel}`")
        });
    });
}

/// Shows how the program goes on without what was lost.
fn show_after(diag: &mut report::Diag<'_>, after: &[After]) {
    let is_again = |after: &&After| after.call.is_none();
    let Some(After { winner, call }) = after.iter().find(is_again).or(after.first()) else {
        return;
    };
    match (winner, call) {
        (Some(winner), None) => {
            let note = "after this the loop makes a new one, which knows nothing of what the first one had done";
            diag.span_note(written(*winner), note);
        }
        (None, None) => {
            diag.note("the loop then makes a new one, which knows nothing of what the first one had done");
        }
        (_, Some(call)) => {
            diag.span_note(written(*call), "this goes on as if it had never begun");
        }
    }
}
