//! The lints: one file each. This list is the registry; the command and the book read the files themselves.

use rustc_lint::LintStore;
use rustc_lint_defs::Lint;

/// Declares a lint from its documentation, its name in capitals, its level and a short description.
macro_rules! declare_heddle_lint {
    ($(#[$attribute:meta])* pub $NAME:ident, $Level:ident, $description:literal) => {
        rustc_lint_defs::declare_lint! {
            $(#[$attribute])*
            pub $NAME, $Level, $description
        }
    };
}

/// Declares the modules and registers each one's lints and pass.
macro_rules! lints {
    ($($module:ident: $Pass:ident,)*) => {
        $(mod $module;)*

        pub(crate) fn register(store: &mut LintStore) {
            $(
                store.register_lints(&$module::$Pass::lint_vec());
                store.register_late_lint_pass(Box::new(|_| Box::new($module::$Pass)));
            )*
        }

        /// Every lint of the kit.
        pub(crate) fn all() -> Vec<&'static Lint> {
            [$($module::$Pass::lint_vec()),*].concat()
        }
    };
}

lints! {
    async_busy_wait: AsyncBusyWait,
    async_guard_across_unrelated_await: AsyncGuardAcrossUnrelatedAwait,
    await_holding_guard: AwaitHoldingGuard,
    block_in_place_on_current_thread: BlockInPlaceOnCurrentThread,
    block_on_in_async: BlockOnInAsync,
    block_on_in_drop: BlockOnInDrop,
    blocking_call_in_async: BlockingCallInAsync,
    blocking_call_reachable_from_async: BlockingCallReachableFromAsync,
    cancel_unsafe_in_select: CancelUnsafeInSelect,
    condvar_wait_without_loop: CondvarWaitWithoutLoop,
    cpu_heavy_call_in_async: CpuHeavyCallInAsync,
    cpu_loop_in_async: CpuLoopInAsync,
    detached_task_result_lost: DetachedTaskResultLost,
    future_dropped_unpolled: FutureDroppedUnpolled,
    future_never_awaited: FutureNeverAwaited,
    large_future_spawned: LargeFutureSpawned,
    lock_order_inversion: LockOrderInversion,
    nested_runtime: NestedRuntime,
    request_reply_without_timeout: RequestReplyWithoutTimeout,
    retry_without_backoff: RetryWithoutBackoff,
    runtime_context_on_foreign_thread: RuntimeContextOnForeignThread,
    sequential_awaits: SequentialAwaits,
    sleep_recreated_in_select_loop: SleepRecreatedInSelectLoop,
    task_cancelled_on_drop: TaskCancelledOnDrop,
    thread_join_result_ignored: ThreadJoinResultIgnored,
    thread_per_connection_unbounded: ThreadPerConnectionUnbounded,
    thread_spin_wait: ThreadSpinWait,
    unbounded_channel: UnboundedChannel,
    unbounded_join_all: UnboundedJoinAll,
    unbounded_spawn_in_loop: UnboundedSpawnInLoop,
    wrong_runtime: WrongRuntime,
}
