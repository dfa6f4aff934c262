//! What becomes of work whose handle is dropped: each row of the table in `docs/src/guide/handles.md` is a test here.
//!
//! The work waits at a gate. It has run on if it says so after the gate was opened behind the drop, and was
//! dropped with its handle if its end of the channel is gone while the gate is still shut.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::process::Command;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use futures::channel::oneshot;
use futures::executor::ThreadPool;
use futures::future::{abortable, pending};
use futures::task::SpawnExt as _;
use heddle_tests::kit::root;
use heddle_tests::rows;

/// Tells the process that a test starts that it is the inner one.
const INNER: &str = "HEDDLE_HANDLES_INNER";

#[test]
fn future_never_begins() {
    let (work, _gate, end) = work();
    drop(work);
    assert!(was_dropped(&end));
}

#[test]
fn std_thread_runs_on() {
    let (work, gate, end) = closure();
    drop(thread::spawn(work));
    gate.send(()).expect("the thread waits");
    assert!(ran_on(&end));
}

#[test]
fn std_scope_waits_for_its_threads() {
    let (work, gate, end) = closure();
    thread::scope(|scope| {
        drop(scope.spawn(work));
        gate.send(()).expect("the thread waits");
    });
    assert!(end.try_recv().is_ok(), "the scope ends after the thread");
    let scope = || thread::scope(|scope| drop(scope.spawn(fail)));
    assert!(catch_unwind(scope).is_err(), "the scope panics in its turn");
}

#[test]
fn tokio_task_runs_on() {
    let runtime = tokio_runtime();
    let (work, gate, end) = work();
    drop(runtime.spawn(work));
    gate.send(()).expect("the task waits");
    assert!(ran_on(&end));
    drop(runtime.spawn(async { fail() }));
    assert_eq!(
        runtime.block_on(runtime.spawn(async { 1 })).ok(),
        Some(1),
        "the runtime runs on"
    );
}

#[test]
fn tokio_blocking_closure_runs_on() {
    let runtime = tokio_runtime();
    let (work, gate, end) = closure();
    drop(runtime.spawn_blocking(work));
    gate.send(()).expect("the closure waits");
    assert!(ran_on(&end));
}

#[test]
fn tokio_abort_handle_changes_nothing() {
    let runtime = tokio_runtime();
    let (work, gate, end) = work();
    let handle = runtime.spawn(work);
    drop(handle.abort_handle());
    gate.send(()).expect("the task waits");
    assert!(ran_on(&end));
    assert!(runtime.block_on(handle).is_ok(), "the handle has the output");
}

#[test]
fn tokio_join_set_aborts_its_tasks() {
    let runtime = tokio_runtime();
    let (work, _gate, end) = work();
    let mut tasks = tokio::task::JoinSet::new();
    tasks.spawn_on(work, runtime.handle());
    drop(tasks);
    assert!(was_dropped(&end));
}

#[test]
fn tokio_local_set_drops_its_tasks() {
    let (work, _gate, end) = work();
    let tasks = tokio::task::LocalSet::new();
    drop(tasks.spawn_local(work));
    drop(tasks);
    assert!(was_dropped(&end));
}

#[test]
fn tokio_runtime_drops_its_tasks_and_waits_for_closures() {
    let runtime = tokio_runtime();
    let (task, _gate, end_of_task) = work();
    drop(runtime.spawn(task));
    let (started, starts) = mpsc::channel();
    let (done, end) = mpsc::channel();
    drop(runtime.spawn_blocking(move || {
        started.send(()).expect("the test waits");
        thread::sleep(Duration::from_millis(50));
        done.send(())
    }));
    starts.recv().expect("the closure begins");
    drop(runtime);
    assert!(end.try_recv().is_ok(), "the runtime ends after the closure");
    assert!(was_dropped(&end_of_task));
}

#[test]
fn tokio_shutdown_waits_for_nothing() {
    let runtime = tokio_runtime();
    let (task, _gate, end_of_task) = work();
    drop(runtime.spawn(task));
    let (started, starts) = mpsc::channel();
    let (work, gate, end) = closure();
    drop(runtime.spawn_blocking(move || {
        started.send(()).expect("the test waits");
        work();
    }));
    starts.recv().expect("the closure begins");
    runtime.shutdown_background();
    assert!(was_dropped(&end_of_task));
    gate.send(()).expect("the closure waits");
    assert!(ran_on(&end));
}

#[test]
fn async_std_task_runs_on() {
    let (work, gate, end) = work();
    drop(async_std::task::spawn(work));
    gate.send(()).expect("the task waits");
    assert!(ran_on(&end));
    drop(async_std::task::spawn(async { fail() }));
    assert_eq!(
        async_std::task::block_on(async_std::task::spawn(async { 1 })),
        1,
        "the executor runs on"
    );
}

#[test]
fn async_std_blocking_closure_runs_on() {
    let (work, gate, end) = closure();
    let (started, starts) = mpsc::channel();
    drop(async_std::task::spawn_blocking(move || {
        started.send(()).expect("the test waits");
        work();
    }));
    starts.recv().expect("the closure begins");
    gate.send(()).expect("the closure waits");
    assert!(ran_on(&end));
}

#[test]
fn async_std_cancel_ends_the_task() {
    let (work, _gate, end) = work();
    let task = async_std::task::spawn(work);
    async_std::task::block_on(task.cancel());
    assert!(was_dropped(&end));
}

#[test]
fn smol_task_is_cancelled() {
    let (work, _gate, end) = work();
    drop(smol::spawn(work));
    assert!(was_dropped(&end));
}

#[test]
fn smol_detached_task_runs_on() {
    let (work, gate, end) = work();
    smol::spawn(work).detach();
    gate.send(()).expect("the task waits");
    assert!(ran_on(&end));
    smol::spawn(async { fail() }).detach();
    assert_eq!(
        smol::block_on(smol::spawn(async { 1 })),
        1,
        "the executor runs on"
    );
}

#[test]
fn smol_cancel_gives_what_is_done() {
    let (work, _gate, end) = work();
    assert_eq!(smol::block_on(smol::spawn(work).cancel()), None);
    assert!(was_dropped(&end));
    let done = smol::spawn(async { 1 });
    let output = smol::block_on(async {
        while !done.is_finished() {
            smol::future::yield_now().await;
        }
        done.cancel().await
    });
    assert_eq!(output, Some(1));
}

#[test]
fn smol_unblock_runs_on_once_begun() {
    let (work, gate, end) = closure();
    let (started, starts) = mpsc::channel();
    let task = smol::unblock(move || {
        started.send(()).expect("the test waits");
        work();
    });
    starts.recv().expect("the closure begins");
    drop(task);
    gate.send(()).expect("the closure waits");
    assert!(ran_on(&end));
}

#[test]
fn smol_executor_drops_its_tasks() {
    let (work, _gate, end) = work();
    let executor = smol::Executor::new();
    executor.spawn(work).detach();
    drop(executor);
    assert!(was_dropped(&end));

    let (work, _gate, end) = self::work();
    let executor = smol::LocalExecutor::new();
    let kept = executor.spawn(work);
    drop(executor);
    assert!(was_dropped(&end), "even if its handle is kept");
    drop(kept);
}

#[test]
fn futures_remote_handle_cancels() {
    let pool = ThreadPool::new().expect("threads");
    let (work, _gate, end) = work();
    drop(pool.spawn_with_handle(work).expect("the pool runs"));
    assert!(was_dropped(&end));
}

#[test]
fn futures_forgotten_handle_runs_on() {
    let pool = ThreadPool::new().expect("threads");
    let (work, gate, end) = work();
    pool.spawn_with_handle(work).expect("the pool runs").forget();
    gate.send(()).expect("the task waits");
    assert!(ran_on(&end));
    pool.spawn_with_handle(async { fail() })
        .expect("the pool runs")
        .forget();
    let handle = pool.spawn_with_handle(async { 1 }).expect("the pool runs");
    assert_eq!(futures::executor::block_on(handle), 1, "the pool runs on");
}

#[test]
fn futures_abort_handle_changes_nothing() {
    let (work, gate, end) = work();
    let (work, handle) = abortable(work);
    drop(handle);
    gate.send(()).expect("the future waits");
    assert!(futures::executor::block_on(work).is_ok());
    assert!(ran_on(&end));
}

#[test]
fn rayon_spawn_aborts_on_a_panic() {
    if std::env::var_os(INNER).is_some() {
        rayon::spawn(fail);
        futures::executor::block_on(pending::<()>());
    }
    let (work, gate, end) = closure();
    rayon::spawn(work);
    gate.send(()).expect("the closure waits");
    assert!(ran_on(&end));
    let mut inner = Command::new(std::env::current_exe().expect("this program has a path"));
    inner
        .args(["rayon_spawn_aborts_on_a_panic", "--exact"])
        .env(INNER, "1");
    let status = inner.output().expect("this program can be started again").status;
    assert_eq!(status.code(), None, "it ends by a signal: {status}");
}

#[test]
fn rayon_scope_waits_for_its_closures() {
    let (work, gate, end) = closure();
    gate.send(()).expect("the channel is open");
    rayon::scope(|scope| scope.spawn(|_| work()));
    assert!(end.try_recv().is_ok(), "the scope ends after the closure");
    let scope = || rayon::scope(|scope| scope.spawn(|_| fail()));
    assert!(
        catch_unwind(AssertUnwindSafe(scope)).is_err(),
        "the scope panics in its turn"
    );
}

#[test]
fn every_row_of_the_page_has_its_test() {
    let page = fs::read_to_string(root().join("docs/src/guide/handles.md")).expect("the page");
    let tests = rows::tests(include_str!("handles.rs"), "every_row_of_the_page_has_its_test");
    assert_eq!(rows::named(&page), tests);
}

/// A future that waits for the gate and says that it is done.
fn work() -> (
    impl Future<Output = ()> + Send + 'static,
    oneshot::Sender<()>,
    Receiver<()>,
) {
    let (open, gate) = oneshot::channel();
    let (done, end) = mpsc::channel();
    let work = async move {
        if gate.await.is_ok() {
            let _ = done.send(()); // nobody may be interested
        }
    };
    (work, open, end)
}

/// A closure that does.
fn closure() -> (impl FnOnce() + Send + 'static, Sender<()>, Receiver<()>) {
    let (open, gate) = mpsc::channel();
    let (done, end) = mpsc::channel();
    let work = move || {
        if gate.recv().is_ok() {
            let _ = done.send(()); // nobody may be interested
        }
    };
    (work, open, end)
}

fn ran_on(end: &Receiver<()>) -> bool {
    said(end).is_ok()
}

fn was_dropped(end: &Receiver<()>) -> bool {
    said(end) == Err(RecvTimeoutError::Disconnected)
}

fn said(end: &Receiver<()>) -> Result<(), RecvTimeoutError> {
    let said = end.recv_timeout(Duration::from_secs(60));
    assert_ne!(
        said,
        Err(RecvTimeoutError::Timeout),
        "the work neither ends nor is dropped"
    );
    said
}

/// Panics without a message on the terminal.
fn fail() {
    resume_unwind(Box::new("on purpose"));
}

fn tokio_runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(1).build().expect("a runtime")
}
